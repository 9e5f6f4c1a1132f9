import Testing

@testable import ReconcileCore

@Suite("telling a bucket from a short window")
struct FillingTestTests {
    /// `counts` requests let in, each lot evenly within `burst` after a wait of one second, and a refusal after each.
    private func refusals(after counts: [Int], burst: Duration) -> (filling: FillingTest?, log: AcceptLog) {
        var log = AcceptLog()
        var filling: FillingTest?
        var now = dawn.boot
        for (index, count) in counts.enumerated() {
            for number in 1...count { log.append(now + burst * number / count, keeping: .hours(1)) }
            now = now + burst
            filling = index == 0 ? FillingTest(burst: count, refusedAt: now) : filling?.refused(at: now)
            now = now + .seconds(1)
        }
        return (filling, log)
    }

    @Test("what comes in between three refusals in a row is what a bucket lets in")
    func bucket() {
        let (filling, log) = refusals(after: [24, 15, 15], burst: .milliseconds(500))
        #expect(filling?.rate(log, wait: .seconds(1)) == 10)
    }

    @Test(
        "no bucket shows by two refusals, where all is let in again, by bursts that two windows may have let in, by rates that differ, or by a few",
        arguments: [
            ([24, 15], 500), ([24, 24, 24], 500), ([40, 20, 20], 800), ([24, 10, 16], 500), ([8, 5, 5], 500),
        ])
    func noBucket(counts: [Int], milliseconds: Int) {
        let (filling, log) = refusals(after: counts, burst: .milliseconds(milliseconds))
        #expect(filling?.rate(log, wait: .seconds(1)) == nil)
    }

    @Test("refusals more than eight seconds apart have nothing to do with each other")
    func apart() {
        let filling = FillingTest(burst: 20, refusedAt: dawn.boot)
        #expect(filling.refused(at: dawn.boot + .seconds(8)) != nil)
        #expect(filling.refused(at: dawn.boot + .milliseconds(8001)) == nil)
    }
}
