import Foundation
import ReconcileCore
import Testing

@testable import ReconcilePolicy

@Suite("windows")
struct CalendarWindowTests {
    private func open(_ texts: String..., from start: String, until end: String) throws -> [String] {
        let from = try #require(WallTime(rfc3339: start))
        let until = try #require(WallTime(rfc3339: end))
        let windows = try texts.map { try CalendarWindow($0) }
        return CalendarWindow.openTimes(windows, from: from, until: until).stretches.map {
            "\($0.start.rfc3339)/\($0.end.rfc3339)"
        }
    }

    @Test("a window is open on its days, from its start on and no longer at its end")
    func plain() throws {
        #expect(
            try open(
                "Mon..Fri 09:00-16:00 Europe/Stockholm", from: "2026-11-20T00:00:00Z", until: "2026-11-24T00:00:00Z")
                == ["2026-11-20T08:00:00Z/2026-11-20T15:00:00Z", "2026-11-23T08:00:00Z/2026-11-23T15:00:00Z"])
    }

    @Test("a window over midnight belongs to the day on which it begins")
    func overMidnight() throws {
        #expect(
            try open("Sat 22:00-04:00 UTC", from: "2026-11-20T00:00:00Z", until: "2026-11-24T00:00:00Z")
                == ["2026-11-21T22:00:00Z/2026-11-22T04:00:00Z"])
        #expect(
            try open("Sat 22:00-04:00 UTC", from: "2026-11-22T01:00:00Z", until: "2026-11-24T00:00:00Z")
                == ["2026-11-22T01:00:00Z/2026-11-22T04:00:00Z"])
    }

    @Test("the clocks of Stockholm, New York and Lord Howe: what they skip does not open, what they repeat opens twice")
    func clockChanges() throws {
        // 02:00 to 03:00 is skipped on 2026-03-29 in Stockholm.
        #expect(
            try open("02:30-05:00 Europe/Stockholm", from: "2026-03-28T12:00:00Z", until: "2026-03-29T12:00:00Z")
                == ["2026-03-29T01:00:00Z/2026-03-29T03:00:00Z"])
        #expect(
            try open("02:15-02:45 Europe/Stockholm", from: "2026-03-28T12:00:00Z", until: "2026-03-29T12:00:00Z") == [])
        // 02:00 to 03:00 comes twice on 2026-10-25 in Stockholm.
        #expect(
            try open("02:00-03:00 Europe/Stockholm", from: "2026-10-24T12:00:00Z", until: "2026-10-25T12:00:00Z")
                == ["2026-10-25T00:00:00Z/2026-10-25T02:00:00Z"])
        #expect(
            try open("02:15-02:45 Europe/Stockholm", from: "2026-10-24T12:00:00Z", until: "2026-10-25T12:00:00Z")
                == ["2026-10-25T00:15:00Z/2026-10-25T00:45:00Z", "2026-10-25T01:15:00Z/2026-10-25T01:45:00Z"])
        // New York: 02:00 to 03:00 is skipped on 2026-03-08, 01:00 to 02:00 comes twice on 2026-11-01.
        #expect(
            try open("Sun 02:30-04:00 America/New_York", from: "2026-03-08T00:00:00Z", until: "2026-03-09T00:00:00Z")
                == ["2026-03-08T07:00:00Z/2026-03-08T08:00:00Z"])
        #expect(
            try open("Sun 01:00-02:00 America/New_York", from: "2026-11-01T00:00:00Z", until: "2026-11-02T00:00:00Z")
                == ["2026-11-01T05:00:00Z/2026-11-01T07:00:00Z"])
        // Lord Howe moves by half an hour: 02:00 to 02:30 is skipped on 2026-10-04, 01:30 to 02:00 comes twice on
        // 2026-04-05.
        #expect(
            try open("Sun 02:10-03:00 Australia/Lord_Howe", from: "2026-10-03T00:00:00Z", until: "2026-10-04T00:00:00Z")
                == ["2026-10-03T15:30:00Z/2026-10-03T16:00:00Z"])
        #expect(
            try open("Sun 01:30-02:00 Australia/Lord_Howe", from: "2026-04-04T00:00:00Z", until: "2026-04-05T00:00:00Z")
                == ["2026-04-04T14:30:00Z/2026-04-04T15:30:00Z"])
    }

    @Test("a window that forbids takes its time out of those that allow; alone it leaves all other time open")
    func denied() throws {
        #expect(
            try open(
                "Mon..Sun 00:00-24:00 UTC", "!Sat,Sun 12:00-13:00 UTC", from: "2026-11-20T12:00:00Z",
                until: "2026-11-21T18:00:00Z")
                == ["2026-11-20T12:00:00Z/2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z/2026-11-21T18:00:00Z"])
        #expect(
            try open("!Fri 06:00-18:00 UTC", from: "2026-11-20T00:00:00Z", until: "2026-11-21T00:00:00Z")
                == ["2026-11-20T00:00:00Z/2026-11-20T06:00:00Z", "2026-11-20T18:00:00Z/2026-11-21T00:00:00Z"])
    }

    @Test(
        "what is no window says what is wrong with it",
        arguments: [
            ("Mon..Fri 09:00-16:00", "the zone is missing"), ("Mon 9:00-16:00 UTC", "times are HH:MM-HH:MM"),
            ("Mo 09:00-16:00 UTC", "days are Mon"), ("09:00-09:00 UTC", "it has no length"),
            ("09:00-24:30 UTC", "times are HH:MM-HH:MM"),
            ("09:00-16:00 Europe/Stokholm", "did you mean 'Europe/Stockholm'?"),
            ("09:00-16:00 CET", "name a place, such as Europe/Stockholm, or UTC"),
            ("09:00-16:00 Europe/Stockholm UTC", "days are Mon"), ("09:00-16:00 GMT+5", "name a place"),
            ("Mon..Fri..Sun 09:00-16:00 UTC", "days are Mon"),
        ])
    func wrong(text: String, hint: String) {
        do {
            _ = try CalendarWindow(text)
            Issue.record("'\(text)' was taken for a window")
        } catch {
            #expect((error.hint ?? "").contains(hint), "\(error)")
        }
    }

    @Test("zones by the older of their names are zones too", arguments: ["Asia/Kolkata", "Asia/Calcutta", "Etc/GMT+5"])
    func names(zone: String) throws {
        #expect(try CalendarWindow("09:00-16:00 \(zone)").zoneName == zone)
    }

    @Test("UTC has no clock changes, and each day of a year is open for as long as it says")
    func utc() throws {
        let windows = [try CalendarWindow("09:00-16:30 UTC")]
        let open = CalendarWindow.openTimes(windows, from: noon, until: noon + .days(365))
        #expect(open.stretches.count == 366)
        #expect(open.stretches.dropFirst().dropLast().allSatisfy { $0.end - $0.start == .minutes(450) })
    }

    @Test("worked out anew they are the same windows, of a later time")
    func renewal() throws {
        let windows = PolicyWindows([try CalendarWindow("Sun 02:30-04:00 Europe/Stockholm")], around: noon)
        let march = try #require(WallTime(rfc3339: "2027-03-26T12:00:00Z"))
        let later = windows.expanded(around: march)
        #expect(later.texts == windows.texts)
        // The clocks go from 02:00 to 03:00 on that day.
        #expect(
            later.hold(at: march)?.detail
                == "Its windows open next at 2027-03-28T01:00:00Z (Sun 03:00 Europe/Stockholm).")
        #expect(
            windows.hold(at: noon)?.detail
                == "Its windows open next at 2026-11-22T01:30:00Z (Sun 02:30 Europe/Stockholm).")
    }

    @Test("properties of every zone: an instant is open if the zone's clocks show a time within, and only then")
    func againstClocks() throws {
        var random = SplitMix64(seed: 1)
        for name in ["Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"] {
            let window = try CalendarWindow("Mon,Wed..Thu,Sun 01:40-02:20 \(name)")
            let open = CalendarWindow.openTimes([window], from: noon, until: noon + .days(400))
            for _ in 0..<4000 {
                let time = noon + .seconds(Int(random.next() % (399 * 86400)))
                let local = time.millisecondsSince1970 / 1000 + Int64(window.zone.secondsFromGMT(for: time.date))
                let minute = local % 86400 / 60
                // 1970-01-01 was a Thursday.
                let isOnDay = [0, 2, 3, 6].contains((local / 86400 + 3) % 7)
                #expect(
                    (open.stretch(at: time) != nil) == (isOnDay && (100..<140).contains(minute)),
                    "\(time.rfc3339) \(name)")
            }
        }
    }
}
