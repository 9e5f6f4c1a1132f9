import Testing

@testable import ReconcileCore

@Suite("pacing by headers")
struct HeaderPacingTests {
    /// A lane that has watched the key for long enough to know that it is alone.
    private func settled(_ rate: RateHeaders, _ settings: PacingSettings = PacingSettings(share: 100)) -> Lane {
        var lane = Lane(settings)
        lane.pacer.restore(PacingRecord(neighbourRate: 0), at: dawn)
        lane.exchange(200, rate)
        return lane
    }

    @Test("what remains is kept to, counting what is under way, until the window is over")
    func remaining() {
        var lane = settled(RateHeaders(limit: 1000, remaining: 2, resetAfter: .seconds(40)))
        _ = lane.send()
        #expect(lane.admits() == .now)
        _ = lane.send()
        #expect(lane.admits() == .at(lane.now + .milliseconds(40_010)))
        let budget = lane.pacer.budget(at: lane.now)
        #expect(budget == Budget(limit: 1000, window: .seconds(60), remaining: 0, source: .header))
    }

    @Test("of answers that overtake each other the least that remains counts")
    func overtaking() {
        var lane = settled(RateHeaders(limit: 100, remaining: 50, resetAfter: .seconds(40)))
        let ids = (1...2).map { _ in lane.send() }
        lane.pass(.milliseconds(50))
        lane.answer(ids[1], 200, RateHeaders(limit: 100, remaining: 48, resetAfter: .seconds(40)))
        lane.answer(ids[0], 200, RateHeaders(limit: 100, remaining: 49, resetAfter: .seconds(40)))
        #expect(lane.pacer.budget(at: lane.now).remaining == 48)
    }

    @Test("where room comes back, what was answered meanwhile may have been counted after the answer that tells of it")
    func overtakenRoom() {
        var lane = settled(RateHeaders(limit: 10, remaining: 0, resetAfter: .seconds(10)))
        lane.pass(.seconds(1))
        let slow = lane.send()
        lane.exchange(200, RateHeaders(limit: 10, remaining: 0, resetAfter: .seconds(9)))
        let next = lane.send()
        lane.pass(.milliseconds(20))
        lane.answer(slow, 200, RateHeaders(limit: 10, remaining: 2, resetAfter: .seconds(9)))
        lane.answer(next, 200, RateHeaders(limit: 10, remaining: 3, resetAfter: .seconds(9)))
        #expect(lane.pacer.budget(at: lane.now).remaining == 2)
    }

    @Test("a reset measured from dates that are told to the second makes no answer one of an earlier window")
    func coarseDates() {
        let first = RateHeaders(limit: 12, remaining: 11, resetAfter: .milliseconds(55_001))
        var lane = settled(first, PacingSettings(share: 80))
        for left in [10, 9] {
            lane.exchange(200, RateHeaders(limit: 12, remaining: left, resetAfter: .milliseconds(55_001)))
        }
        let ids = (1...6).map { _ in lane.send() }
        #expect(lane.admits() != .now, "with the three before them they are our share")
        lane.pass(.milliseconds(100))
        lane.answer(ids[0], 200, RateHeaders(limit: 12, remaining: 8, resetAfter: .milliseconds(55_001)))
        lane.answer(ids[5], 200, RateHeaders(limit: 12, remaining: 3, resetAfter: .milliseconds(55_001)))
        lane.pass(.milliseconds(10))
        // The date of these answers is a second later, and so the reset is told to be a second nearer.
        for (index, left) in zip(1...4, [7, 6, 5, 4]) {
            lane.answer(ids[index], 200, RateHeaders(limit: 12, remaining: left, resetAfter: .milliseconds(54_001)))
        }
        #expect(lane.admits() != .now)
    }

    @Test("where the API names the end of a window, the dates of earlier answers help to tell when that is")
    func endByClock() {
        var lane = settled(RateHeaders(remaining: 9, resetAfter: .seconds(20)))
        // Both clocks show the same; the first of these is dated as its second has just begun, the other late in one.
        for (time, left, end) in [(Duration.milliseconds(1010), 8, 12_345), (.milliseconds(12_900), 0, 24_345)] {
            lane.pass(dawn.boot + time - lane.now)
            let date = dawn.wall + .seconds(Int(time.seconds))
            let reset = dawn.wall + .milliseconds(end)
            lane.exchange(200, RateHeaders(remaining: left, resetAfter: reset - date, resetAt: reset), dated: date)
        }
        // Ten milliseconds late as the first was, a hair for the drift of clocks, and ten after the window is over.
        #expect(lane.admits() == .at(dawn.boot + .milliseconds(24_365) + .microseconds(1189)))
    }

