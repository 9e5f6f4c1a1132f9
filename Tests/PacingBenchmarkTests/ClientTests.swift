import ReconcileCore
import Testing

@testable import PacingBenchmark

/// What each published client is known for.
@Suite("Clients")
struct ClientTests {
    /// A client with a clock moved by hand.
    private struct Caller {
        var client: any PacingClient
        var now = BootTime(sinceBoot: .zero)
        var sent: UInt64 = 0

        init(_ name: ClientName) {
            client = name.make(seed: 7)
        }

        mutating func send() -> RequestID {
            sent += 1
            client.sent(RequestID(number: sent), for: .routine, at: now)
            return RequestID(number: sent)
        }

        mutating func answer(_ id: RequestID, _ isAdmitted: Bool, _ rate: RateHeaders = RateHeaders()) {
            client.answered(id, isAdmitted: isAdmitted, rate: rate, at: now)
        }

        mutating func exchange(_ isAdmitted: Bool, _ rate: RateHeaders = RateHeaders()) {
            answer(send(), isAdmitted, rate)
        }

        mutating func clearance() -> Clearance {
            client.clearance(for: .routine, waiting: Waiting(count: 10), at: now)
        }

        /// How many of so many attempts in a row may leave, each answered at once.
        mutating func leaving(of attempts: Int, every gap: Duration, isAdmitted: Bool) -> Int {
            var leaving = 0
            for _ in 0..<attempts {
                now = now + gap
                if clearance() == .now {
                    exchange(isAdmitted)
                    leaving += 1
                }
            }
            return leaving
        }
    }

    @Test("a gate closes for all on a 429, as long as it asks", arguments: [ClientName.gate, .serial, .aimd])
    func gate(name: ClientName) {
        var caller = Caller(name)
        caller.exchange(false, RateHeaders(retryAfter: .seconds(30)))
        #expect(caller.clearance() == .at(BootTime(sinceBoot: .seconds(30))))
        caller.now = BootTime(sinceBoot: .seconds(30))
        #expect(caller.clearance() == .now)
    }

    @Test("a gate closes when an answer says that nothing remains")
    func gateOnRemaining() {
        var caller = Caller(.gate)
        caller.exchange(true, RateHeaders(limit: 9, remaining: 1, resetAfter: .seconds(12)))
        #expect(caller.clearance() == .now)
        caller.exchange(true, RateHeaders(limit: 9, remaining: 0, resetAfter: .seconds(12)))
        #expect(caller.clearance() == .at(BootTime(sinceBoot: .seconds(12))))
    }

    @Test("the serial gate has one request under way, the other any number")
    func serial() {
        var serial = Caller(.serial)
        let first = serial.send()
        #expect(serial.clearance() == .whenAnswered)
        serial.answer(first, true)
        #expect(serial.clearance() == .now)
        var parallel = Caller(.gate)
        _ = parallel.send()
        #expect(parallel.clearance() == .now)
    }

    @Test(
        "AWS adaptive holds nothing back before the first 429; after it, 0.7 of the rate it measured, and climbs back")
    func awsAdaptive() {
        var caller = Caller(.aws)
        #expect(caller.leaving(of: 100, every: .milliseconds(50), isAdmitted: true) == 100)
        caller.exchange(false)
        // 20 a second before. What the bucket of 14 holds leaves at once, then CUBIC climbs back to 20 in 2.5 s.
        var saved = 0
        while caller.clearance() == .now, saved < 100 {
            _ = caller.send()
            saved += 1
        }
        #expect((13...14).contains(saved), "\(saved)")
        let after = caller.leaving(of: 1000, every: .milliseconds(1), isAdmitted: true)
        #expect((14...20).contains(after), "\(after)")
        let delays = (0..<20).map { _ in caller.client.retryDelay(afterAttempts: 9, rate: RateHeaders(), at: caller.now)
        }
        #expect(delays.allSatisfy { $0 >= .zero && $0 <= .seconds(20) })
    }

    @Test("client-go sends its burst of 10, then 5 a second, and Retry-After holds back one request only")
    func clientGo() {
        var caller = Caller(.clientGo)
        #expect(caller.leaving(of: 100, every: .zero, isAdmitted: true) == 10)
        #expect(caller.leaving(of: 1000, every: .milliseconds(10), isAdmitted: false) == 50)
        let rate = RateHeaders(retryAfter: .seconds(40))
        #expect(caller.client.retryDelay(afterAttempts: 1, rate: rate, at: caller.now) == .seconds(40))
    }

    @Test("AIMD halves its rate on a 429, once for those close together, and adds one a second each second")
    func additiveIncrease() {
        var caller = Caller(.aimd)
        let at = { (seconds: Double) in Clearance.at(BootTime(sinceBoot: .seconds(seconds))) }
        let gone = RateHeaders(retryAfter: .zero)
        let (first, second) = (caller.send(), caller.send())
        #expect(caller.clearance() == at(0.2))
        caller.answer(first, false, gone)
        caller.answer(second, false, gone)
        _ = caller.send()
        #expect(caller.clearance() == at(0.4))
        caller.exchange(true)
        _ = caller.send()
        // 2.5 and 1/2.5 make 2.9.
        #expect(caller.clearance() == at(1 / 2.9))
    }

    @Test("SRE throttling lets all through while all is let in, and rejects ever more itself while nothing is")
    func siteReliability() {
        var healthy = Caller(.sre)
        #expect(healthy.leaving(of: 200, every: .milliseconds(100), isAdmitted: true) == 200)
        var refused = Caller(.sre)
        #expect(refused.leaving(of: 200, every: .milliseconds(100), isAdmitted: false) < 20)
    }

    @Test("after a restart ours goes on with what it knew, the others start anew")
    func restart() {
        let until = BootTime(sinceBoot: .seconds(30))
        let resumed = ClientName.allCases.map { name in
            var caller = Caller(name)
            caller.exchange(false, RateHeaders(retryAfter: .seconds(30)))
            caller.client.restart(killedAt: caller.now, seed: 8, at: caller.now + .seconds(2))
            caller.now = caller.now + .seconds(2)
            return caller.clearance()
        }
        let expected = ClientName.allCases.map { $0 == .ours }
        let closed = resumed.map { clearance in
            switch clearance {
            case .at(let time): time >= until
            case .now, .whenAnswered: false
            }
        }
        #expect(closed == expected)
    }
}
