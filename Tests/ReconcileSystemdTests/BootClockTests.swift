import Foundation
import Testing

@testable import ReconcileSystemd

@Suite struct BootClockTests {
    @Test("the boot clock shows the machine's uptime and never goes back")
    func bootClock() throws {
        let first = BootClock.read()
        let text = try String(contentsOfFile: "/proc/uptime", encoding: .utf8)
        let uptime = try #require(text.split(separator: " ").first.flatMap { Double($0) })
        let second = BootClock.read()
        // /proc/uptime is cut to hundredths.
        #expect(first.sinceBoot <= .seconds(uptime + 0.01))
        #expect(.seconds(uptime) <= second.sinceBoot)
    }

    @Test("the wall clock shows the date in milliseconds since 1970")
    func wallClock() {
        let before = Int64(Date().timeIntervalSince1970 * 1000)
        let reading = BootClock.read()
        let after = Int64(Date().timeIntervalSince1970 * 1000)
        // `Date` counts in floating point, which may be off by one millisecond.
        #expect((before - 1...after + 1).contains(reading.millisecondsSince1970))
    }
}
