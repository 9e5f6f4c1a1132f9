/// The rules by which the next request waits; the latest of them decides.
extension Pacer {
    /// Under way at once near a limit that is being learned: each of them can be refused in vain.
    private static let learningConcurrency = 4
    /// Accepted requests are remembered as long while no longer window is known: one learned later then finds them.
    private static let longestUnknownWindow = Duration.hours(1)
    /// An answer that stays away as long after the end of a window holds the others back no longer.
    private static let scoutPatience = Duration.seconds(3)
    /// Where others leave no room, so often in the time in which one more request is forgotten.
    private static let looksForEach = 4
    /// The requests that look whether we are alone are no more than a limit divided by this.
    private static let partOfLooks = 12

    /// Counts anew what leaves under a ceiling, from what was let in and what is under way.
    mutating func countSends(_ ceiling: RateCeiling, at now: BootTime) {
        sends = SendLog()
        let letIn = accepts.tail(after: now - ceiling.window, most: AcceptLog.capacity)
        for time in (letIn + flights.map(\.sentAt)).sorted() { sends.append(time, keeping: ceiling.window) }
    }

    /// Who asks for room in a window.
    struct Room {
        var ready = 1
        /// True for what has to leave the last part of a window to writes.
        var sparesWrites = false
        /// True for what nobody waits for in this very minute.
        var mayWait = false

        init() {}

        init(_ purpose: RequestClass, _ demand: Demand) {
            ready = demand.ready
            sparesWrites = demand.expectsWrites && !purpose.mayUseReservedSlot
            mayWait = purpose >= .firstLook
        }

        /// What is kept back of a window of `limit`: a tenth, at least one where there are several.
        func reserve(of limit: Int) -> Int {
            sparesWrites && limit > 1 ? max(1, limit / 10) : 0
        }
    }

    /// Whether one slot stays for confirming and writing. While no limit is known, a write under way may be what is in
    /// it. Under a limit it is kept free: a read whose write does not fit into the same window may have to be repeated.
    func leavesSlot(_ concurrency: Int) -> Bool {
        let isLimited = view != nil || !learning.windows.isEmpty
        return flights.count { isLimited || !$0.mayUseReservedSlot } < concurrency - 1
    }

    var concurrency: Int {
        if gate.isBlind { return 1 }
        let isSure = learning.isFarFromLimits(inFlight: flights.count, log: accepts)
        return isSure ? settings.concurrency : min(settings.concurrency, Self.learningConcurrency)
    }

    /// How long accepted requests have to be remembered.
    var memory: Duration {
        var longest = max(view?.span ?? .zero, Self.longestUnknownWindow)
        for window in learning.windows where window.span > longest { longest = window.span }
        return longest
    }

    /// The latest of what the rules say.
    func opening(for requests: Int, _ room: Room, at now: BootTime) -> Admission {
        learned(for: requests, room, at: now).admission.later(unlearned(for: requests, room, at: now))
    }

    /// The latest of what the rules say that rest on no refusals: the headers, and the operator's own ceiling.
    func unlearned(for requests: Int, _ room: Room, at now: BootTime) -> Admission {
        let told = told(for: requests, room, at: now)
        guard let ceiling = settings.ceiling,
            let opens = sends.opens(for: requests, limit: ceiling.requests, window: ceiling.window, at: now)
        else { return told }
        return told.later(.at(opens))
    }

    /// What a request that leaves now is sent for, beside its own purpose. What tries a limit is alone.
    func role(at now: BootTime) -> WindowLearning.Role {
        flights.isEmpty ? learned(for: 1, Room(), at: now).role : .ordinary
    }

    /// Whether a request that leaves now would ask whether a learned limit has grown.
    func wouldProbe(at now: BootTime) -> Bool {
        switch role(at: now) {
        case .probe: return true
        case .trial, .ordinary: return false
        }
    }

    /// Our part of a limit; at least one request, or nothing could ever leave.
    private func share(of limit: Int) -> Int {
        max(1, limit * settings.share / 100)
    }

    func learned(
        for requests: Int, _ room: Room, at now: BootTime
    ) -> (admission: Admission, role: WindowLearning.Role) {
        guard !learning.windows.isEmpty else { return (.now, .ordinary) }
        return learning.opening(
            for: requests, inFlight: flights.count, log: accepts, at: now, share: share, reserve: room.reserve)
    }

