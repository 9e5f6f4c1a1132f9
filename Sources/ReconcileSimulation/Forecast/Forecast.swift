package import ReconcileCore

/// Lets the engine loose on a fleet in simulated time, and tells what it did: the same core and the same pacer as in the
/// service, against a provider that keeps its limit and guests that drift.
package struct Forecast {
    private let question: ForecastQuestion
    private let start: Moment
    private let limit: RateCeiling?
    private var now: Moment
    private var engine: Engine
    private var fleet: ForecastFleet
    private var drift: DriftProcess
    private var tally: ForecastTally
    private var limiter: RateLimiter?
    private var underWay: [Exchange] = []
    private var alarm: BootTime?
    private var recorded: UInt64 = 0
    private var isFinished = false

    private struct Exchange {
        var id: RequestID
        var request: Request
        var answersAt: BootTime
        /// What the provider says where it refuses.
        var refusal: RateHeaders?
    }

    /// How long answers take. Not measured at the provider: a list comes from its database; a read runs a command in the
    /// guest and a write changes files there and looks again, which takes other such agents about this long.
    package static let listLatency = Duration.milliseconds(300)
    package static let readLatency = Duration.seconds(1)
    package static let writeLatency = Duration.seconds(3)
    /// A 429 is decided before anything is done.
    private static let refusalLatency = Duration.milliseconds(50)

    package init(_ question: ForecastQuestion) {
        self.question = question
        start = Moment(boot: BootTime(sinceBoot: .zero), wall: question.start)
        now = start
        var seeds = SplitMix64(seed: question.configuration.seed)
        fleet = ForecastFleet(question.fleet, policies: question.policies, at: question.start)
        let driftable = fleet.doors.indices.filter { [fleet] in fleet[$0].isReadable }
        drift = DriftProcess(
            driftable, perDay: question.driftPerDay, random: SplitMix64(seed: seeds.next()), from: start.boot)
        tally = ForecastTally(fleet)
        engine = Engine(
            question.configuration, policies: question.policies, memory: question.memory,
            records: question.fleet.records, pacing: question.limit == nil ? question.pacing : nil, at: start)
        limit = question.limit ?? Self.known(engine.report(at: start).budget)
        limiter = limit.map { RateLimiter(RateLimit(limit: $0.requests, window: $0.window)) }
    }

    /// The limit that the API itself has shown.
    private static func known(_ budget: Budget) -> RateCeiling? {
        guard let limit = budget.limit, let window = budget.window else { return nil }
        switch budget.source {
        case .header, .learned: return RateCeiling(requests: limit, window: window)
        case .configured, .unknown: return nil
        }
    }

    /// Runs to the end.
    ///
    /// - Parameter dayEnded: called with the number of each day that is over.
    package mutating func run(dayEnded: (Int) -> Void = { _ in }) -> ForecastReport {
        var report = ForecastReport()
        describe(&report)
        let end = start.boot + question.span
        var days = 0
        handle(.started)
        while !isFinished {
            let next = nextInstant
            guard next < end else { break }
            while next >= start.boot + .days(days + 1) {
                days += 1
                tally.dayEnded()
                dayEnded(days)
            }
            step(to: next)
        }
        move(to: end)
        tally.fill(&report)
        report.end = engine.report(at: now).summary
        return report
    }

    private func describe(_ report: inout ForecastReport) {
        switch question.fleet {
        case .known: report.fleet.isMadeUp = false
        case .madeUp: report.fleet.isMadeUp = true
        }
        report.fleet.listed = fleet.doors.count
        report.fleet.matched = fleet.doors.count { $0.desired != nil }
        report.fleet.observed = fleet.doors.count { $0.isOnlyObserved }
        report.fleet.drifted = fleet.doors.count { $0.isLeftOver }
        report.limit = limit
        report.span = question.span
    }

    // MARK: Time

    private var nextInstant: BootTime {
        var next = drift.due
        if let alarm, alarm < next { next = alarm }
        if let answer = underWay.first, answer.answersAt < next { next = answer.answersAt }
        return next
    }

    /// Does what falls due at `time`: an answer before the alarm, so that it finds its slot free, and both before a drift.
    private mutating func step(to time: BootTime) {
        move(to: time)
        if let first = underWay.first, first.answersAt <= time {
            underWay.removeFirst()
            handle(.answered(first.id, answer(first)))
        } else if let alarm, alarm <= time {
            self.alarm = nil
            handle(.woke)
        } else if let index = drift.next() {
            tally.drifted(&fleet[index], at: now.boot)
        }
    }

    private mutating func move(to time: BootTime) {
        if time > now.boot { now = now + (time - now.boot) }
    }

    // MARK: The engine's effects

    private mutating func handle(_ event: Event) {
        let before = recorded
        var answers: [Event] = []
        for effect in engine.handle(event, at: now) {
            switch effect {
            case .send(let id, let request): send(id, request)
            case .record: recorded += 1
            case .notify(.held(let subject, let hold)): tally.held(hold.reason, subject.resource)
            case .wake(let time): alarm = time
            case .finish: isFinished = true
            case .escrow(let order): order.answer.map { answers.append($0) }
            case .remember, .notify, .rereadToken, .deliver: break
            }
        }
        if recorded > before { handle(.recorded(count: recorded)) }
        for answer in answers { handle(answer) }
    }

    private mutating func send(_ id: RequestID, _ request: Request) {
        if let purpose = engine.purpose(of: id) { tally.sent(purpose) }
        var exchange = Exchange(id: id, request: request, answersAt: now.boot + request.latency)
        if let standing = limiter?.take(at: now.boot), !standing.isAdmitted {
            exchange.refusal = RateHeaders(
                limit: standing.limit, remaining: standing.remaining, resetAfter: standing.resetAfter,
                retryAfter: standing.resetAfter)
            exchange.answersAt = now.boot + Self.refusalLatency
            tally.refusedOne()
        }
        // As many as the concurrency at most, and nearly always in the order of their answers.
        let place = underWay.lastIndex { $0.answersAt <= exchange.answersAt }.map { $0 + 1 } ?? 0
        underWay.insert(exchange, at: place)
    }

    // MARK: The provider's answers

    private mutating func answer(_ exchange: Exchange) -> Reply {
        if let refusal = exchange.refusal {
            return Reply(outcome: .refused(Problem(status: 429, code: "rate_limited")), rate: refusal)
        }
        switch exchange.request {
        case .read(.list(let kind, let cursor, _)):
            return Reply(outcome: .page(fleet.page(of: kind, at: cursor)))
        case .read(.state(_, let id)):
            guard let index = fleet.index(of: id) else { return Reply(outcome: .refused(Problem(status: 404))) }
            tally.read(&fleet[index], at: now.boot, since: start.boot)
            return Reply(outcome: .observed(fleet[index].observation))
        case .write(let write):
            guard let index = fleet.index(of: write.resource) else {
                return Reply(outcome: .refused(Problem(status: 404)))
            }
            return Reply(outcome: carryOut(write, at: index))
        }
    }

    private mutating func carryOut(_ write: WriteRequest, at index: Int) -> Outcome {
        switch write.change {
        case .sshPasswordLogin(let enabled):
            tally.written(&fleet[index], enabled: enabled, at: now.boot, since: start.boot)
            return .written(
                WriteAnswer(
                    requested: write.change, verified: true, message: nil, observation: fleet[index].observation))
        case .hostingPassword:
            return .rotated(RotationAnswer(account: write.resource, username: "", affectedAccess: []))
        }
    }
}

extension EscrowOrder {
    /// Sealing and handing over always go well, and take no time that counts.
    fileprivate var answer: Event? {
        switch self {
        case .seal(let version, _, _): .escrow(version, .sealed(sha256: ""))
        case .deposit(let version, _): .escrow(version, .deposited(sha256: nil))
        case .promote, .refuse, .erase: nil
        }
    }
}

extension ForecastQuestion.Fleet {
    /// What the engine knows at the beginning.
    fileprivate var records: [ResourceRecord] {
        switch self {
        case .known(let records): records
        case .madeUp: []
        }
    }
}

extension Request {
    fileprivate var latency: Duration {
        switch self {
        case .read(.list): Forecast.listLatency
        case .read(.state): Forecast.readLatency
        case .write: Forecast.writeLatency
        }
    }
}
