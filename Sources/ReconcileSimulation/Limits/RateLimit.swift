package import ReconcileCore

/// How many requests the simulated API lets in, and how it counts them.
package struct RateLimit: Hashable, Codable, Sendable {
    package var kind: Kind
    /// Requests in one window, and the size of the bucket; at least 1.
    package var limit: Int
    package var window: Duration

    package init(kind: Kind = .fixedWindow, limit: Int, window: Duration) {
        self.kind = kind
        self.limit = limit
        self.window = window
    }

    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// Windows follow each other from the boot of the clock on; each begins empty.
        case fixedWindow
        /// No stretch of the window's length holds more than the limit.
        case slidingLog
        /// A bucket of `limit` tokens that a whole window refills evenly.
        case tokenBucket
    }
}

/// Where a caller stands with the limit after one request.
package struct RateStanding: Hashable, Sendable {
    package var isAdmitted: Bool
    package var limit: Int
    package var remaining: Int
    /// Refused: until a request is let in again. Admitted: until the window, or the bucket, is whole again.
    package var resetAfter: Duration
}

/// Counts the requests of one key. Refused ones cost nothing.
package struct RateLimiter: Sendable {
    private let rule: RateLimit
    private var state: State

    private enum State: Sendable {
        case fixedWindow(start: BootTime, used: Int)
        /// The admitted requests of the last window, oldest first.
        case slidingLog([BootTime])
        case tokenBucket(tokens: Double, refilled: BootTime)
    }

    package init(_ rule: RateLimit) {
        self.rule = rule
        let boot = BootTime(sinceBoot: .zero)
        switch rule.kind {
        case .fixedWindow: state = .fixedWindow(start: boot, used: 0)
        case .slidingLog: state = .slidingLog([])
        case .tokenBucket: state = .tokenBucket(tokens: Double(rule.limit), refilled: boot)
        }
    }

    package mutating func take(at now: BootTime) -> RateStanding {
        switch state {
        case .fixedWindow(let start, let used): takeFromWindow(start: start, used: used, at: now)
        case .slidingLog(let admitted): takeFromLog(admitted, at: now)
        case .tokenBucket(let tokens, let refilled): takeFromBucket(tokens, refilled: refilled, at: now)
        }
    }

    private mutating func takeFromWindow(start: BootTime, used: Int, at now: BootTime) -> RateStanding {
        let windows = (now - start).milliseconds / max(1, rule.window.milliseconds)
        let start = start + rule.window * Int(windows)
        let used = windows > 0 ? 0 : used
        let isAdmitted = used < rule.limit
        state = .fixedWindow(start: start, used: used + (isAdmitted ? 1 : 0))
        return standing(isAdmitted, remaining: rule.limit - used - 1, resetAfter: start + rule.window - now)
    }

    private mutating func takeFromLog(_ admitted: [BootTime], at now: BootTime) -> RateStanding {
        var recent = Array(admitted.drop { $0 + rule.window <= now })
        let isAdmitted = recent.count < rule.limit
        if isAdmitted { recent.append(now) }
        state = .slidingLog(recent)
        let oldest = recent.first ?? now
        return standing(isAdmitted, remaining: rule.limit - recent.count, resetAfter: oldest + rule.window - now)
    }

    private mutating func takeFromBucket(_ tokens: Double, refilled: BootTime, at now: BootTime) -> RateStanding {
        let perSecond = Double(rule.limit) / rule.window.seconds
        let filled = min(Double(rule.limit), tokens + (now - refilled).seconds * perSecond)
        let isAdmitted = filled >= 1
        let left = isAdmitted ? filled - 1 : filled
        state = .tokenBucket(tokens: left, refilled: now)
        let missing = isAdmitted ? Double(rule.limit) - left : 1 - left
        return standing(isAdmitted, remaining: Int(left), resetAfter: .seconds(missing / perSecond))
    }

    private func standing(_ isAdmitted: Bool, remaining: Int, resetAfter: Duration) -> RateStanding {
        RateStanding(
            isAdmitted: isAdmitted, limit: rule.limit, remaining: max(0, remaining), resetAfter: resetAfter)
    }
}
