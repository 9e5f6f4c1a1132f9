import ReconcileCore
import Testing

@testable import ReconcileSimulation

@Suite("Limits")
struct RateLimitTests {
    /// Which of the requests at these seconds are let in.
    private func admitted(_ kind: RateLimit.Kind, at seconds: [Double]) -> [Bool] {
        var limiter = RateLimiter(RateLimit(kind: kind, limit: 3, window: .seconds(10)))
        return seconds.map { limiter.take(at: BootTime(sinceBoot: .seconds($0))).isAdmitted }
    }

    @Test("a fixed window begins empty at each boundary")
    func fixedWindow() {
        #expect(
            admitted(.fixedWindow, at: [8, 9, 9, 9, 10, 10, 10, 10]) == [
                true, true, true, false, true, true, true, false,
            ])
    }

    @Test("a sliding log never lets more than the limit into any window")
    func slidingLog() {
        #expect(
            admitted(.slidingLog, at: [8, 9, 9, 10, 17.9, 18, 18, 19]) == [
                true, true, true, false, false, true, false, true,
            ])
    }

    @Test("a token bucket refills evenly")
    func tokenBucket() {
        #expect(
            admitted(.tokenBucket, at: [0, 0, 0, 0, 3, 3.4, 3.5, 30]) == [
                true, true, true, false, false, true, false, true,
            ])
    }

    @Test("waiting out resetAfter lets the next request in, not much earlier", arguments: RateLimit.Kind.allCases)
    func resetAfter(kind: RateLimit.Kind) {
        var limiter = RateLimiter(RateLimit(kind: kind, limit: 7, window: .seconds(60)))
        var now = BootTime(sinceBoot: .seconds(12))
        for _ in 0..<50 {
            let standing = limiter.take(at: now)
            if standing.isAdmitted { continue }
            var early = limiter
            #expect(!early.take(at: now + standing.resetAfter - .milliseconds(10)).isAdmitted)
            now = now + standing.resetAfter + .milliseconds(1)
            var onTime = limiter
            #expect(onTime.take(at: now).isAdmitted)
        }
    }

    @Test("a 429 carries the chosen fields: seconds rounded up, and a date")
    func fields() {
        let reset = "2026-11-21T12:00:10.001Z"
        let expected: [(RateHeaderChoice, [String: String])] = [
            (
                .published,
                [
                    "Retry-After": "10", "X-RateLimit-Limit": "1", "X-RateLimit-Remaining": "0",
                    "X-RateLimit-Reset": reset,
                ]
            ),
            (.retryAfterOnly, ["Retry-After": "10"]), (.resetOnly, ["X-RateLimit-Reset": reset]), (.none, [:]),
        ]
        for (choice, fields) in expected {
            var world = World {
                $0.rateLimit = RateLimit(kind: .slidingLog, limit: 1, window: .seconds(10))
                $0.rateHeaders = choice
            }
            _ = world.list()
            let answer = world.list()
            #expect(answer.status == 429)
            #expect(answer.headers.filter { !["Date", "Content-Type"].contains($0.key) } == fields)
        }
    }

    @Test("other answers carry the fields only where that is chosen, and never Retry-After")
    func fieldsOnSuccess() {
        var world = World {
            $0.rateLimit = RateLimit(limit: 5, window: .seconds(60))
            $0.rateHeaders = .all
        }
        let fields = world.list().headers.filter { $0.key.hasPrefix("X-") || $0.key == "Retry-After" }
        // The window began with the clock, 1,000 s before: 20 s of its 60 are left.
        let expected = [
            "X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "4", "X-RateLimit-Reset": "2026-11-21T12:00:20.001Z",
        ]
        #expect(fields == expected)
    }

    @Test("both codes of a 429 can come in turn")
    func codes() {
        var world = World {
            $0.rateLimit = RateLimit(limit: 1, window: .seconds(60))
            $0.rateLimitCodes = [.rateLimited, .rateLimitExceeded]
        }
        let codes = (0..<4).map { _ in world.list().code }
        #expect(codes == [nil, "rate_limit_exceeded", "rate_limited", "rate_limit_exceeded"])
    }

    @Test("a request without a known key costs nothing")
    func unknownKey() {
        var world = World { $0.rateLimit = RateLimit(limit: 1, window: .seconds(60)) }
        world.token = "wrong"
        _ = world.list()
        world.token = "right"
        #expect(world.list().status == 200)
    }
}
