import Testing

@testable import ReconcileCore

@Suite("the pacer")
struct PacerTests {
    /// A pacer with its clock and the requests it let out.
    private struct Lane {
        var pacer: Pacer
        var now = dawn.boot
        var last: UInt64 = 0

        init(_ settings: PacingSettings = PacingSettings(), spreads: Bool = false) {
            pacer = Pacer(settings, spreadsFirstLooks: spreads, seed: 1)
        }

        mutating func send(_ purpose: RequestClass = .routine) -> RequestID {
            last += 1
            let id = RequestID(number: last)
            pacer.sent(id, for: purpose, at: now)
            return id
        }

        mutating func answer(_ id: RequestID, _ status: Int = 200, _ rate: RateHeaders = RateHeaders()) {
            let outcome: Outcome =
                status == 200
                ? .page(InventoryPage(items: [], nextCursor: nil)) : .refused(Problem(status: status))
            pacer.answered(id, Reply(outcome: outcome, rate: rate), at: now)
        }

        mutating func exchange(_ status: Int = 200, _ rate: RateHeaders = RateHeaders()) {
            answer(send(), status, rate)
        }

        func admits(_ purpose: RequestClass = .routine) -> Pacer.Admission {
            pacer.admission(purpose, at: now)
        }
    }

    @Test("with nothing known, requests go at once, up to the concurrency, one slot kept for confirming and writing")
    func slots() {
        var lane = Lane(PacingSettings(concurrency: 3))
        _ = lane.send()
        #expect(lane.admits() == .now)
        _ = lane.send()
        #expect(RequestClass.allCases.filter { lane.admits($0) == .now } == [.confirm, .write])
        let id = lane.send(.write)
        #expect(RequestClass.allCases.allSatisfy { lane.admits($0) == .whenAnswered })
        lane.pacer.withdrawn(id)
        #expect(lane.admits(.write) == .now && !lane.pacer.holdsSlot(id))
    }

    @Test("a concurrency of one keeps no slot, or nothing else could ever go")
    func oneSlot() {
        let lane = Lane(PacingSettings(concurrency: 1))
        #expect(lane.admits(.inventory) == .now)
    }

    @Test("a 429 closes the gate for every class, for Retry-After and a little more")
    func retryAfter() {
        var lane = Lane()
        lane.exchange(429, RateHeaders(remaining: 50, resetAfter: .seconds(5), retryAfter: .seconds(30)))
        let opens = lane.now + .milliseconds(30_050)
        #expect(RequestClass.allCases.allSatisfy { lane.admits($0) == .at(opens) })
        lane.exchange(429, RateHeaders(retryAfter: .seconds(3)))
        #expect(lane.pacer.closed(at: lane.now) == opens, "a shorter one does not shorten it")
        lane.now = opens
        #expect(lane.admits() == .now)
    }

    @Test("a 429 without Retry-After waits for the reset; without either, from a second up to a minute")
    func blindWaits() {
        var lane = Lane()
        lane.exchange(429, RateHeaders(resetAfter: .seconds(12)))
        #expect(lane.pacer.closed(at: lane.now) == lane.now + .milliseconds(12_050))
        lane = Lane()
        for attempt in 1...8 {
            lane.exchange(429)
            let wait = (lane.pacer.closed(at: lane.now) ?? lane.now) - lane.now
            let longest = Duration.seconds(min(60, 1 << attempt))
            #expect(longest / 2 <= wait && wait <= longest, "attempt \(attempt): \(wait)")
            lane.now = lane.now + wait
            #expect(lane.admits() == .now)
        }
    }

