/// How far the API's clock is ahead of ours, as far as the dates of its answers show: it makes of a date that the API
/// names a time of ours, more exactly than one date alone can.
///
/// A date is told in whole seconds, rounded down, and on some servers written a little before the answer. So each shows
/// the least by which the API's clock can be ahead, and of many the largest is short of the truth only by the time that
/// an answer took which came right after a full second. Too little is the safe side: a window then ends a little late.
struct APIClock: Hashable, Sendable {
    /// From our time since boot to the API's time since 1970.
    private var leastAhead: Duration?
    /// When that was known.
    private var knownAt = BootTime(sinceBoot: .zero)

    /// A date may be older than the answer that has it: rounded down to the second, and kept for as long by servers that
    /// write it once a second.
    private static let oldest = Duration.seconds(2)
    /// Two clocks move apart by no more than the time that passes divided by this; most are far better.
    private static let partOfDrift = 10_000

    /// An answer says what time it is.
    ///
    /// A date that cannot be, after all that is known, means that a clock was set, or that it is wrong itself: it counts
    /// alone until the next.
    mutating func told(_ date: WallTime, sentAt: BootTime, at now: BootTime) {
        let least = Self.ahead(date, of: now)
        defer { knownAt = now }
        guard let known = leastAhead else {
            leastAhead = least
            return
        }
        let aged = known - (now - knownAt) / Self.partOfDrift
        leastAhead = aged > Self.ahead(date, of: sentAt) + Self.oldest ? least : max(aged, least)
    }

    /// When it is `date` for the API, at the latest; `nil` before its first answer with a date.
    func latest(of date: WallTime) -> BootTime? {
        leastAhead.map { BootTime(sinceBoot: .milliseconds(date.millisecondsSince1970) - $0) }
    }

    private static func ahead(_ date: WallTime, of time: BootTime) -> Duration {
        .milliseconds(date.millisecondsSince1970) - time.sinceBoot
    }
}
