import ReconcileCore
import Testing

@testable import ReconcileSimulation

@Suite("Limits together, in change, and looked ahead")
struct RateLimiterTests {
    private func time(_ seconds: Double) -> BootTime {
        BootTime(sinceBoot: .seconds(seconds))
    }

    private func admitted(_ limiter: RateLimiter, at seconds: [Double]) -> [Bool] {
        var limiter = limiter
        return seconds.map { limiter.take(at: time($0)).isAdmitted }
    }

    @Test("a sliding counter weighs the window before by what the sliding window still covers of it")
    func slidingCounter() {
        let limiter = RateLimiter(RateLimit(kind: .slidingCounter, limit: 4, window: .seconds(10)))
        // Four by 9 s; at 10 s they weigh 4, at 12.6 s 2.96, at 15.1 s 1.96, and from 20 s on those two weigh.
        #expect(
            admitted(limiter, at: [6, 7, 8, 9, 9.5, 10, 12.4, 12.6, 13, 15.1, 20, 21, 22, 40, 40, 40, 40, 40]) == [
                true, true, true, true, false, false, false, true, false, true, true, true, false,
                true, true, true, true, false,
            ])
    }

    @Test("a concurrency limit counts a request until it is answered, however long that takes")
    func concurrency() {
        var limiter = RateLimiter(RateLimit(kind: .concurrency, limit: 2, window: .seconds(10)))
        #expect(limiter.take(at: time(0)).isAdmitted, "until 10 s")
        #expect(limiter.take(at: time(1), holding: .seconds(4)).isAdmitted, "until 5 s")
        #expect(limiter.take(at: time(4)).resetAfter == .seconds(1))
        #expect(limiter.take(at: time(5)).isAdmitted, "until 15 s")
        #expect(limiter.take(at: time(6)).resetAfter == .seconds(4))
    }

    @Test("of several limits all must have room, and a refusal costs none of them anything")
    func tiers() {
        var limiter = RateLimiter([RateLimit(limit: 2, window: .seconds(1)), RateLimit(limit: 3, window: .seconds(10))])
        let standings = [0, 0.25, 0.5, 0.75, 1, 1.25].map { limiter.take(at: time($0)) }
        #expect(standings.map(\.isAdmitted) == [true, true, false, false, true, false])
        #expect(standings.map(\.limit) == [2, 2, 2, 2, 3, 3], "the limit with the least room speaks")
        #expect(standings.map(\.remaining) == [1, 0, 0, 0, 0, 0])
        #expect(standings.last?.resetAfter == .seconds(8.75))
    }

    @Test("a limit that changes keeps its count: a fall closes at once, a rise opens at once")
    func change() {
        let rule = RateLimit(limit: 3, window: .seconds(10))
        let changes = [
            RateLimitChange(at: time(2), limits: [RateLimit(limit: 1, window: .seconds(10))]),
            RateLimitChange(at: time(4), limits: [RateLimit(limit: 4, window: .seconds(10))]),
        ]
        let limiter = RateLimiter([rule], changes: changes)
        #expect(admitted(limiter, at: [0, 1, 2, 3, 4, 5, 6]) == [true, true, false, false, true, true, false])
    }

    @Test("after a fall a sliding log opens when so many are forgotten that one more fits")
    func fallenLog() {
        let fallen = RateLimit(kind: .slidingLog, limit: 2, window: .seconds(10))
        var limiter = RateLimiter(
            [RateLimit(kind: .slidingLog, limit: 4, window: .seconds(10))],
            changes: [RateLimitChange(at: time(4), limits: [fallen])])
        for second in 0..<4 { #expect(limiter.take(at: time(Double(second))).isAdmitted) }
        #expect(limiter.take(at: time(5)).resetAfter == .seconds(7), "when the third is forgotten")
    }

    @Test("until a change a bucket refills at the rate from before it")
    func changedRefill() {
        let slower = RateLimit(kind: .tokenBucket, limit: 10, window: .seconds(100))
        var limiter = RateLimiter(
            [RateLimit(kind: .tokenBucket, limit: 10, window: .seconds(10))],
            changes: [RateLimitChange(at: time(4), limits: [slower])])
        for _ in 0..<10 { #expect(limiter.take(at: time(0)).isAdmitted) }
        // Four tokens by 4 s, half a one by 9 s.
        #expect((0..<6).map { _ in limiter.take(at: time(9)).isAdmitted } == [true, true, true, true, false, false])
    }

    @Test("opens sees a change to come, opensUnlessChanged does not")
    func foresight() {
        let rise = RateLimitChange(at: time(4), limits: [RateLimit(limit: 2, window: .seconds(10))])
        var limiter = RateLimiter([RateLimit(limit: 1, window: .seconds(10))], changes: [rise])
        #expect(limiter.take(at: time(0)).isAdmitted)
        #expect(limiter.opens(at: time(1)) == time(4))
        #expect(limiter.opensUnlessChanged(at: time(1)) == time(10))
        #expect(limiter.take(at: time(4)).isAdmitted)
    }

    @Test("a window under way when the clock starts ends when its offset says")
    func offset() {
        let limiter = RateLimiter(RateLimit(limit: 1, window: .seconds(10), offset: .seconds(-7)))
        #expect(admitted(limiter, at: [0, 2.9, 3, 12.9, 13]) == [true, false, true, false, true])
    }

    @Test("a request is let in when opens says, and none is a moment earlier", arguments: RateLimit.Kind.allCases)
    func opens(kind: RateLimit.Kind) {
        for seed in UInt64(0)..<20 {
            var draws = SplitMix64(seed: seed)
            var limiter = RateLimiter(RateLimit(kind: kind, limit: 5, window: .seconds(7)))
            var now = time(0)
            for _ in 0..<200 {
                now = now + .milliseconds(Int64(draws.next() % 3000))
                _ = limiter.take(at: now)
                let opens = limiter.opens(at: now)
                var onTime = limiter
                var early = limiter
                #expect(onTime.take(at: opens).isAdmitted, "seed \(seed)")
                if opens - now > .milliseconds(1) {
                    #expect(!early.take(at: opens - .milliseconds(1)).isAdmitted, "seed \(seed)")
                }
            }
        }
    }

    @Test("no stretch of a sliding log's window ever holds more than the limit", arguments: UInt64(0)..<20)
    func slidingLog(seed: UInt64) {
        var draws = SplitMix64(seed: seed)
        var limiter = RateLimiter(RateLimit(kind: .slidingLog, limit: 20, window: .seconds(7)))
        var now = time(0)
        var admitted: [BootTime] = []
        for _ in 0..<1000 {
            now = now + .milliseconds(Int64(draws.next() % 300))
            if limiter.take(at: now).isAdmitted { admitted.append(now) }
        }
        #expect(zip(admitted, admitted.dropFirst(20)).allSatisfy { $1 - $0 >= .seconds(7) }, "seed \(seed)")
        #expect(admitted.count > 200)
    }
}