    @Test("after the window ended one request goes ahead to learn of the next, and the others wait for its answer")
    func scout() {
        var lane = settled(RateHeaders(remaining: 5, resetAfter: .seconds(10)))
        lane.pass(.seconds(11))
        #expect(lane.admits() == .now)
        let id = lane.send()
        #expect(
            lane.admits() == .at(lane.now + .seconds(3)), "an answer that stays away does not hold all back for good")
        lane.answer(id, 200, RateHeaders(remaining: 5, resetAfter: .seconds(10)))
        #expect(lane.admits() == .now)
    }

    @Test("no more than the share of a known limit is used of its window", arguments: [(80, 8), (100, 10), (1, 1)])
    func share(percent: Int, count: Int) {
        var server = WindowServer(limit: 10, window: .seconds(60), tells: true)
        var lane = Lane(PacingSettings(share: percent))
        lane.work(&server, requests: count * 4)
        #expect(server.history.allSatisfy { $0 <= count } && server.used <= count)
        #expect(server.history.contains(count) && server.refusals == 0)
    }

    @Test("what is kept for writes is of no use to them when the window is nearly over: reads may have it")
    func reserveAtTheEnd() {
        var lane = settled(RateHeaders(limit: 40, remaining: 4, resetAfter: .seconds(30)))
        let demand = Demand(ready: 50, expectsWrites: true)
        #expect(lane.admits(of: demand) == .at(lane.now + .milliseconds(28_010)))
        lane.pass(.milliseconds(28_010))
        #expect(lane.admits(of: demand) == .now)
        #expect(lane.admits(.write, of: demand) == .now)
    }

    @Test("where windows follow each other the last request waits for the end; a write and the last of all do not")
    func lastOfWindow() {
        var lane = Lane()
        lane.pacer.restore(PacingRecord(neighbourRate: 0), at: dawn)
        lane.exchange(200, RateHeaders(limit: 10, remaining: 9, resetAfter: .seconds(20)))
        lane.pass(.seconds(21))
        lane.exchange(200, RateHeaders(limit: 10, remaining: 9, resetAfter: .seconds(60)))
        lane.exchange(200, RateHeaders(limit: 10, remaining: 1, resetAfter: .seconds(60)))
        #expect(
            lane.admits(of: Demand(ready: 5)) == .at(lane.now + .seconds(60) + .milliseconds(10) - .milliseconds(2400)))
        #expect(lane.admits(.write, of: Demand(ready: 5)) == .now)
        #expect(lane.admits(of: Demand(ready: 1)) == .now)
    }

    @Test("where windows follow each other the last few wait, each for less than the one before")
    func lastFew() {
        var lane = Lane()
        lane.pacer.restore(PacingRecord(neighbourRate: 0), at: dawn)
        lane.exchange(200, RateHeaders(limit: 100, remaining: 99, resetAfter: .seconds(20)))
        lane.pass(.seconds(21))
        lane.exchange(200, RateHeaders(limit: 100, remaining: 99, resetAfter: .seconds(60)))
        let end = lane.now + .seconds(60) + .milliseconds(10) - .milliseconds(2400)
        for left in (6...98).reversed() {
            #expect(lane.admits(of: Demand(ready: 150)) == .now)
            lane.exchange(200, RateHeaders(limit: 100, remaining: left, resetAfter: .seconds(60)))
        }
        var waits: [Duration] = []
        for left in (1...5).reversed() {
            lane.exchange(
                200, RateHeaders(limit: 100, remaining: left, resetAfter: end + .milliseconds(2390) - lane.now))
            guard case .at(let time) = lane.admits(of: Demand(ready: 50)) else { continue }
            waits.append(time - lane.now)
            lane.now = time
        }
        #expect(waits.map { Int($0.milliseconds) } == [23_044, 17_283, 11_522, 5_761])
        #expect(lane.admits(of: Demand(ready: 50)) == .now, "the very last follows at once: what it rests on is fresh")
    }

    @Test("a window of a length that nobody would set is the rest of one: its second half waits for its end")
    func restOfWindow() {
        var lane = Lane()
        for left in (11...19).reversed() {
            lane.exchange(200, RateHeaders(limit: 20, remaining: left, resetAfter: .seconds(37)))
            #expect(lane.admits(of: Demand(ready: 50)) == .now)
        }
        lane.exchange(200, RateHeaders(limit: 20, remaining: 10, resetAfter: .seconds(37)))
        guard case .at(let time) = lane.admits(of: Demand(ready: 50)) else {
            Issue.record("it does not wait")
            return
        }
        #expect(time - lane.now > .seconds(6), "a fifth of what is left of the window")
        #expect(lane.admits(of: Demand(ready: 5)) == .now, "nobody waits where all fit")
    }

    @Test("after a window that was used up the next begins a moment late, until it is known to begin anew")
    func firstOfNext() {
        var lane = settled(RateHeaders(limit: 100, remaining: 0, resetAfter: .seconds(40)))
        #expect(lane.admits() == .at(lane.now + .milliseconds(40_010)))
        lane.pass(.milliseconds(40_010))
        #expect(lane.admits() == .at(lane.now + .milliseconds(600)), "a hundredth of a minute")
        lane.pass(.milliseconds(600))
        lane.exchange(200, RateHeaders(limit: 100, remaining: 99, resetAfter: .seconds(60)))
        lane.exchange(200, RateHeaders(limit: 100, remaining: 0, resetAfter: .seconds(60)))
        lane.pass(.milliseconds(60_010))
        #expect(lane.admits() == .now)
    }

    @Test("a first burst takes half of the window and looks who else uses the key before it takes the rest")
    func watch() {
        var lane = Lane()
        lane.exchange(200, RateHeaders(limit: 20, remaining: 19, resetAfter: .seconds(60)))
        for left in (11...18).reversed() {
            #expect(lane.admits() == .now)
            lane.exchange(200, RateHeaders(limit: 20, remaining: left, resetAfter: .seconds(60)))
        }
        lane.exchange(200, RateHeaders(limit: 20, remaining: 10, resetAfter: .seconds(60)))
        #expect(lane.admits() == .at(lane.now + .milliseconds(1250)))
        lane.pass(.seconds(10))
        #expect(lane.admits() == .now)
    }

    @Test("a neighbour is left what it uses, however much of the share is ours")
    func neighbour() {
        var lane = Lane()
        lane.exchange(200, RateHeaders(limit: 100, remaining: 99, resetAfter: .seconds(60)))
        lane.pass(.seconds(10))
        lane.exchange(200, RateHeaders(limit: 100, remaining: 88, resetAfter: .seconds(50)))
        // Ten of others in ten seconds: fifty more are to be expected, and some by chance.
        var sent = 0
        while lane.admits() == .now, sent < 100 {
            sent += 1
            lane.exchange(200, RateHeaders(limit: 100, remaining: 88 - sent, resetAfter: .seconds(50)))
        }
        #expect(sent > 15 && sent < 40)
        #expect(lane.admits(of: Demand(ready: 500)) != .now)
    }

    @Test("where all that remains is left to a neighbour, one request in a tenth of the window looks what it does")
    func look() {
        var lane = Lane()
        lane.exchange(200, RateHeaders(limit: 100, remaining: 99, resetAfter: .seconds(60)))
        lane.pass(.seconds(10))
        lane.exchange(200, RateHeaders(limit: 100, remaining: 58, resetAfter: .seconds(50)))
        #expect(lane.admits(of: Demand(ready: 500)) == .at(lane.now + .milliseconds(600)))
        lane.pass(.seconds(6))
        #expect(lane.admits(of: Demand(ready: 500)) == .now)
        lane.exchange(200, RateHeaders(limit: 100, remaining: 9, resetAfter: .seconds(44)))
        lane.pass(.seconds(6))
        #expect(lane.admits(of: Demand(ready: 500)) != .now, "the neighbour may have used up the rest meanwhile")
    }

    @Test("a limit that falls is no neighbour")
    func fallingLimit() {
        var lane = settled(RateHeaders(limit: 100, remaining: 90, resetAfter: .seconds(60)))
        lane.pass(.seconds(10))
        lane.exchange(200, RateHeaders(limit: 30, remaining: 19, resetAfter: .seconds(50)))
        #expect(lane.pacer.neighbour.rate == 0)
        #expect(lane.admits(of: Demand(ready: 500)) == .now)
    }

    @Test("a reset told too early costs a refusal, once: later windows are taken to end as much later")
    func earlyReset() {
        var lane = settled(RateHeaders(limit: 10, remaining: 0, resetAfter: .seconds(10)))
        lane.pass(.milliseconds(11_260))
        #expect(lane.admits() == .now)
        lane.exchange(429, RateHeaders(limit: 10, remaining: 0, resetAfter: .zero, retryAfter: .seconds(5)))
        lane.pass(.seconds(6))
        #expect(lane.admits() == .now)
        lane.exchange(200, RateHeaders(limit: 10, remaining: 9, resetAfter: .seconds(10)))
        lane.exchange(200, RateHeaders(limit: 10, remaining: 0, resetAfter: .seconds(10)))
        guard case .at(let opens) = lane.admits() else {
            Issue.record("it does not wait")
            return
        }
        #expect(opens > lane.now + .milliseconds(14_900))
    }

    @Test("after the window that headers told of, answers that get lost count against our share of the known limit")
    func lostAfterTheWindow() {
        var lane = Lane(PacingSettings(share: 50))
        lane.exchange(200, RateHeaders(limit: 12, remaining: 11, resetAfter: .seconds(60)))
        lane.pass(.seconds(300))
        #expect((5...6).contains(lane.losesAll(within: .seconds(50))))
    }

    @Test("whoever asks late is told but the rest of a window: answers that get lost keep our share of a whole one")
    func restOfAWindow() {
        var lane = Lane(PacingSettings(share: 50))
        lane.exchange(200, RateHeaders(limit: 12, remaining: 11, resetAfter: .seconds(60)))
        lane.pass(.seconds(58 + 15 * 60))
        lane.exchange(200, RateHeaders(limit: 12, remaining: 11, resetAfter: .seconds(2)))
        lane.pass(.seconds(15 * 60))
        #expect((5...6).contains(lane.losesAll(within: .seconds(50))))
    }

    @Test("where windows became shorter so does the one we count by, once two of them follow each other")
    func shorterWindows() {
        var lane = Lane(PacingSettings(share: 50))
        for seconds in [3600, 60, 60] {
            lane.exchange(200, RateHeaders(limit: 12, remaining: 11, resetAfter: .seconds(seconds)))
            lane.pass(.seconds(seconds) + .milliseconds(10))
        }
        #expect(lane.pacer.budget(at: lane.now).window == .seconds(60))
    }

    @Test("our share of the rest of a window that is used up waits for its end, not for a whole one")
    func shareOfTheRest() {
        var lane = Lane(PacingSettings(share: 50))
        lane.pacer.restore(PacingRecord(neighbourRate: 0), at: dawn)
        lane.exchange(200, RateHeaders(limit: 12, remaining: 11, resetAfter: .seconds(60)))
        lane.pass(.seconds(58 + 15 * 60))
        for left in (6...11).reversed() {
            #expect(lane.admits() == .now)
            lane.exchange(200, RateHeaders(limit: 12, remaining: left, resetAfter: .seconds(2)))
        }
        #expect(lane.admits() == .at(lane.now + .milliseconds(2010)))
    }

    @Test("requests that were lost early in a window count until it ends, also where the next one tells but its rest")
    func lostEarly() {
        var lane = Lane(PacingSettings(share: 50))
        lane.exchange(200, RateHeaders(limit: 12, remaining: 11, resetAfter: .seconds(60)))
        lane.pass(.seconds(58 + 15 * 60))
        lane.exchange(200, RateHeaders(limit: 12, remaining: 11, resetAfter: .seconds(2)))
        lane.pass(.seconds(7))
        for _ in 1...2 { lane.lose(lane.send()) }
        lane.pass(.seconds(5))
        var left = 10
        var sent = 2
        let end = lane.now + .seconds(50)
        while lane.now < end {
            if lane.admits() == .now {
                sent += 1
                left -= 1
                lane.exchange(200, RateHeaders(limit: 12, remaining: left, resetAfter: end - lane.now))
            }
            lane.pass(.milliseconds(500))
        }
        #expect(sent == 6)
    }
}
