/// What the configuration file says to the core; the policies come beside it.
package struct Settings: Hashable, Codable, Sendable {
    package var pacing: PacingSettings
    /// How often the lists are read.
    package var inventoryEvery: Duration
    /// A brake over all policies of one kind, beside each policy's own.
    package var brake: BrakeLimit

    package init(
        pacing: PacingSettings = PacingSettings(), inventoryEvery: Duration = .minutes(15), brake: BrakeLimit = .off
    ) {
        self.pacing = pacing
        self.inventoryEvery = inventoryEvery
        self.brake = brake
    }
}

package struct PacingSettings: Hashable, Codable, Sendable {
    /// How much of each rate-limit window is ours, in percent, 1...100.
    package var share: Int
    /// A limit of the operator's own, kept whatever the API allows.
    package var ceiling: RateCeiling?
    /// How many requests may be under way at once, at least 1.
    package var concurrency: Int

    package init(share: Int = 80, ceiling: RateCeiling? = nil, concurrency: Int = 8) {
        self.share = share
        self.ceiling = ceiling
        self.concurrency = concurrency
    }
}

/// At most `requests` in any span of `window`.
package struct RateCeiling: Hashable, Codable, Sendable {
    package var requests: Int
    package var window: Duration

    package init(requests: Int, window: Duration) {
        self.requests = requests
        self.window = window
    }
}
