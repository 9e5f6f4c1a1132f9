package import ReconcileCore

/// A part of a policy's windows by a simple rule: some minutes at the beginning of each period, by clocks of its own. A
/// world by seed knows no time zones; what they bring about is that clocks are set.
package struct WindowRule: Hashable, Sendable {
    /// True where it forbids, `!` in front.
    package var isDenied = false
    /// In minutes; by its clocks a period begins at 1970-01-01T00:00 and `offset`.
    package var period: Int64
    package var open: Int64
    package var offset: Int64
    /// When its clocks are set; `nil`: they show UTC.
    package var change: ClockChange?

    /// The first of a day's hours is skipped, or comes twice.
    package struct ClockChange: Hashable, Sendable {
        /// A minute since 1970-01-01T00:00:00Z. Until then the clocks show UTC.
        package var at: Int64
        /// So many minutes they are set ahead, or back where it is negative.
        package var by: Int64

        package init(at: Int64, by: Int64) {
            self.at = at
            self.by = by
        }
    }

    package init(period: Int64, open: Int64, offset: Int64) {
        self.period = period
        self.open = open
        self.offset = offset
    }

    /// Reads what `text` says.
    package init?(_ text: String) {
        let numbers = text.drop { $0 == "!" }.split(separator: " ").compactMap { Int64($0) }
        guard numbers.count == 3 || numbers.count == 5, numbers[1] > 0 else { return nil }
        self.init(period: numbers[1], open: numbers[0], offset: numbers[2])
        isDenied = text.hasPrefix("!")
        if numbers.count == 5 { change = ClockChange(at: numbers[4], by: numbers[3]) }
    }

    package var text: String {
        let clocks = change.map { " clocks \($0.by) at \($0.at)" } ?? ""
        return "\(isDenied ? "!" : "")\(open) of \(period) minutes from \(offset)\(clocks)"
    }

    fileprivate static let minute: Int64 = 60_000
}

// MARK: Instant by instant, as the checkers have it

extension WindowRule {
    /// True where its clocks show one of its minutes.
    package func covers(_ date: WallTime) -> Bool {
        let minutes = Self.floored(date.millisecondsSince1970, by: Self.minute)
        let shown = minutes + (change.map { minutes >= $0.at ? $0.by : 0 } ?? 0)
        return Self.remainder(shown - offset, by: period) < open
    }

    /// True where none of a policy's rules forbids and one allows, if any does that.
    package static func isOpen(_ rules: [Self], at date: WallTime) -> Bool {
        let allowing = rules.filter { !$0.isDenied }
        return (allowing.isEmpty || allowing.contains { $0.covers(date) })
            && !rules.contains { $0.isDenied && $0.covers(date) }
    }

    /// How long a policy's windows stay shut at a time, at the longest, within `span` from `start` on.
    static func longestShut(_ rules: [Self], from start: WallTime, within span: Duration) -> Duration {
        longest(where: false, rules, from: start, within: span)
    }

    /// How long they stay open at a time, at the longest.
    static func longestOpen(_ rules: [Self], from start: WallTime, within span: Duration) -> Duration {
        longest(where: true, rules, from: start, within: span)
    }

    private static func longest(
        where wanted: Bool, _ rules: [Self], from start: WallTime, within span: Duration
    ) -> Duration {
        var (longest, now): (Int64, Int64) = (0, 0)
        for passed in 0..<(span.milliseconds / minute) {
            now = isOpen(rules, at: start + .milliseconds(passed * minute)) == wanted ? now + 1 : 0
            longest = max(longest, now)
        }
        return .milliseconds(longest * minute)
    }

    fileprivate static func floored(_ value: Int64, by divisor: Int64) -> Int64 {
        (value - remainder(value, by: divisor)) / divisor
    }

    fileprivate static func remainder(_ value: Int64, by divisor: Int64) -> Int64 {
        (value % divisor + divisor) % divisor
    }
}

// MARK: Worked out for the core

extension WindowRule {
    /// So far ahead and back they are worked out: past most waits for an opening, and no further, so that one life of a
    /// process gets beyond it.
    private static let horizon = Duration.hours(16)
    private static let lookback = Duration.days(1)
    /// How often it is done again.
    static let renewal = Duration.hours(4)

    package static func windows(_ rules: [Self], around now: WallTime) -> PolicyWindows {
        let (start, end) = (now - lookback, now + horizon)
        func expanded(_ rules: [Self]) -> OpenTimes {
            OpenTimes(rules.flatMap { $0.stretches(from: start, until: end) }, end: end)
        }
        let allowing = rules.filter { !$0.isDenied }
        let allowed =
            allowing.isEmpty ? OpenTimes([.init(start: start, end: end)], end: end) : expanded(allowing)
        return PolicyWindows(
            texts: rules.map(\.text), open: allowed.subtracting(expanded(rules.filter(\.isDenied))))
    }

    /// Before and after its clocks are set, their time is UTC and so many minutes.
    private func stretches(from start: WallTime, until end: WallTime) -> [OpenTimes.Stretch] {
        guard let change else { return stretches(from: start, until: end, ahead: 0) }
        let at = min(max(WallTime(millisecondsSince1970: change.at * Self.minute), start), end)
        return stretches(from: start, until: at, ahead: 0) + stretches(from: at, until: end, ahead: change.by)
    }

    private func stretches(from start: WallTime, until end: WallTime, ahead: Int64) -> [OpenTimes.Stretch] {
        let (length, first) = (period * Self.minute, (offset - ahead) * Self.minute)
        var opening = start.millisecondsSince1970
        opening -= Self.remainder(opening - first, by: length)
        var stretches: [OpenTimes.Stretch] = []
        while opening < end.millisecondsSince1970 {
            let opens = max(WallTime(millisecondsSince1970: opening), start)
            let closes = min(WallTime(millisecondsSince1970: opening + open * Self.minute), end)
            if opens < closes { stretches.append(.init(start: opens, end: closes)) }
            opening += length
        }
        return stretches
    }
}

extension PolicyWindows {
    /// Not worked out yet.
    init(_ rules: [WindowRule]) {
        self.init(texts: rules.map(\.text), open: OpenTimes([], end: WallTime(millisecondsSince1970: 0)))
    }

    var rules: [WindowRule] { texts.compactMap(WindowRule.init) }

    /// Worked out anew.
    func expanded(around now: WallTime) -> PolicyWindows {
        WindowRule.windows(rules, around: now)
    }
}
