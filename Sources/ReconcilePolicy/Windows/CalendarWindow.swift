import Foundation

/// A stretch of the week by the clocks of one zone, as in `Mon..Fri 09:00-16:00 Europe/Stockholm`.
///
/// An instant lies in it when those clocks then show one of its days and a time from `start` on and before `end`. So a
/// start that the clocks skip in spring opens at the next time they show, and an hour that they show twice in autumn
/// counts twice.
package struct CalendarWindow: Hashable, Sendable {
    /// As it was written.
    package var text: String
    /// True where it forbids, `!` in front.
    package var isDenied: Bool
    /// The days on which it begins, Monday 0 to Sunday 6.
    var weekdays: Set<Int>
    /// Minutes since midnight, 0...1439.
    var start: Int
    /// Minutes since the midnight before `start`, above it, at most 2880: beyond 1440 it ends on the next day.
    var end: Int
    /// As written: `zone` may call itself otherwise.
    var zoneName: String
    var zone: TimeZone

    static let minutesOfDay = 24 * 60
    static let utc = "UTC"
    static let wants = "a window such as Mon..Fri 09:00-16:00 Europe/Stockholm"
    static let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// Reads systemd's notation for days and times (systemd.time(7)), with a range of times and a zone behind it. Without
    /// days it is every day; the zone must be there, since a window that moves with the machine's zone surprises people.
    init(_ text: String) throws(Mismatch) {
        self.text = text
        isDenied = text.hasPrefix("!")
        var words = text.drop { $0 == "!" || $0 == " " }.split(separator: " ").map(String.init)
        guard text.prefix(2) != "!!" else { throw Mismatch() }
        guard words.last.map({ !$0.contains(":") }) ?? true else {
            throw Mismatch(hint: "the zone is missing, such as Europe/Stockholm or UTC")
        }
        guard (2...3).contains(words.count) else { throw Mismatch() }
        zoneName = words.removeLast()
        let times = words.removeLast()
        weekdays = try words.first.map(Self.weekdays) ?? Set(0..<7)
        (start, end) = try Self.times(times)
        zone = try Self.zone(zoneName)
    }

    /// `Mon..Fri`, `Sat,Sun`, `Mon,Wed..Fri`; a range may run over the end of the week.
    private static func weekdays(_ text: String) throws(Mismatch) -> Set<Int> {
        var days: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = String(part).components(separatedBy: "..")
            guard ends.count <= 2, let first = ends.first.flatMap(weekday), let last = ends.last.flatMap(weekday) else {
                throw Mismatch(hint: "days are \(dayNames.joined(separator: ", ")), as in Mon..Fri or Sat,Sun")
            }
            for offset in 0...((last - first + 7) % 7) { days.insert((first + offset) % 7) }
        }
        return days
    }

    private static func weekday(_ name: String) -> Int? {
        let longNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        let lowered = name.lowercased()
        return dayNames.firstIndex { $0.lowercased() == lowered } ?? longNames.firstIndex(of: lowered)
    }

    private static func times(_ text: String) throws(Mismatch) -> (start: Int, end: Int) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard ends.count == 2, let start = minutes(ends[0]), let end = minutes(ends[1]), start < minutesOfDay else {
            throw Mismatch(hint: "times are HH:MM-HH:MM, from 00:00 to 24:00")
        }
        guard start != end else { throw Mismatch(hint: "it has no length; a whole day is 00:00-24:00") }
        return (start, end > start ? end : end + minutesOfDay)
    }

    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= minutesOfDay
        else { return nil }
        return hour * 60 + minute
    }

    /// Any zone of the time zone database by the name of a place, and UTC. Abbreviations such as `EST` mean different
    /// things to different people.
    private static func zone(_ name: String) throws(Mismatch) -> TimeZone {
        let isPlace = name.contains("/") || name == utc
        if isPlace, let zone = TimeZone(identifier: name) { return zone }
        let nearest = Spelling.nearest(to: name, among: TimeZone.knownTimeZoneIdentifiers)
        throw Mismatch(
            problem: "names an unknown time zone \(quoted(name))",
            hint: nearest.map { "did you mean '\($0)'?" } ?? "name a place, such as Europe/Stockholm, or UTC")
    }
}
