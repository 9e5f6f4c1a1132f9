/// How often drift came back to one resource after our confirmed write.
package struct FlapMemory: Hashable, Sendable {
    private var isRepaired = false
    private var returns: [WallTime] = []

    /// The third return within this span stops writes for as long again.
    package static let span = Duration.hours(24)
    package static let limit = 3

    mutating func repaired() {
        isRepaired = true
    }

    mutating func driftReturned(at time: WallTime) {
        guard isRepaired else { return }
        isRepaired = false
        returns = returns.suffix(Self.limit - 1) + [time]
    }

    /// Until when nothing is written, if the newest returns came too fast and that time is not over.
    package func heldUntil(at now: WallTime) -> WallTime? {
        guard returns.count == Self.limit, let first = returns.first, let last = returns.last,
            last - first <= Self.span, now < last + Self.span
        else { return nil }
        return last + Self.span
    }
}
