import Foundation
import ReconcileCore
import Testing

@Suite("RFC 3339")
struct WallTimeTests {
    @Test(
        "times are written in UTC, with milliseconds only where there are any",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"), (4_107_542_400_000, "2100-03-01T00:00:00Z"),
            (1_795_262_400_120, "2026-11-21T12:00:00.120Z"), (-62_135_596_800_000, "0001-01-01T00:00:00Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ])
    func written(milliseconds: Int64, text: String) {
        #expect(WallTime(millisecondsSince1970: milliseconds).rfc3339 == text)
        #expect(WallTime(rfc3339: text)?.millisecondsSince1970 == milliseconds)
    }

    @Test(
        "offsets, lower case, a space for the T, long fractions and leap seconds are read",
        arguments: [
            ("2026-11-21T13:00:00+01:00", "2026-11-21T12:00:00Z"),
            ("2026-11-21T06:30:00-05:30", "2026-11-21T12:00:00Z"),
            ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"), ("2026-11-21t12:00:00z", "2026-11-21T12:00:00Z"),
            ("2026-11-21 12:00:00Z", "2026-11-21T12:00:00Z"), ("2026-11-21T12:00:00.5Z", "2026-11-21T12:00:00.500Z"),
            ("2026-11-21T12:00:00.123999999Z", "2026-11-21T12:00:00.123Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
            ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
        ])
    func read(text: String, same: String) {
        #expect(WallTime(rfc3339: text)?.rfc3339 == same)
    }

    @Test(
        "what is no RFC 3339 time, or names a day or time that does not exist, is refused",
        arguments: [
            "", "now", "2026-11-21", "2026-11-21T12:00:00", "2026-11-21T12:00Z", "2026-11-31T12:00:00Z",
            "2025-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+01:60",
            "2026-01-01T00:00:00+0100",
            "2026-01-01T00:00:00Z ", " 2026-01-01T00:00:00Z", "+026-01-01T00:00:00Z", "2026-01-01T00:00:00ZZ",
            "２026-01-01T00:00:00Z",
            // In UTC these have no year of four digits, and could not be read again.
            "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
        ])
    func refused(text: String) {
        #expect(WallTime(rfc3339: text) == nil)
    }

    @Test("any time comes back as it was, and Foundation reads it the same", arguments: 0..<200)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let milliseconds = Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &random)
        let time = WallTime(millisecondsSince1970: milliseconds)
        #expect(WallTime(rfc3339: time.rfc3339) == time)
        let json = try JSONEncoder().encode([time])
        #expect(try JSONDecoder().decode([WallTime].self, from: json) == [time])
        if milliseconds > 0 {
            let whole = WallTime(millisecondsSince1970: milliseconds / 1000 * 1000)
            let date = try Date(whole.rfc3339, strategy: .iso8601)
            #expect(Int64(date.timeIntervalSince1970) == milliseconds / 1000)
        }
    }

    @Test("both clocks move together, and each tells the other's reading")
    func moment() {
        let later = dawn + .minutes(90)
        #expect(later.boot - dawn.boot == .minutes(90))
        #expect(later.wall - dawn.wall == .minutes(90))
        #expect(dawn.wall(at: later.boot) == later.wall)
        #expect(dawn.boot(at: later.wall) == later.boot)
        #expect(Duration.milliseconds(1999).milliseconds == 1999)
        #expect(Duration.milliseconds(1500).seconds == 1.5)
    }
}
