import Foundation
package import ReconcileCore

extension PolicyWindows {
    /// So far ahead windows are worked out: past every next opening, and far beyond the next time it is done again.
    package static let horizon = Duration.days(40)
    /// So far back, so that a clock that is set back a little still finds them.
    package static let lookback = Duration.days(2)
    /// How often whoever goes on running works them out again.
    package static let renewal = Duration.days(1)

    /// - Parameter end: until when, if not as far as usual.
    init(_ windows: [CalendarWindow], around now: WallTime, until end: WallTime? = nil) {
        let (start, end) = (now - Self.lookback, end ?? now + Self.horizon)
        var zones: [String: TimeZone] = [:]
        for window in windows where window.zoneName != CalendarWindow.utc { zones[window.zoneName] = window.zone }
        let clocks = zones.sorted { $0.key < $1.key }.map { name, zone in
            LocalClock(zone, named: name, from: start, until: end)
        }
        self.init(
            texts: windows.map(\.text), open: CalendarWindow.openTimes(windows, from: start, until: end),
            clocks: clocks)
    }

    /// The same windows, worked out anew.
    package func expanded(around now: WallTime, until end: WallTime? = nil) -> PolicyWindows {
        let windows = texts.compactMap { try? CalendarWindow($0) }
        guard windows.count == texts.count else {
            // A zone that the system does not know any more: better shut than half open.
            return PolicyWindows(texts: texts, open: OpenTimes([], end: end ?? now + Self.horizon))
        }
        return PolicyWindows(windows, around: now, until: end)
    }
}

extension LocalClock {
    fileprivate init(_ zone: TimeZone, named name: String, from start: WallTime, until end: WallTime) {
        var offsets: [Offset] = []
        var next: WallTime? = start
        while let time = next, time < end {
            offsets.append(Offset(start: time, ahead: .seconds(zone.secondsFromGMT(for: time.date))))
            next = zone.nextChange(after: time)
        }
        self.init(zone: name, offsets: offsets)
    }
}

extension TimeZone {
    /// When its clocks are set next.
    func nextChange(after time: WallTime) -> WallTime? {
        nextDaylightSavingTimeTransition(after: time.date).map { change in
            WallTime(millisecondsSince1970: Int64((change.timeIntervalSince1970 * 1000).rounded()))
        }
    }
}

extension WallTime {
    var date: Date {
        Date(timeIntervalSince1970: Double(millisecondsSince1970) / 1000)
    }
}
