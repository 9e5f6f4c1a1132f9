import ReconcileCore
import ReconcileStore

/// Feeds events into the engine and carries out what it asks for: the only place where the two meet the world.
struct EngineRunner: ~Copyable {
    private(set) var engine: Engine
    private let api: API
    private let mailbox: Mailbox
    private let noWrites: NoWritesFile
    private let observer: any RunObserver
    /// `nil` for `plan`, which writes nothing down.
    private let recorder: Recorder?
    private let vault: Vault?
    private var recording: Task<Void, Never>?
    private var watchdog: WatchdogPace?
    /// `nil` where nobody can ask.
    private let desk: EngineDesk?
    /// `nil` where the work is to stay off the thread of writes.
    private let thread: WorkThread?
    private var entriesHandedOut: UInt64 = 0
    private var windows = WindowRenewal()
    private var sentry = WriteSentry()
    /// What must never happen and was about to.
    private var broken: String?
    private var lastNoWrites: String?
    /// When the engine wants to be woken.
    private var engineDue: BootTime?
    private var alarm: WorkThread.Alarm?
    private var alarmDue: BootTime?

    /// - Parameters:
    ///   - store: `nil` for `plan`, which writes nothing down.
    ///   - desk: where others ask and tell the engine something.
    ///   - thread: where decisions are made; `nil` for wherever there is room.
    init(
        _ engine: consuming Engine, api: API, mailbox: Mailbox, store: StateStore?, noWrites: NoWritesFile,
        observer: any RunObserver, watchdog: WatchdogPace? = nil, desk: EngineDesk? = nil,
        thread: WorkThread? = .shared
    ) {
        self.engine = engine
        self.api = api
        self.mailbox = mailbox
        self.noWrites = noWrites
        self.observer = observer
        self.watchdog = watchdog
        self.desk = desk
        self.thread = thread
        let vault = store.map { Vault($0) }
        self.vault = vault
        recorder = store.flatMap { store in
            vault.map { Recorder(store, $0, observer: observer, mailbox: mailbox) }
        }
    }

    /// Runs until the engine is at its end.
    ///
    /// - Returns: why it ended, and how everything stands then.
    mutating func run() async -> (Finish, PassReport) {
        await withTaskExecutorPreference(thread) { await runOnThread() }
    }

    private mutating func runOnThread() async -> (Finish, PassReport) {
        recording = Task(executorPreference: thread) { [recorder] in await recorder?.run() }
        var events = [Event.started]
        while true {
            if let finish = await step(events) {
                alarm?.cancel()
                return (finish, engine.report(at: SystemClock.now()))
            }
            events = await mailbox.take()
        }
    }

    private mutating func step(_ events: [Event]) async -> Finish? {
        let work = desk?.take() ?? EngineDesk.Work()
        let finish = handle(events, work)
        await endIfBroken()
        if finish != nil {
            recorder?.finish()
            await recording?.value
            desk?.recorded(recorder?.recordedCount ?? 0)
        }
        let now = SystemClock.now()
        for inquiry in work.inquiries { inquiry(engine, now) }
        if finish != nil { desk?.close(engine) }
        observer.stepped(now) { engine.report(at: now) }
        watchdog?.stepped(at: now.boot)
        setAlarm(at: now.boot)
        return finish
    }

    private mutating func handle(_ events: [Event], _ work: EngineDesk.Work) -> Finish? {
        let orders = takeable(work.orders)
        let renewal = windows.due(engine.windows, at: SystemClock.now().wall)
        var waiting = [renewal].compactMap { $0 } + orders.map { Event.told($0.entry) } + work.looks + events
        let text = noWrites.text()
        if text != lastNoWrites {
            lastNoWrites = text
            waiting.append(.noWritesChanged(text))
        }
        let effects = engine.handle(waiting, at: SystemClock.now())
        if events.contains(.stopping) { limitEnding() }
        for event in events { pass(on: event) }
        let finish = carryOut(effects)
        for order in orders { desk?.told(order, mark: entriesHandedOut) }
        return finish
    }

