import Foundation
package import ReconcileCore

extension CalendarWindow {
    /// When windows are open, from `start` on and before `end`: in any that allows and in none that forbids. With none
    /// that allows it is always open but for what is forbidden.
    package static func openTimes(_ windows: [Self], from start: WallTime, until end: WallTime) -> OpenTimes {
        let all = OpenTimes([.init(start: start, end: end)], end: end)
        let allowing = windows.filter { !$0.isDenied }
        let allowed = allowing.isEmpty ? all : expanded(allowing, from: start, until: end)
        return allowed.subtracting(expanded(windows.filter(\.isDenied), from: start, until: end))
    }

    private static func expanded(_ windows: [Self], from start: WallTime, until end: WallTime) -> OpenTimes {
        OpenTimes(windows.flatMap { $0.stretches(from: start, until: end) }, end: end)
    }

    /// Between two changes of the clocks their time is UTC and an offset, so each such span is looked at alone.
    private func stretches(from start: WallTime, until end: WallTime) -> [OpenTimes.Stretch] {
        var found: [OpenTimes.Stretch] = []
        var spanStart = start
        while spanStart < end {
            let spanEnd = min(end, zone.nextChange(after: spanStart) ?? end)
            found += stretches(within: spanStart, spanEnd, offset: zone.secondsFromGMT(for: spanStart.date))
            spanStart = spanEnd
        }
        return found
    }

    private func stretches(
        within spanStart: WallTime, _ spanEnd: WallTime, offset: Int
    ) -> [OpenTimes.Stretch] {
        let day: Int64 = 86_400_000
        let shift = Int64(offset) * 1000
        let localStart = spanStart.millisecondsSince1970 + shift
        let localEnd = spanEnd.millisecondsSince1970 + shift
        // One that began on the day before may reach into the first.
        let firstDay = Self.floored(localStart, by: day) - 1
        return (firstDay...Self.floored(localEnd, by: day)).compactMap { number in
            // 1970-01-01 was a Thursday.
            guard weekdays.contains(Int((number % 7 + 10) % 7)) else { return nil }
            let opens = max(localStart, number * day + Int64(start) * 60_000)
            let closes = min(localEnd, number * day + Int64(end) * 60_000)
            guard opens < closes else { return nil }
            return OpenTimes.Stretch(
                start: WallTime(millisecondsSince1970: opens - shift),
                end: WallTime(millisecondsSince1970: closes - shift))
        }
    }

    private static func floored(_ value: Int64, by divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }
}