    /// What the headers allow.
    private func told(for requests: Int, _ room: Room, at now: BootTime) -> Admission {
        guard let view else { return .now }
        if view.refillsGradually, neighbour.rate > 0, let limit = view.limit {
            return shareOpening(for: requests, view, at: now)
                .later(besideOthers(for: requests + room.reserve(of: limit), limit: limit, view, at: now))
        }
        if view.isOver(at: now) {
            if view.refillsGradually, neighbour.rate == 0, let limit = view.limit {
                return rolling(limit: limit, view, for: requests, at: now)
            }
            let opens = firstOpening(for: requests, view, at: now)
            guard opens == .now else { return opens }
            let untold = untoldOpening(for: requests, view, at: now)
            guard untold == .now else { return untold }
            // One goes ahead to learn of the next window.
            guard let newest = flights.last, newest.sentAt >= view.endsLatest else { return .now }
            let patienceEnds = newest.sentAt + Self.scoutPatience
            return now >= patienceEnds ? .now : .at(patienceEnds)
        }
        let withinShare = shareOpening(for: requests, view, at: now)
        guard withinShare == .now else { return withinShare }
        if let counter = view.counter, let limit = view.limit {
            let others = requests + neighbour.reserve(for: view.endsLatest - now, of: limit)
            func opening(for requests: Int) -> Admission {
                counter.opening(
                    for: requests, limit: limit, view.bucket, inFlight: flights.count, log: accepts, at: now)
            }
            return opening(for: others).later(
                opening(for: others + room.reserve(of: limit)).sooner(
                    by: LearnedWindow.probeLead(of: view.span), at: now))
        }
        let ahead = view.refillsGradually ? view.span : view.endsLatest - now
        let others =
            neighbour.expected(in: now - view.receivedAt)
            + neighbour.reserve(for: ahead, of: view.limit ?? view.remaining)
        let reserve = room.reserve(of: view.limit ?? 0)
        var budget = view.remaining - flights.count - others - reserve
        if budget < requests {
            if others > 0 { return crowdedOpening(for: requests + reserve, view, at: now) }
            budget += reserve
            guard budget >= requests else { return exhaustedOpening(for: requests, view, at: now) }
            // What is kept for writes is of no use to them when as much comes back anyway.
            let back = exhaustedOpening(for: requests + reserve, view, at: now)
                .sooner(by: LearnedWindow.probeLead(of: view.span), at: now)
            guard back == .now else { return back }
        }
        guard requests == 1 else { return .now }
        if others > 0 {
            return room.ready > budget ? spreadOpening(view, over: ahead, budget: budget, at: now) : .now
        }
        guard room.mayWait else { return .now }
        if view.isAligned {
            return room.ready > budget ? lateOpening(view, budget: budget, at: now) : .now
        }
        if let watchEnds = neighbour.watchEnds, watchEnds > now {
            return watchOpening(view, until: watchEnds, budget: budget, at: now)
        }
        return .now
    }

    /// When the first of a new window fits.
    private func firstOpening(for requests: Int, _ view: HeaderView, at now: BootTime) -> Admission {
        guard let counter = view.counter, let limit = view.limit else {
            return Admission.at(view.nextFirst).unlessPassed(now)
        }
        guard now < view.bucket.next.endsLatest else { return .now }
        var next = counter
        next.bucketBegan()
        return next.opening(
            for: requests, limit: limit, view.bucket.next, inFlight: flights.count, log: accepts, at: now)
    }

    /// Where answers get lost, or tell nothing, after the window of which headers told, nobody knows when another one
    /// began: our own count keeps our share, wherever it did.
    private func untoldOpening(for requests: Int, _ view: HeaderView, at now: BootTime) -> Admission {
        guard view.counter == nil, let limit = view.limit, view.span > .zero else { return .now }
        return LearnedWindow.opening(
            for: requests, allowance: share(of: limit), span: view.wholeSpan, inFlight: flights.count, log: accepts,
            after: view.endsLatest, at: now)
    }

    /// In a window that slides one more is sent where others have enough room all the while it is counted. All that is
    /// free at once is used only at twice the rate at which it comes back to us, so that it also comes back evenly.
    private func besideOthers(for requests: Int, limit: Int, _ view: HeaderView, at now: BootTime) -> Admission {
        guard flights.isEmpty else { return .whenAnswered }
        let unseen = now - view.receivedAt
        if unseen >= view.span || mayLook(for: requests, view, at: now) { return .now }
        let gap = view.span / max(1, limit - neighbour.expected(in: view.span)) / 2
        if let lastSentAt, lastSentAt + gap > now { return .at(lastSentAt + gap) }
        let leavesRoom = others.leavesRoom(
            for: requests + neighbour.expected(in: unseen), limit: limit, span: view.span, log: accepts, at: now
        ) { neighbour.reserve(for: $0, of: limit, caution: Neighbour.highCaution) }
        // Room comes when the next request is forgotten: whoever looks that often is a little late for each of them.
        return leavesRoom ? .now : .at(now + Self.lookAgain(view, limit: limit * Self.looksForEach))
    }