    /// The orders that can be written down; whoever gave another is told why not.
    private func takeable(_ orders: [EngineDesk.Order]) -> [EngineDesk.Order] {
        guard let distrust = engine.ledgerDistrust else { return orders }
        for order in orders { order.answer(.distrusted(distrust)) }
        return []
    }

    private mutating func pass(on event: Event) {
        switch event {
        case .recorded(let count): desk?.recorded(count)
        case .recordingFailed(let detail): desk?.recordingFailed(detail)
        case .answered(let id, _): sentry.answered(id)
        case .started, .woke, .reloaded, .noWritesChanged, .tokenReplaced, .windowsRenewed, .told, .lookRequested,
            .errand, .escrow, .stopping:
            break
        }
    }

    mutating func carryOut(_ effects: [Effect]) -> Finish? {
        var finish: Finish?
        var entries: [LedgerEntry] = []
        var notices: [Notice] = []
        var updates: [CacheUpdate] = []
        var orders: [EscrowOrder] = []
        for effect in effects {
            switch effect {
            case .send(let id, let request): send(id, request)
            case .record(let entry): entries.append(entry)
            case .remember(let update): updates.append(update)
            case .notify(let notice): notices.append(notice)
            case .deliver(let id, let reply): desk?.deliver(id, reply)
            case .escrow(let order): orders.append(order)
            case .rereadToken: rereadToken()
            case .wake(let time): engineDue = time
            case .finish(let reason): finish = reason
            }
        }
        entriesHandedOut += UInt64(entries.count)
        if let recorder {
            recorder.take(entries, notices, updates, orders)
        } else {
            notices.forEach(observer.noticed)
        }
        return finish
    }

    /// A write whose answer does not come keeps us no longer than this: the next start finds out by reading.
    static let longestEnding = Duration.seconds(8)

    private func limitEnding() {
        WorkThread.shared.after(Self.longestEnding) { [mailbox] in mailbox.post(.stopping) }
    }

    /// Nothing that comes out of a broken program is to be trusted: that is written down, and the next start only looks.
    mutating func endIfBroken() async {
        guard let broken else { return }
        if recording == nil { recording = Task { [recorder] in await recorder?.run() } }
        recorder?.take([.invariantBroken(LedgerEntry.InvariantBroken(what: broken))], [], [], [])
        recorder?.finish()
        await recording?.value
        observer.broke(broken)
        watchdog?.trigger()
        preconditionFailure(broken)
    }

    private mutating func send(_ id: RequestID, _ request: Request) {
        if let breach = sentry.leaves(id, request) {
            broken = breach
            return
        }
        let policy = engine.policy(behind: id)
        Task(executorPreference: thread) { [api, mailbox, observer, vault] in
            let sentAt = SystemClock.now().boot
            let reply = await api.perform(request, passwordsFrom: vault)
            let now = SystemClock.now()
            mailbox.post(.answered(id, reply))
            observer.exchanged(
                Exchange(request: request, policy: policy, reply: reply, took: now.boot - sentAt, endedAt: now.wall))
        }
    }

    private func rereadToken() {
        Task { [api, mailbox] in
            await api.rereadTokens()
            mailbox.post(.tokenReplaced)
        }
    }

    /// One alarm for all who want another step. One that is set already and comes earlier stays: it does no harm, and
    /// most steps move the time only a little.
    private mutating func setAlarm(at now: BootTime) {
        guard let due = [engineDue, watchdog?.nextDue, observer.nextDue].compactMap({ $0 }).min() else { return }
        if let alarmDue, alarmDue > now, alarmDue <= due { return }
        alarm?.cancel()
        alarmDue = due
        alarm = WorkThread.shared.after(max(.zero, due - now)) { [mailbox] in mailbox.post(.woke) }
    }
}

extension CommandFailure {
    fileprivate static func distrusted(_ reason: String) -> CommandFailure {
        CommandFailure(
            .failed, "nothing can be written into the ledger", cause: reason,
            hint: "stop the service, run `reconciled resume --accept-ledger --reason …`, and start it again")
    }
}