    @Test("what the headers say remains is kept to, counting what is under way, until the window starts anew")
    func remaining() {
        var lane = Lane()
        lane.exchange(200, RateHeaders(limit: 1000, remaining: 2, resetAfter: .seconds(40)))
        _ = lane.send()
        #expect(lane.admits() == .now)
        _ = lane.send()
        let opens = lane.now + .milliseconds(40_050)
        #expect(lane.admits() == .at(opens))
        #expect(
            lane.pacer.budget(at: lane.now) == Budget(limit: 1000, window: .seconds(60), remaining: 0, source: .header))
    }

    @Test("after the window ended one request goes ahead to learn of the next")
    func scout() {
        var lane = Lane()
        lane.exchange(200, RateHeaders(remaining: 5, resetAfter: .seconds(10)))
        lane.now = lane.now + .seconds(11)
        #expect(lane.admits() == .now)
        let id = lane.send()
        #expect(lane.admits() == .whenAnswered)
        lane.answer(id, 200, RateHeaders(remaining: 5, resetAfter: .seconds(10)))
        #expect(lane.admits() == .now)
    }

    @Test("no more than the share of a known limit is used of its window", arguments: [(80, 8), (100, 10), (1, 1)])
    func share(percent: Int, count: Int) {
        var lane = Lane(PacingSettings(share: percent))
        var sent = 0
        while lane.admits() == .now, sent < 50 {
            sent += 1
            lane.exchange(200, RateHeaders(limit: 10, remaining: max(0, 10 - sent), resetAfter: .seconds(60)))
        }
        #expect(sent == count)
        guard case .at(let opens) = lane.admits() else {
            Issue.record("it waits for a time")
            return
        }
        #expect(opens >= lane.now + .seconds(60))
    }

    @Test("a ceiling of the operator's own is kept whatever the API allows")
    func ceiling() {
        var lane = Lane(PacingSettings(ceiling: RateCeiling(requests: 3, window: .seconds(10))))
        for _ in 1...3 {
            #expect(lane.admits() == .now)
            lane.exchange()
            lane.now = lane.now + .seconds(1)
        }
        #expect(lane.admits() == .at(dawn.boot + .seconds(10)))
        #expect(lane.pacer.budget(at: lane.now).source == .configured)
    }

    @Test("first looks are spread five a second, only where asked for, and only while no limit is known")
    func firstLooks() {
        var lane = Lane(spreads: true)
        let first = lane.send(.firstLook)
        #expect(lane.admits(.firstLook) == .at(lane.now + .milliseconds(200)))
        #expect(lane.admits(.routine) == .now)
        lane.answer(first, 200, RateHeaders(remaining: 100, resetAfter: .seconds(60)))
        #expect(lane.admits(.firstLook) == .now)
        var hurried = Lane(spreads: false)
        _ = hurried.send(.firstLook)
        #expect(hurried.admits(.firstLook) == .now)
    }

    @Test("a read is begun for a write only where both fit soon")
    func pair() {
        var lane = Lane()
        #expect(lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.exchange(200, RateHeaders(remaining: 1, resetAfter: .seconds(90)))
        #expect(!lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.now = lane.now + .seconds(40)
        #expect(lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.exchange(429, RateHeaders(retryAfter: .minutes(5)))
        #expect(!lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
    }

    @Test("a pair also has to fit under the operator's ceiling and our share")
    func pairUnderCeiling() {
        var lane = Lane(PacingSettings(ceiling: RateCeiling(requests: 2, window: .minutes(2))))
        #expect(lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.exchange()
        #expect(lane.admits() == .now)
        #expect(!lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.now = lane.now + .seconds(60)
        #expect(lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        var narrow = Lane(PacingSettings(ceiling: RateCeiling(requests: 1, window: .minutes(2))))
        #expect(!narrow.pacer.expectsPair(within: .seconds(60), at: narrow.now))
        narrow.exchange()
        #expect(narrow.admits() == .at(narrow.now + .minutes(2)))
    }

    @Test("what is known outlives a restart, and nothing is believed that lies more than a day ahead")
    func record() {
        var lane = Lane()
        lane.exchange(429, RateHeaders(limit: 60, remaining: 0, resetAfter: .seconds(50), retryAfter: .seconds(20)))
        let kept = lane.pacer.record(at: dawn)
        var next = Pacer(PacingSettings(), spreadsFirstLooks: false, seed: 2)
        next.restore(kept, at: dawn + .seconds(5))
        #expect(next.record(at: dawn + .seconds(5)) == kept)
        let far = PacingRecord(closedUntil: dawn.wall + .days(30), remaining: 0, resetAt: dawn.wall + .days(30))
        next.restore(far, at: dawn)
        #expect(next.closed(at: dawn.boot) == dawn.boot + .hours(24))
        var past = Pacer(PacingSettings(), spreadsFirstLooks: false, seed: 2)
        past.restore(kept, at: dawn + .hours(1))
        #expect(past.admission(.routine, at: dawn.boot + .hours(1)) == .now)
    }

    @Test("a lost answer gives its slot back")
    func lost() {
        var lane = Lane(PacingSettings(concurrency: 1))
        let id = lane.send()
        let reply = Reply(outcome: .lost(Loss(timedOut: true, detail: "x")))
        lane.pacer.answered(id, reply, at: lane.now)
        lane.pacer.answered(id, reply, at: lane.now)
        #expect(lane.admits() == .now && lane.pacer.requestsInFlight == 0)
    }
}
