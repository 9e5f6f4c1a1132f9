/// The one door of the key: after a 429 nothing leaves before the time that the API asked for.
struct Gate: Sendable {
    /// Until when everything waits.
    private(set) var closedUntil: BootTime?
    /// Since when we have been refused without a word on how long, and how often in a row.
    private var blind: (since: BootTime, refusals: Int)?

    /// True while nothing was let in since it closed.
    private var isUntried = false
    /// Added to every wait once the API has shown that it rounds down what it asks for.
    private(set) var shortfall = Duration.zero

    /// A header that asks for more is a mistake or a ban, and looked at again after it.
    static let longestWait = Duration.hours(24)
    /// What a `Retry-After` of 0 still asks for: not at once.
    static let shortestWait = Duration.seconds(1)
    /// Added to what the API asks for, plus up to as much again and a half by chance: its clock and ours may differ a
    /// little, and clients that were refused together should not come back together.
    private static let pad = Duration.milliseconds(20)
    private static let mostJitter = 0.030
    /// Without a word, the next try comes after this part of the time spent refused: the end of a window is then missed
    /// by little, and a window of a day costs about 75 tries.
    private static let blindGrowth = 0.15
    private static let longestBlindWait = Duration.seconds(60)

    var isBlind: Bool { blind != nil }

    func isClosed(at now: BootTime) -> Bool {
        closedUntil.map { $0 > now } ?? false
    }

    /// A 429 that says how long to wait, be it an echo or not: what it asks for is kept.
    mutating func refused(for wait: Duration, sentAt: BootTime, at now: BootTime, using jitter: inout SplitMix64) {
        if isUntried, let closedUntil, sentAt >= closedUntil, sentAt - closedUntil < Self.shortestWait,
            wait <= Self.shortestWait
        {
            // The first after a wait was refused for a moment more.
            shortfall = .seconds(1)
        }
        let pad = Self.pad + .seconds(Self.mostJitter * jitter.unit())
        close(for: Self.clamped(wait) + shortfall + pad, at: now)
    }

    /// A 429 that says nothing.
    mutating func refusedBlindly(at now: BootTime, using jitter: inout SplitMix64) {
        let since = blind?.since ?? now
        blind = (since, (blind?.refusals ?? 0) + 1)
        let wait = min(max((now - since) * Self.blindGrowth, Self.shortestWait), Self.longestBlindWait)
        close(for: wait * (0.9 + 0.2 * jitter.unit()), at: now)
    }

    mutating func accepted() {
        isUntried = false
        blind = nil
    }

    /// Takes up what an earlier process knew.
    mutating func restore(closedUntil: BootTime) {
        self.closedUntil = closedUntil
    }

    static func clamped(_ wait: Duration) -> Duration {
        min(max(wait, shortestWait), longestWait)
    }

    private mutating func close(for wait: Duration, at now: BootTime) {
        isUntried = true
        closedUntil = min(max(closedUntil ?? now, now + wait), now + Self.longestWait)
    }
}
