/// What a window says of our own log.
extension LearnedWindow {
    /// How many requests of ours it holds at `time`.
    func used(_ log: AcceptLog, until time: BootTime) -> Int {
        let rolling = time - span
        guard let countsFrom else { return log.count(after: rolling) }
        return log.count(after: confidence == .proven ? max(countsFrom, rolling) : countsFrom)
    }

    /// Of what an unproven window has let in the oldest, where that is all that it is supposed to let in.
    func firstOfUsedUp(_ log: AcceptLog, inFlight: Int) -> BootTime? {
        guard confidence != .proven, let countsFrom, let first = log.newest(max(1, limit - inFlight)),
            first > countsFrom
        else { return nil }
        return first
    }

    /// True while what is supposed of it leaves at least half of it. Of a short one nothing is left for long, if it is a
    /// bucket.
    func hasHalfLeft(_ log: AcceptLog, inFlight: Int) -> Bool {
        guard !isShort, let countsFrom else { return false }
        return 2 * (log.count(after: countsFrom) + inFlight) < limit
    }

    /// Beyond what a limit was before its newest raises, no more than have been let in there are under way at once: a
    /// raise that went too far is then refused once, and a real one is used up quickly.
    private func isDoubtful(_ log: AcceptLog, inFlight: Int, at now: BootTime) -> Bool {
        guard inFlight > 0, limit > base, let raisedAt, now - raisedAt <= span * 2 else { return false }
        let beyond = used(log, until: now) - base
        return beyond + inFlight >= 0 && inFlight >= max(1, beyond)
    }

    /// When `requests` more fit.
    ///
    /// - Parameters:
    ///   - share: how much of a limit may be used, between probes.
    ///   - reserve: how much of a limit is kept for others of ours, until as much is about to come back anyway.
    func opening(
        for requests: Int, inFlight: Int, log: AcceptLog, at now: BootTime, share: (Int) -> Int, reserve: (Int) -> Int
    ) -> Pacer.Admission {
        if isDoubtful(log, inFlight: inFlight, at: now) { return .whenAnswered }
        // Until it is known, and when it is to be probed, the whole limit is used.
        let isWhole = confidence != .proven || probing.due <= now
        let allowance = isWhole ? limit : share(limit)
        func opening(for requests: Int) -> Pacer.Admission {
            Self.opening(
                for: requests, allowance: allowance, span: span, inFlight: inFlight, log: log, after: countsFrom,
                at: now)
        }
        let opens = opening(for: requests)
        let spared = isWhole ? 0 : min(reserve(limit), allowance - requests)
        guard opens == .now, spared > 0 else { return opens }
        return opening(for: requests + spared).sooner(by: Self.probeLead(of: span), at: now)
    }
}
