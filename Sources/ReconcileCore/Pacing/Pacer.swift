/// The one gate through which every request of the process passes: it says when the next may leave.
///
/// It follows the API's count of our requests, as the headers tell it or as refusals have taught it, and lets each
/// request leave as soon as the API would let it in, but never sooner: what no header tells costs a few refusals to
/// learn, once. It closes for all on a 429, leaves others their share, and never has more under way than `concurrency`.
package struct Pacer: Sendable {
    private(set) var settings: PacingSettings
    /// The least time between two first looks while no limit is known, so that a start does not become a burst.
    private let firstLookGap: Duration
    private var jitter: SplitMix64
    var gate = Gate()
    var flights: [Flight] = []
    var view: HeaderView?
    var neighbour = Neighbour()
    var others = OthersLog()
    var learning = WindowLearning()
    var accepts = AcceptLog()
    /// How many were ever let in.
    private var acceptCount = 0
    /// What left, as far as the operator's own ceiling counts it.
    var sends = SendLog()
    var lastSentAt: BootTime?
    var lastFirstLook: BootTime?
    /// When the newest event arrived: a 429 whose request left before is its echo.
    private var lastEventAt: BootTime?
    /// From a request to its answer, at best: tells when the API counted it, without comparing clocks.
    private var shortestRoundTrip: Duration?
    private var clock = APIClock()
    /// The API's limit, as its headers last told it.
    var toldLimit: Int?
    /// How long a window is, as an earlier process was told.
    var toldSpan: Duration?

    /// A request under way.
    struct Flight: Sendable {
        var id: RequestID
        var sentAt: BootTime
        var role: WindowLearning.Role
        var mayUseReservedSlot: Bool
    }

    /// Whether a request may leave.
    package enum Admission: Hashable, Sendable {
        case now
        /// Not before this time.
        case at(BootTime)
        /// Not before a request under way is answered.
        case whenAnswered
    }

    /// First looks of a service while no limit is known.
    package static let firstLooksPerSecond = 5

    package init(_ settings: PacingSettings, spreadsFirstLooks: Bool, seed: UInt64) {
        self.settings = settings
        firstLookGap = spreadsFirstLooks ? .milliseconds(1000 / Self.firstLooksPerSecond) : .zero
        jitter = SplitMix64(seed: seed)
    }

    /// Takes up new settings; what is known of the API stays, and a new ceiling counts what was let in before it.
    package mutating func apply(_ settings: PacingSettings, at now: BootTime) {
        if let ceiling = settings.ceiling, ceiling != self.settings.ceiling { countSends(ceiling, at: now) }
        self.settings = settings
    }

    // MARK: Events

    package mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {
        if !learning.isSearching { explain(at: now) }
        let role = role(at: now)
        flights.append(Flight(id: id, sentAt: now, role: role, mayUseReservedSlot: purpose.mayUseReservedSlot))
        lastSentAt = now
        if purpose == .firstLook { lastFirstLook = now }
        if let ceiling = settings.ceiling { sends.append(now, keeping: ceiling.window) }
    }

    package mutating func answered(_ id: RequestID, _ reply: Reply, at now: BootTime) {
        guard let index = flights.firstIndex(where: { $0.id == id }) else { return }
        let flight = flights.remove(at: index)
        if case .lost = reply.outcome {
            // It may have been counted, at the latest now.
            accepts.append(now, keeping: memory)
            view?.spend()
        } else {
            shortestRoundTrip = min(shortestRoundTrip ?? .hours(24), now - flight.sentAt)
            if let date = reply.serverDate { clock.told(date, sentAt: flight.sentAt, at: now) }
            if let told = reply.rate.limit, told > 0 { toldLimit = min(told, HeaderView.largestLimit) }
            if case .refused(let problem) = reply.outcome, problem.status == 429 {
                refused(flight, reply.rate, at: now)
            } else {
                accepted(flight, reply.rate, at: now)
                // A server that is down for a while says so in the same field (RFC 9110 section 10.2.3).
                if case .refused = reply.outcome, let wait = reply.rate.retryAfter {
                    gate.refused(for: wait, sentAt: flight.sentAt, at: now, using: &jitter)
                }
            }
        }
        if flights.first.map({ $0.sentAt > lastEventAt ?? now }) ?? true, !learning.isSearching { explain(at: now) }
    }

    /// Takes back a request that `sent` announced and that did not leave after all.
    package mutating func withdrawn(_ id: RequestID) {
        flights.removeAll { $0.id == id }
    }

    private mutating func accepted(_ flight: Flight, _ rate: RateHeaders, at now: BootTime) {
        if lastEventAt.map({ flight.sentAt > $0 }) ?? true {
            gate.accepted()
            if learning.isSearching { explain(at: now) }
        }
        accepts.append(decided(at: now), keeping: memory)
        acceptCount += 1
        learning.accepted(flight.role, underWay: flights.count + 1, at: now)
        look(at: rate, sentAt: flight.sentAt, now: now)
    }

    private mutating func refused(_ flight: Flight, _ rate: RateHeaders, at now: BootTime) {
        let wait = (rate.retryAfter ?? rate.resetAfter).map(Gate.clamped)
        let isEvent = lastEventAt.map { flight.sentAt > $0 } ?? true
        if isEvent { lastEventAt = now }
        learning.cap.refused(isEvent: isEvent)
        if let wait {
            gate.refused(for: wait, sentAt: flight.sentAt, at: now, using: &jitter)
        } else if isEvent {
            gate.refusedBlindly(at: now, using: &jitter)
        }
        view?.refused(sentAt: flight.sentAt, wait: wait, remaining: rate.remaining, at: now)
        guard isEvent, view == nil || rate.remaining ?? 0 > 0 else { return }
        // A wait beyond all measure tells of no window.
        guard rate.retryAfter.map({ $0 < Gate.longestWait }) ?? true else { return }
        let isWhole = wait.map { $0.components.attoseconds == 0 } ?? false
        learning.refused(
            WindowLearning.Refusal(
                at: now, decidedAt: decided(at: now), wait: wait, rounding: isWhole ? .seconds(1) : .zero,
                toldLimit: rate.limit.flatMap { $0 > 0 ? $0 : nil }, role: flight.role,
                underWay: flights.count + 1, isWholeOurs: settings.share == 100, lastRefusedAt: now))
    }

    /// When the API had counted what it answers now, at the latest: no answer is faster than the fastest.
    private func decided(at now: BootTime) -> BootTime {
        now - (shortestRoundTrip ?? .zero) * 9 / 10
    }

    private mutating func explain(at now: BootTime) {
        learning.explain(log: accepts, opensAt: gate.closedUntil ?? now, at: now)
    }

    private mutating func look(at rate: RateHeaders, sentAt: BootTime, now: BootTime) {
        let end = rate.resetAt.flatMap(clock.latest)
        guard var report = HeaderView.Report(rate, endsBy: end, sentAt: sentAt, at: now) else {
            if let view, view.isOver(at: now) { self.view = nil } else { view?.spend() }
            return
        }
        report.overtaken = max(0, accepts.count(after: sentAt) - 1)
        let own = Neighbour.Own(accepted: acceptCount, inFlight: flights.count)
        let change = view?.take(report) ?? .newWindow
        if view == nil { view = HeaderView(report, longestBefore: toldSpan ?? .zero) }
        guard let view else { return }
        if var counter = view.counter, let limit = view.limit {
            let isCounter = counter.told(
                limit - report.remaining, limit: limit, view.bucket, inFlight: flights.count, log: accepts,
                sentAt: sentAt, at: now)
            self.view?.counter = isCounter ? counter : nil
            neighbour.seen(counter.seen, within: view.span)
            return
        }
        if let limit = view.limit {
            others.told(
                limit - report.remaining, span: view.span, inFlight: flights.count, log: accepts, sentAt: sentAt,
                at: now)
        }
        if view.refillsGradually {
            let seen = others.seen(at: now)
            neighbour.seen(seen.count, within: seen.within)
            return
        }
        switch change {
        case .newWindow:
            neighbour.windowBegan(view, own: own, earlier: accepts.count(after: now - view.span), at: now)
        case .sameWindow: neighbour.windowGoesOn(remaining: view.remaining, own: own, at: now)
        case .none: break
        }
    }

    // MARK: Questions

    /// Whether a request of this class may leave now.
    package func admission(_ purpose: RequestClass, of demand: Demand = Demand(), at now: BootTime) -> Admission {
        if let closedUntil = gate.closedUntil, closedUntil > now { return .at(closedUntil) }
        let concurrency = concurrency
        guard flights.count < min(concurrency, learning.cap.allowed(at: now) ?? concurrency),
            purpose.mayUseReservedSlot || concurrency == 1 || leavesSlot(concurrency)
        else { return .whenAnswered }
        let room = Room(purpose, demand)
        let opening = opening(for: 1, room, at: now)
        guard opening == .now else { return opening.noLater(than: now + Gate.longestWait) }
        if purpose == .firstLook, let lastFirstLook, view == nil, learning.windows.isEmpty,
            lastFirstLook + firstLookGap > now
        {
            return .at(lastFirstLook + firstLookGap)
        }
        return .now
    }

    /// Whether two requests in a row, a read and the write that rests on it, can leave within `span`.
    ///
    /// - Parameter pledged: how many reads under way may each be followed by a write, too.
    package func expectsPair(within span: Duration, besides pledged: Int = 0, at now: BootTime) -> Bool {
        if let closedUntil = gate.closedUntil, closedUntil > now + span { return false }
        // Where a learned limit is too low for both, nothing but a probe can raise it, and this read may be the only one.
        let count = 2 + pledged
        let opening =
            wouldProbe(at: now) ? unlearned(for: count, Room(), at: now) : opening(for: count, Room(), at: now)
        switch opening {
        case .now, .whenAnswered: return true
        case .at(let time): return time <= now + span
        }
    }

    /// Until when everything waits, if the API refused us and said so.
    package func closed(at now: BootTime) -> BootTime? {
        gate.closedUntil.flatMap { $0 > now ? $0 : nil }
    }

    /// True from `sent` until the answer, or until the slot was given back.
    package func holdsSlot(_ id: RequestID) -> Bool {
        flights.contains { $0.id == id }
    }

    /// False where a new ceiling has no room for what has taken its slot under another one.
    package func isWithinCeiling(at now: BootTime) -> Bool {
        guard let ceiling = settings.ceiling else { return true }
        return sends.count(within: ceiling.window, at: now) <= ceiling.requests
    }

    package var requestsInFlight: Int { flights.count }

    /// True while a request is under way that tries what a learned window lets in.
    var isTrying: Bool { flights.contains { $0.role != .ordinary } }

    package func budget(at now: BootTime) -> Budget {
        if let view {
            let remaining = view.isOver(at: now) ? nil : max(0, view.remaining - flights.count)
            return Budget(
                limit: view.limit ?? toldLimit, window: view.wholeSpan, remaining: remaining, source: .header)
        }
        if let (window, remaining) = learning.tightest(inFlight: flights.count, log: accepts, at: now) {
            return Budget(limit: window.limit, window: window.span, remaining: remaining, source: .learned)
        }
        if let toldLimit { return Budget(limit: toldLimit, window: nil, remaining: nil, source: .header) }
        if let ceiling = settings.ceiling {
            let remaining = max(0, ceiling.requests - sends.count(within: ceiling.window, at: now))
            return Budget(limit: ceiling.requests, window: ceiling.window, remaining: remaining, source: .configured)
        }
        return Budget(limit: nil, window: nil, remaining: nil, source: .unknown)
    }
}

extension Pacer.Admission {
    /// The later of the two.
    func later(_ other: Self) -> Self {
        switch (self, other) {
        case (.now, _): other
        case (_, .now): self
        case (.at(let left), .at(let right)): .at(max(left, right))
        case (.at, .whenAnswered): self
        case (.whenAnswered, .at): other
        case (.whenAnswered, .whenAnswered): self
        }
    }

    /// The same, but earlier by `lead`.
    func sooner(by lead: Duration, at now: BootTime) -> Self {
        switch self {
        case .at(let time): Self.at(time - lead).unlessPassed(now)
        case .now, .whenAnswered: self
        }
    }

    func noLater(than limit: BootTime) -> Self {
        switch self {
        case .at(let time): .at(min(time, limit))
        case .now, .whenAnswered: self
        }
    }

    func unlessPassed(_ now: BootTime) -> Self {
        switch self {
        case .at(let time) where time <= now: .now
        case .at, .now, .whenAnswered: self
        }
    }
}
