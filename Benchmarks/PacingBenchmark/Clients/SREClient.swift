import DequeModule
package import ReconcileCore

/// Client-side throttling of Google's SRE book, chapter 21: over two minutes a request is rejected before it leaves with
/// probability (requests - K * accepts) / (requests + 1), K = 2; and full-jitter backoff of what the server refused.
package struct SREClient: ForgetfulClient {
    private static let accepted = 2.0
    private static let memory = Duration.seconds(120)
    /// After a rejection of its own the caller tries again so much later.
    private static let afterOwnRejection = Duration.milliseconds(100)
    private static let longestBackoff = 20.0

    private var draws: SplitMix64
    private var requests: Deque<BootTime> = []
    private var accepts: Deque<BootTime> = []
    private var nextTry = BootTime(sinceBoot: .zero)

    package init(seed: UInt64) {
        draws = SplitMix64(seed: seed)
    }

    package mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance {
        if nextTry > now { return .at(nextTry) }
        guard draws.unit() < rejection(at: now) else { return .now }
        // The book counts what was rejected here, too: that is what lets the probability rise.
        requests.append(now)
        nextTry = now + Self.afterOwnRejection
        return .at(nextTry)
    }

    package mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {
        requests.append(now)
    }

    package mutating func answered(_ id: RequestID, isAdmitted: Bool, rate: RateHeaders, at now: BootTime) {
        if isAdmitted { accepts.append(now) }
    }

    package mutating func retryDelay(afterAttempts attempts: Int, rate: RateHeaders, at now: BootTime) -> Duration {
        .seconds(draws.unit() * min(doubled(1, times: attempts - 1), Self.longestBackoff))
    }

    private mutating func rejection(at now: BootTime) -> Double {
        while let first = requests.first, now - first > Self.memory { requests.removeFirst() }
        while let first = accepts.first, now - first > Self.memory { accepts.removeFirst() }
        let count = Double(requests.count)
        return max(0, (count - Self.accepted * Double(accepts.count)) / (count + 1))
    }
}
