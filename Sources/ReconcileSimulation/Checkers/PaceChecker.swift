import ReconcileCore

/// Nothing is sent during a Retry-After that this process, or an earlier one that could write it down, was told of, nor
/// more at once or in a span than settings say.
struct PaceChecker: Checker {
    private var closedUntil: BootTime?
    private var sends: [BootTime] = []
    /// The concurrency before the newest reload: slots that were taken under it are kept until they are free.
    private var before: (concurrency: Int, until: BootTime)?

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        switch sighting {
        case .born(_, _, let pacing):
            closedUntil = pacing?.closedUntil.map { until in
                // Set back meanwhile, a clock makes no wait longer than it was.
                let longest = pacing?.recordedAt.map { until - $0 } ?? .hours(24)
                return facts.now.boot + max(.zero, min(until - facts.now.wall, longest, .hours(24)))
            }
            sends = []
            return []
        case .answered(_, _, _, let reply, _):
            guard case .refused(let problem) = reply.outcome, problem.status == 429 else { return [] }
            guard let wait = reply.rate.retryAfter else { return [] }
            closedUntil = max(closedUntil ?? facts.now.boot, facts.now.boot + wait)
            return wait > .hours(24) ? ["a Retry-After of \(wait.seconds) s is believed"] : []
        case .sending: return send(facts)
        case .reloaded:
            let highest = max(facts.settings.pacing.concurrency, slots(before, at: facts.now.boot))
            before = (highest, facts.now.boot + Simulation.timeout + Self.recordingSlack)
            return []
        case .died, .handedOut, .durable, .remembered, .alarm, .noWrites, .tokenReplaced, .told, .report: return []
        }
    }

    private func slots(_ before: (concurrency: Int, until: BootTime)?, at now: BootTime) -> Int {
        before.flatMap { now <= $0.until ? $0.concurrency : nil } ?? 0
    }

    /// A write takes its slot when its intent is handed out, and leaves when that is durable.
    private static let recordingSlack = Duration.seconds(3)

    private mutating func send(_ facts: Facts) -> [String] {
        let now = facts.now.boot
        var broken: [String] = []
        if let closedUntil, now < closedUntil { broken.append("pace: sent \((closedUntil - now).seconds) s too early") }
        if facts.underWay.count >= max(1, facts.settings.pacing.concurrency, slots(before, at: now)) {
            broken.append("pace: \(facts.underWay.count) requests are under way already")
        }
        sends.append(now)
        if let ceiling = facts.settings.pacing.ceiling {
            let recent = sends.count { now - $0 < ceiling.window - Self.recordingSlack }
            if recent > ceiling.requests { broken.append("pace: \(recent) requests within \(ceiling.window)") }
        }
        if sends.count > 2000 { sends.removeFirst(1000) }
        return broken
    }
}
