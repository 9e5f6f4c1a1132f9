package import ReconcileCore

/// How many requests the simulated API lets in, and how it counts them.
package struct RateLimit: Hashable, Codable, Sendable {
    package var kind: Kind
    /// Requests in one window, the size of the bucket, or how many may be under way at once; at least 1.
    package var limit: Int
    package var window: Duration
    /// When the first window begins, from the boot of the clock on; before it for a window already under way then.
    package var offset: Duration

    package init(kind: Kind = .fixedWindow, limit: Int, window: Duration, offset: Duration = .zero) {
        self.kind = kind
        self.limit = limit
        self.window = window
        self.offset = offset
    }

    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// Windows follow each other; each begins empty.
        case fixedWindow
        /// No stretch of the window's length holds more than the limit.
        case slidingLog
        /// Two fixed windows, the earlier one weighed by how much of it the sliding window still covers
        /// (https://blog.cloudflare.com/counting-things-a-lot-of-different-things/).
        case slidingCounter
        /// A bucket of `limit` tokens that a whole window refills evenly.
        case tokenBucket
        /// No more than `limit` requests under way at once; `window` is how long each takes, unless it is told.
        case concurrency
    }
}

/// Other limits from a moment on. What was counted before stays counted.
package struct RateLimitChange: Hashable, Sendable {
    package var at: BootTime
    /// As many as before, each of the kind it was.
    package var limits: [RateLimit]

    package init(at: BootTime, limits: [RateLimit]) {
        self.at = at
        self.limits = limits
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
