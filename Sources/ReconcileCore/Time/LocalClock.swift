/// What the clocks of one time zone show, over a span of time that somebody has worked out.
package struct LocalClock: Hashable, Codable, Sendable {
    /// As in `Europe/Stockholm`.
    package var zone: String
    /// In order; the first one also holds before its time.
    package var offsets: [Offset]

    /// From `start` on the clocks are so far ahead of UTC.
    package struct Offset: Hashable, Codable, Sendable {
        package var start: WallTime
        package var ahead: Duration

        package init(start: WallTime, ahead: Duration) {
            self.start = start
            self.ahead = ahead
        }
    }

    package init(zone: String, offsets: [Offset]) {
        self.zone = zone
        self.offsets = offsets
    }

    /// Day of the week, time of the day and zone, as in `Mon 09:00 Europe/Stockholm`.
    package func text(of time: WallTime) -> String {
        let ahead = (offsets.last { $0.start <= time } ?? offsets.first)?.ahead ?? .zero
        let shown = time + ahead
        let day = (shown.millisecondsSince1970 - shown.millisecondOfDay) / Self.millisecondsPerDay
        // 1970-01-01 was a Thursday.
        let weekday = Self.weekdays[Int((day % 7 + 10) % 7)]
        return "\(weekday) \(shown.rfc3339.dropFirst(11).prefix(5)) \(zone)"
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    fileprivate static let millisecondsPerDay: Int64 = 86_400_000
}

extension WallTime {
    fileprivate var millisecondOfDay: Int64 {
        let day = LocalClock.millisecondsPerDay
        return (millisecondsSince1970 % day + day) % day
    }
}
