import DequeModule

/// When our newest requests left, in order: for limits of the form "so many in any span of so long".
struct SendLog: Sendable {
    private var times: Deque<BootTime> = []

    mutating func append(_ time: BootTime, keeping span: Duration) {
        while let first = times.first, time - first >= span { times.removeFirst() }
        times.append(time)
    }

    func count(within span: Duration, at now: BootTime) -> Int {
        times.count - firstIndex(within: span, at: now)
    }

    /// When the last of `requests` more fits under `limit` in any `window`, or `nil` where all fit now.
    func opens(for requests: Int, limit: Int, window: Duration, at now: BootTime) -> BootTime? {
        guard count(within: window, at: now) + requests > limit else { return nil }
        // Where fewer than `requests` fit into one window, the last has to wait for the next one.
        guard limit >= requests, times.count >= limit - requests + 1 else { return now + window }
        return times[times.count - (limit - requests + 1)] + window
    }

    private func firstIndex(within span: Duration, at now: BootTime) -> Int {
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if now - times[middle] < span { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
