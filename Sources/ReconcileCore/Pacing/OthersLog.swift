import DequeModule

/// When others' requests were counted in a window that slides, as the answers to ours tell: whatever is counted beyond
/// our own log is theirs, and new ones came between two answers.
///
/// Since we then know of each counted request when it leaves the window, we know how much room there will be at any
/// time ahead. One more of ours harms nobody where that room is enough for what others will send until then.
struct OthersLog: Sendable {
    /// So many were counted between two answers, in order; those that are counted no more tell of the rate.
    private var arrivals: Deque<Arrival> = []
    private var beganAt: BootTime?
    private var toldAt: BootTime?
    /// How many of the newest are still counted.
    private(set) var counted = 0

    private struct Arrival: Sendable {
        var from: BootTime
        var to: BootTime
        var count: Int

        /// Nobody knows when between the two: they are taken to have come evenly.
        func count(after time: BootTime) -> Double {
            if time >= to { return 0 }
            if time <= from { return Double(count) }
            return Double(count) * ((to - time) / (to - from))
        }
    }

    /// By how much our log may be wrong about when a request was counted.
    private static let edge = Duration.milliseconds(100)
    /// Into how many parts the time ahead is divided.
    private static let steps = 60
    /// For so many spans arrivals are remembered.
    private static let memory = 4

    // MARK: Events

    /// - Parameter gone: what an answer counted of the limit, its own request included.
    mutating func told(
        _ gone: Int, span: Duration, inFlight: Int, log: AcceptLog, sentAt: BootTime, at now: BootTime
    ) {
        let mostOurs = log.count(after: sentAt - span - Self.edge) + inFlight
        let leastOurs = log.count(after: now - span + Self.edge) - log.count(after: sentAt)
        let fewest = max(0, gone - mostOurs)
        // What the first answer counts came at any time in a span before it.
        let since = toldAt ?? (fewest > 0 ? now - span : now)
        beganAt = max(beganAt ?? since, now - span * Self.memory)
        toldAt = now
        while let first = arrivals.first, first.to <= now - span * Self.memory { arrivals.removeFirst() }
        counted = min(counted, count(after: now - span))
        if fewest > counted { append(fewest - counted, from: since, to: now, within: span) }
        counted = max(fewest, min(counted, max(0, gone - leastOurs)))
    }

    /// Those that came at about the same time are kept as one, so that there are never many.
    private mutating func append(_ count: Int, from: BootTime, to: BootTime, within span: Duration) {
        if let last = arrivals.indices.last, arrivals[last].from > to - span / Self.steps {
            arrivals[last].to = to
            arrivals[last].count += count
        } else {
            arrivals.append(Arrival(from: from, to: to, count: count))
        }
    }

    private func count(after time: BootTime) -> Int {
        Int(arrivals.reduce(0) { $0 + $1.count(after: time) }.rounded(.up))
    }

    // MARK: Questions

    /// How many came, and in how long.
    func seen(at now: BootTime) -> (count: Int, within: Duration) {
        (arrivals.reduce(0) { $0 + $1.count }, beganAt.map { now - $0 } ?? .zero)
    }

    /// Whether at every time ahead, until what is sent now leaves the window, `reserve` of that time fits beside all
    /// that is counted then.
    func leavesRoom(
        for requests: Int, limit: Int, span: Duration, log: AcceptLog, at now: BootTime, reserve: (Duration) -> Int
    ) -> Bool {
        let step = span / Self.steps
        return (0..<Self.steps).allSatisfy { index in
            let leaving = now - span + step * index
            let theirs = min(counted, count(after: leaving))
            return log.count(after: leaving) + theirs + requests + reserve(step * (index + 1)) <= limit
        }
    }
}
