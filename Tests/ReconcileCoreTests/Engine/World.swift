import ReconcileCore

/// A provider, a disk, a clock moved by hand, and an engine between them.
///
/// It carries out every effect, answers every request after `latency`, and watches what must always be true: what it
/// finds broken is in `violations`.
struct World {
    var servers: [ResourceID: Server] = [:]
    var now = dawn
    var engine: Engine
    var configuration: EngineConfiguration
    var policies: [Policy]
    var settings: Settings
    /// What is durable.
    var ledger: [(entry: LedgerEntry, at: WallTime)] = []
    var records: [ResourceID: ResourceRecord] = [:]
    var pacing: PacingRecord?
    /// Handed out for recording and not durable yet.
    var unwritten: [(entry: LedgerEntry, at: WallTime)] = []
    /// Kept after what is unwritten, and lost with a crash before that.
    var unremembered: [CacheUpdate] = []
    var recordedCount: UInt64 = 0
    var isDiskFull = false
    /// False: entries stay in memory until `flush`.
    var recordsAtOnce = true
    var underWay: [Exchange] = []
    var alarm: BootTime?
    var finish: Finish?
    var notices: [Notice] = []
    var history: [Exchange] = []
    var troubles: [(target: Target, trouble: Trouble, times: Int)] = []
    var latency = Duration.milliseconds(100)
    var rate = RateHeaders()
    /// How far the provider's clock is ahead of ours.
    var serverClockAhead = Duration.zero
    var noWrites: String?
    var limit: Limit?
    var pageSize = 100
    /// What is wrong with a row of each page.
    var flaw: String?
    var watch = Watch()
    var violations: [String] = []
    var isRunning = false
    var evidence: [EvidenceRead] = []
    var rereadTokens = 0
    var delivered: [(id: ErrandID, reply: Reply)] = []

    struct Exchange {
        var id: RequestID
        var request: Request
        var sentAt: BootTime
        var answersAt: BootTime
        var reply: Reply?
        /// What a limited provider says with the answer.
        var rate: RateHeaders?
    }

    /// A fixed window, as most providers have it.
    struct Limit {
        var requests: Int
        var window: Duration
        var began = dawn.boot
        var used = 0
        /// How many requests came in each window, and how many were too many.
        var history: [Int] = []
        var refusals = 0

        mutating func take(at now: BootTime) -> RateHeaders {
            while now - began >= window {
                history.append(used)
                began = began + window
                used = 0
            }
            used += 1
            let left = began + window - now
            let isTooMany = used > requests
            if isTooMany { refusals += 1 }
            return RateHeaders(
                limit: requests, remaining: max(0, requests - used), resetAfter: left,
                retryAfter: isTooMany ? left : nil)
        }
    }

    init(
        _ count: Int = 1, drifted: Bool = true, mode: EngineConfiguration.Mode = .service,
        policies: [Policy] = [.sample()], settings: Settings = Settings(), seed: UInt64 = 1
    ) {
        self.policies = policies
        self.settings = settings
        configuration = EngineConfiguration(mode: mode, settings: settings, seed: seed)
        engine = Engine(configuration, policies: policies, memory: LedgerMemory(), at: dawn)
        for number in 1...max(count, 1) where count > 0 {
            add(World.id(number), address: "192.0.2.\(number)", enabled: drifted)
        }
    }

    /// The nth server of a fleet; the texts sort as the numbers do.
    static func id(_ number: Int) -> ResourceID {
        ResourceID("vps_" + String(1000 + number).dropFirst())
    }

    mutating func add(_ id: ResourceID, address: String?, enabled: Bool) {
        servers[id] = Server(.sample(id, name: "name-\(id)", address: address), seen: .sample(enabled: enabled))
    }

    // MARK: The process

    /// Starts a process on what is durable.
    mutating func start(mode: EngineConfiguration.Mode? = nil) {
        if let mode { configuration.mode = mode }
        configuration.settings = settings
        var memory = LedgerMemory()
        for row in ledger { memory.apply(row.entry, at: row.at) }
        engine = Engine(
            configuration, policies: policies, memory: memory,
            records: records.values.sorted { $0.item.id < $1.item.id }, pacing: pacing, at: now)
        recordedCount = 0
        alarm = nil
        finish = nil
        isRunning = true
        handle(.started)
        if noWrites != nil { handle(.noWritesChanged(noWrites)) }
    }

    /// `kill -9`: what is under way may or may not reach the provider.
    ///
    /// - Parameter betweenCommits: true where the ledger's commit was still made, and the other one not.
    mutating func crash(carriesOut: Bool = false, betweenCommits: Bool = false) {
        if betweenCommits { ledger += unwritten }
        for exchange in underWay {
            if carriesOut, case .write(let write) = exchange.request { carryOut(write) }
        }
        underWay = []
        unwritten = []
        let forgets = unremembered.contains { if case .pacing = $0 { true } else { false } }
        if forgets { watch.closedUntil = nil }
        unremembered = []
        isRunning = false
    }

