import Testing

@testable import ReconcileCore

@Suite("the pacer")
struct PacerTests {
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

    @Test("a ceiling of the operator's own is kept whatever the API allows")
    func ceiling() {
        var lane = Lane(PacingSettings(ceiling: RateCeiling(requests: 3, window: .seconds(10))))
        for _ in 1...3 {
            #expect(lane.admits() == .now)
            lane.exchange()
            lane.pass(.seconds(1))
        }
        #expect(lane.admits() == .at(dawn.boot + .seconds(10)))
        #expect(lane.pacer.budget(at: lane.now).source == .configured)
    }

    @Test("a ceiling set by a reload counts what was let in before it, and what is under way")
    func ceilingOfReload() {
        var lane = Lane()
        for _ in 1...2 { lane.exchange() }
        _ = lane.send()
        lane.pacer.apply(
            PacingSettings(share: 100, ceiling: RateCeiling(requests: 4, window: .seconds(10))), at: lane.now)
        #expect(lane.admits() == .now)
        lane.exchange()
        #expect(lane.admits() == .at(dawn.boot + .seconds(10)))
    }

    @Test("a read is begun for a write only where both fit soon")
    func pair() {
        var lane = Lane()
        #expect(lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.exchange(200, RateHeaders(remaining: 1, resetAfter: .seconds(90)))
        #expect(!lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.pass(.seconds(40))
        #expect(lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.exchange(429, RateHeaders(retryAfter: .minutes(5)))
        #expect(!lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
    }

    @Test("where a learned limit is too low for a pair, its first may leave as the probe that raises it")
    func pairByProbe() {
        var lane = Lane()
        var record = PacingRecord()
        let span = Duration.minutes(2)
        record.learned = [
            PacingRecord.Window(span: span, limit: 1, isProven: true, probeDue: dawn.wall, probeGap: span)
        ]
        lane.pacer.restore(record, at: dawn)
        lane.exchange()
        #expect(!lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        guard case .at(let probe) = lane.admits() else {
            Issue.record("the limit of one is used up")
            return
        }
        #expect(probe < lane.now + span)
        lane.now = probe
        #expect(lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.exchange()
        #expect(lane.pacer.budget(at: lane.now).limit == 2)
    }

    @Test("a pair also has to fit under the operator's ceiling")
    func pairUnderCeiling() {
        var lane = Lane(PacingSettings(ceiling: RateCeiling(requests: 2, window: .minutes(2))))
        #expect(lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.exchange()
        #expect(lane.admits() == .now)
        #expect(!lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        lane.pass(.seconds(60))
        #expect(lane.pacer.expectsPair(within: .seconds(60), at: lane.now))
        var narrow = Lane(PacingSettings(ceiling: RateCeiling(requests: 1, window: .minutes(2))))
        #expect(!narrow.pacer.expectsPair(within: .seconds(60), at: narrow.now))
        narrow.exchange()
        #expect(narrow.admits() == .at(narrow.now + .minutes(2)))
    }

    @Test("reads leave the last tenth of a window to writes while writes are expected, and only then")
    func reserveForWrites() {
        var lane = Lane()
        lane.exchange(200, RateHeaders(limit: 40, remaining: 4, resetAfter: .seconds(30)))
        lane.pass(.seconds(20))
        #expect(lane.admits() == .now)
        let demand = Demand(expectsWrites: true)
        guard case .at = lane.admits(of: demand) else {
            Issue.record("the read does not wait")
            return
        }
        #expect(lane.admits(.write, of: demand) == .now && lane.admits(.confirm, of: demand) == .now)
    }

    @Test("a lost answer gives its slot back, and its request counts as let in")
    func lost() {
        var lane = Lane(PacingSettings(share: 100, concurrency: 1))
        lane.exchange(200, RateHeaders(limit: 10, remaining: 1, resetAfter: .seconds(10)))
        let id = lane.send()
        lane.lose(id)
        lane.lose(id)
        #expect(lane.pacer.requestsInFlight == 0 && lane.pacer.accepts.count == 2)
        #expect(lane.pacer.budget(at: lane.now).remaining == 0)
        #expect(lane.admits() == .at(lane.now + .milliseconds(10_010)))
    }
}