    /// When to look again where others left no room: when about one more request has been forgotten.
    private static func lookAgain(_ view: HeaderView, limit: Int) -> Duration {
        max(view.span / limit, HeaderView.afterReset)
    }

    /// What others do shows only in answers to us: after a tenth of a window without one a request is worth its place,
    /// if there surely is one.
    private func mayLook(for requests: Int, _ view: HeaderView, at now: BootTime) -> Bool {
        let unseen = now - view.receivedAt
        guard let limit = view.limit, flights.isEmpty, unseen >= view.span / 10 else { return false }
        return view.remaining >= requests + neighbour.reserve(for: unseen, of: limit)
    }

    /// What remains is left to others, for now.
    private func crowdedOpening(for requests: Int, _ view: HeaderView, at now: BootTime) -> Admission {
        if mayLook(for: requests, view, at: now) { return .now }
        let again = view.limit.map { now + Self.lookAgain(view, limit: $0) } ?? view.nextWindow
        return .at(min(view.nextWindow, again))
    }

    /// Beside a neighbour requests leave evenly, so that it is not left waiting should it need more than we expect.
    private func spreadOpening(_ view: HeaderView, over span: Duration, budget: Int, at now: BootTime) -> Admission {
        guard let lastSentAt else { return .now }
        return .at(lastSentAt + span / budget).unlessPassed(now)
    }

    /// Nothing remains: what room a window that refills gradually has by our own log, else the next window.
    private func exhaustedOpening(for requests: Int, _ view: HeaderView, at now: BootTime) -> Admission {
        let next = view.nextWindow
        guard view.refillsGradually, let limit = view.limit else { return .at(next) }
        switch rolling(limit: limit, view, for: requests, at: now) {
        case .now: return .now
        case .whenAnswered: return .whenAnswered
        case .at(let time): return .at(min(time, next))
        }
    }

    /// Where the end of a window is known, the last of it wait for that end and lose nothing by it: somebody unseen then
    /// finds room nearly all the time, and shows in what remains before the last slot is taken. Each waits so long that
    /// the time left falls with the square of what remains. The very last tells, without any risk, whether the limit
    /// has risen, and whether the window is over sooner than its rounded end.
    private func lateOpening(_ view: HeaderView, budget: Int, at now: BootTime) -> Admission {
        guard budget <= neighbour.held(of: view.limit ?? budget) else { return .now }
        guard flights.isEmpty else { return .whenAnswered }
        let lead = max((view.endsLatest - view.endsEarliest) / 2, LearnedWindow.probeLead(of: view.span))
        let end = view.nextWindow - lead
        guard budget > 1, let lastSentAt, lastSentAt < end else { return Admission.at(end).unlessPassed(now) }
        return .at(lastSentAt + (end - lastSentAt) * 2 / budget).unlessPassed(now)
    }

    /// By our own log, as if the window slid: what it lets in is let in by every kind of window.
    private func rolling(limit: Int, _ view: HeaderView, for requests: Int, at now: BootTime) -> Admission {
        LearnedWindow.opening(
            for: requests, allowance: limit, span: view.span, inFlight: flights.count, log: accepts, at: now)
    }

    /// Of this window we may use our share; and our share in any span as long as a window is never more than that.
    private func shareOpening(for requests: Int, _ view: HeaderView, at now: BootTime) -> Admission {
        guard settings.share < 100, let limit = view.limit else { return .now }
        let share = share(of: limit)
        if min(limit - view.remaining, view.ours) + flights.count + requests <= share { return .now }
        if view.refillsGradually || view.counter != nil { return rolling(limit: share, view, for: requests, at: now) }
        return LearnedWindow.opening(
            for: requests, allowance: share, span: view.wholeSpan, inFlight: flights.count, log: accepts, at: now
        ).noLater(than: view.nextWindow)
    }

    /// At first nobody knows whether the key is shared: half of the window is kept back for a moment, and single
    /// requests, which take none of that half, tell what goes beside ours.
    private func watchOpening(_ view: HeaderView, until watchEnds: BootTime, budget: Int, at now: BootTime) -> Admission
    {
        guard let limit = view.limit, budget <= limit / 2 + limit / Self.partOfLooks else { return .now }
        guard flights.isEmpty else { return .whenAnswered }
        guard let lastSentAt else { return .now }
        return .at(min(watchEnds, lastSentAt + neighbour.watchStep)).unlessPassed(now)
    }
}