    /// Restarts after a crash.
    mutating func restart(
        mode: EngineConfiguration.Mode? = nil, carriesOut: Bool = false, betweenCommits: Bool = false
    ) {
        crash(carriesOut: carriesOut, betweenCommits: betweenCommits)
        start(mode: mode)
    }

    /// Adds a row as `reconciled pause`, `release`, … do while no service runs.
    mutating func append(_ entry: LedgerEntry) {
        ledger.append((entry, now.wall))
    }

    /// A person vouched for the policy's text, so that it needs no canary.
    mutating func prove(_ policy: String, _ fingerprint: String) {
        append(.enforcing(.init(policies: [.init(name: policy, fingerprint: fingerprint)])))
        append(.released(.init(policy: policy, reason: "known", by: operatorAtDesk)))
        now = now + .seconds(1)
    }

    mutating func reload(_ policies: [Policy], _ settings: Settings? = nil) {
        self.policies = policies
        self.settings = settings ?? self.settings
        handle(.reloaded(policies, self.settings))
    }

    mutating func forbidWrites(_ text: String?) {
        noWrites = text
        handle(.noWritesChanged(text))
    }

    // MARK: Time

    /// Lets time pass: answers what is due, rings the alarm.
    mutating func run(for span: Duration, steps: Int = 200_000) {
        let end = now.boot + span
        for _ in 0..<steps {
            guard isRunning, finish == nil, step(before: end) else {
                if now.boot < end { now = now + (end - now.boot) }
                return
            }
        }
        violations.append("more than \(steps) steps within \(span)")
    }

    /// Lets time pass until the run ends by itself, at the latest after `span`.
    mutating func runToTheEnd(within span: Duration = .hours(1)) {
        let end = now.boot + span
        for _ in 0..<200_000 {
            guard isRunning, finish == nil, step(before: end) else {
                // The runner commits the last step before it exits.
                if finish != nil {
                    ledger += unwritten
                    unwritten = []
                    remember()
                }
                return
            }
        }
        violations.append("it does not come to an end")
    }

    /// Does the next thing that falls due, if it does before `end`.
    mutating func step(before end: BootTime) -> Bool {
        if !unwritten.isEmpty, recordsAtOnce, !isDiskFull {
            flush()
            return true
        }
        let nextAnswer = underWay.min { $0.answersAt < $1.answersAt }
        switch (nextAnswer, alarm) {
        case (let answer?, let time) where answer.answersAt <= end && time.map { answer.answersAt <= $0 } ?? true:
            move(to: answer.answersAt)
            deliver(answer.id)
        case (_, let time?) where time <= end:
            move(to: time)
            alarm = nil
            handle(.woke)
        default:
            return false
        }
        return true
    }

    private mutating func move(to time: BootTime) {
        if time > now.boot { now = now + (time - now.boot) }
    }

    /// Makes durable what waits for it.
    mutating func flush() {
        guard !unwritten.isEmpty else { return }
        ledger += unwritten
        recordedCount += UInt64(unwritten.count)
        unwritten = []
        remember()
        handle(.recorded(count: recordedCount))
    }

    // MARK: Effects

    mutating func handle(_ event: Event) {
        let effects = engine.handle(event, at: now)
        var hasAlarm = false
        for effect in effects {
            switch effect {
            case .send(let id, let request): send(id, request)
            case .record(let entry):
                watchRecord(entry)
                unwritten.append((entry, now.wall))
            case .remember(let update): unremembered.append(update)
            case .notify(let notice): notices.append(notice)
            case .deliver(let id, let reply): delivered.append((id, reply))
            case .escrow: violations.append("an order about a password of a server: \(effect)")
            case .rereadToken: rereadTokens += 1
            case .wake(let time):
                alarm = time
                hasAlarm = true
            case .finish(let reason):
                finish = reason
                alarm = nil
            }
        }
        if unwritten.isEmpty { remember() }
        if finish == nil, !hasAlarm { violations.append("a step without an alarm: \(event)") }
        watchLiveness()
        if isDiskFull, !unwritten.isEmpty, case .recordingFailed = event {
        } else if isDiskFull, !unwritten.isEmpty {
            handle(.recordingFailed(detail: "disk full"))
        }
    }

    private mutating func remember() {
        for update in unremembered {
            switch update {
            case .resource(let record): records[record.item.id] = record
            case .forget(let id): records[id] = nil
            case .evidence(let read): evidence.append(read)
            case .pacing(let record): pacing = record
            }
        }
        unremembered = []
    }

    private mutating func send(_ id: RequestID, _ request: Request) {
        watchSend(request)
        var exchange = Exchange(id: id, request: request, sentAt: now.boot, answersAt: now.boot + latency)
        switch trouble(for: request, takes: false) {
        case .timedOut: exchange.answersAt = now.boot + .seconds(30)
        case .slow(let delay): exchange.answersAt = now.boot + delay
        default: break
        }
        exchange.rate = limit?.take(at: now.boot)
        underWay.append(exchange)
    }
}