@Suite("the gate")
struct GateTests {
    @Test("a 429 closes it for every class, for Retry-After and a moment more")
    func retryAfter() throws {
        var lane = Lane()
        lane.exchange(429, RateHeaders(remaining: 50, resetAfter: .seconds(5), retryAfter: .seconds(30)))
        let opens = try #require(lane.pacer.closed(at: lane.now))
        #expect(opens > lane.now + .seconds(30) && opens <= lane.now + .milliseconds(30_050))
        #expect(RequestClass.allCases.allSatisfy { lane.admits($0) == .at(opens) })
        lane.now = opens
        #expect(lane.pacer.closed(at: lane.now) == nil)
        #expect(lane.admits() == .now)
    }

    @Test("a server that is down and says for how long closes it, too, and teaches nothing of a limit")
    func down() throws {
        var lane = Lane()
        for _ in 1...20 { lane.exchange() }
        lane.exchange(503, RateHeaders(retryAfter: .seconds(30)))
        #expect(try #require(lane.pacer.closed(at: lane.now)) > lane.now + .seconds(30))
        #expect(lane.pacer.budget(at: lane.now).limit == nil)
        lane.exchange(503)
        lane.pass(.seconds(31))
        #expect(lane.admits() == .now)
    }

    @Test("an echo, a 429 whose request left before the last one arrived, keeps it closed longer and teaches nothing")
    func echo() throws {
        var lane = Lane()
        for _ in 1...20 { lane.exchange() }
        let ids = (1...3).map { _ in lane.send() }
        lane.pass(.milliseconds(50))
        lane.answer(ids[0], 429, RateHeaders(retryAfter: .seconds(30)))
        lane.answer(ids[1], 429, RateHeaders(retryAfter: .seconds(3)))
        let first = try #require(lane.pacer.closed(at: lane.now))
        #expect(first > lane.now + .seconds(30), "a shorter one does not shorten it")
        lane.answer(ids[2], 429, RateHeaders(retryAfter: .seconds(31)))
        #expect(try #require(lane.pacer.closed(at: lane.now)) > lane.now + .seconds(31))
        #expect(
            lane.pacer.budget(at: lane.now) == Budget(limit: 20, window: .seconds(30), remaining: 20, source: .learned))
    }

    @Test("an echo that comes after the gate opened again still teaches nothing")
    func lateEcho() {
        var lane = Lane()
        for _ in 1...20 { lane.exchange() }
        let ids = (1...2).map { _ in lane.send() }
        lane.answer(ids[0], 429, RateHeaders(retryAfter: .seconds(30)))
        lane.pass(.seconds(31))
        for _ in 1...5 { lane.exchange() }
        lane.answer(ids[1], 429, RateHeaders(retryAfter: .seconds(5)))
        #expect(lane.pacer.budget(at: lane.now).limit == 20)
        #expect(lane.admits() != .now)
    }

    @Test("a 429 without Retry-After waits for the reset")
    func reset() throws {
        var lane = Lane()
        lane.exchange(429, RateHeaders(resetAfter: .seconds(12)))
        #expect(try #require(lane.pacer.closed(at: lane.now)) > lane.now + .seconds(12))
    }

    @Test("without any word the tries come one at a time, a second apart at first, never more than a minute")
    func blind() throws {
        var lane = Lane()
        var longest = Duration.zero
        for attempt in 1...60 {
            lane.exchange(429)
            let wait = try #require(lane.pacer.closed(at: lane.now)) - lane.now
            #expect(wait >= .milliseconds(900) && wait <= .seconds(66), "attempt \(attempt): \(wait)")
            longest = max(longest, wait)
            lane.pass(wait)
            let id = lane.send()
            #expect(lane.admits(.write) == .whenAnswered)
            lane.pacer.withdrawn(id)
        }
        #expect(longest > .seconds(50))
    }

    @Test("a wait that is no wait is a second, and none is longer than a day", arguments: [-5, 0, 999_999_999])
    func absurd(seconds: Int) throws {
        var lane = Lane()
        lane.exchange(429, RateHeaders(retryAfter: .seconds(seconds)))
        let wait = try #require(lane.pacer.closed(at: lane.now)) - lane.now
        #expect(wait >= .seconds(1) && wait <= .hours(24))
    }

    @Test("a wait of a day and more is a mistake or a ban, and teaches nothing of a limit")
    func ban() {
        var lane = Lane()
        for _ in 0..<3 { lane.exchange() }
        lane.exchange(429, RateHeaders(retryAfter: .hours(24)))
        lane.pass(.hours(25))
        for _ in 0..<10 {
            #expect(lane.admits() == .now)
            lane.exchange()
        }
        #expect(lane.pacer.learning.windows.isEmpty)
    }
}
