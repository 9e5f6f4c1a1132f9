import Testing

@testable import ReconcileSystemd

@Suite struct StatusLimiterTests {
    @Test("the first status goes out at once, later ones wait until a second has passed, and the newest wins")
    func newestWins() {
        var limiter = StatusLimiter()
        #expect(limiter.offer("a", at: .seconds(10)) == "a")
        #expect(limiter.nextDue == nil)
        #expect(limiter.offer("b", at: .milliseconds(10_100)) == nil)
        #expect(limiter.offer("c", at: .milliseconds(10_999)) == nil)
        #expect(limiter.nextDue == .seconds(11))
        #expect(limiter.due(at: .milliseconds(10_999)) == nil)
        #expect(limiter.due(at: .seconds(11)) == "c")
        #expect(limiter.nextDue == nil)
        #expect(limiter.due(at: .seconds(20)) == nil)
    }

    @Test("what is shown already is not sent again, and takes back what waited")
    func unchanged() {
        var limiter = StatusLimiter()
        #expect(limiter.offer("a", at: .zero) == "a")
        #expect(limiter.offer("b", at: .milliseconds(500)) == nil)
        #expect(limiter.offer("a", at: .milliseconds(600)) == nil)
        #expect(limiter.nextDue == nil)
        #expect(limiter.offer("a", at: .seconds(5)) == nil)
    }

    @Test(
        "whatever is offered, no two statuses leave within a second, and the last one offered leaves", arguments: 0..<50
    )
    func alwaysLimited(seed: UInt64) {
        var state = seed
        var limiter = StatusLimiter()
        var now = Duration.zero
        var sent: [(status: String, at: Duration)] = []
        var offered = ""
        for _ in 0..<200 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            now += .milliseconds(Int64(state >> 33) % 700)
            offered = "status \((state >> 20) % 5)"
            if let status = limiter.offer(offered, at: now) { sent.append((status, now)) }
        }
        if let due = limiter.nextDue, let status = limiter.due(at: due) { sent.append((status, due)) }
        #expect(zip(sent, sent.dropFirst()).allSatisfy { $1.at - $0.at >= .seconds(1) && $1.status != $0.status })
        #expect(sent.last?.status == offered)
    }
}
