package import ReconcileCore

/// Windows by a simple rule: open for some minutes at the beginning of each period, in UTC. A world by seed knows no zones.
package struct WindowRule: Hashable, Sendable {
    /// In minutes; the first period begins at 1970-01-01T00:00:00Z and `offset`.
    package var period: Int64
    package var open: Int64
    package var offset: Int64

    package init(period: Int64, open: Int64, offset: Int64) {
        self.period = period
        self.open = open
        self.offset = offset
    }

    /// Reads what `text` says.
    package init?(_ text: String) {
        let numbers = text.split(separator: " ").compactMap { Int64($0) }
        guard numbers.count == 3, numbers[0] > 0 else { return nil }
        self.init(period: numbers[1], open: numbers[0], offset: numbers[2])
    }

    package var text: String {
        "\(open) of \(period) minutes from \(offset)"
    }

    package func isOpen(at date: WallTime) -> Bool {
        let minute = Self.minute
        let phase = (date.millisecondsSince1970 - offset * minute) % (period * minute)
        return (phase + period * minute) % (period * minute) < open * minute
    }

    /// So far ahead and back they are worked out: past the longest wait for an opening, and no further, so that one life
    /// of a process gets beyond it.
    private static let horizon = Duration.hours(16)
    private static let lookback = Duration.days(1)
    /// How often it is done again.
    static let renewal = Duration.hours(4)
    private static let minute: Int64 = 60_000

    package func windows(around now: WallTime) -> PolicyWindows {
        let length = period * Self.minute
        let (start, end) = (now - Self.lookback, now + Self.horizon)
        var opening = start.millisecondsSince1970 - offset * Self.minute
        opening -= (opening % length + length) % length - offset * Self.minute
        var stretches: [OpenTimes.Stretch] = []
        while opening < end.millisecondsSince1970 {
            let closing = min(WallTime(millisecondsSince1970: opening + open * Self.minute), end)
            stretches.append(.init(start: WallTime(millisecondsSince1970: opening), end: closing))
            opening += length
        }
        return PolicyWindows(texts: [text], open: OpenTimes(stretches, end: end))
    }
}

extension PolicyWindows {
    /// Not worked out yet.
    init(_ rule: WindowRule) {
        self.init(texts: [rule.text], open: OpenTimes([], end: WallTime(millisecondsSince1970: 0)))
    }

    var rules: [WindowRule] { texts.compactMap(WindowRule.init) }

    /// Worked out anew.
    func expanded(around now: WallTime) -> PolicyWindows {
        PolicyWindows.merging(rules.map { $0.windows(around: now) }) ?? self
    }
}
