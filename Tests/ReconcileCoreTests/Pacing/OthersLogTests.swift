import Testing

@testable import ReconcileCore

@Suite("what others have of a window that slides")
struct OthersLogTests {
    private let minute = Duration.minutes(1)

    /// A log of which answers have told at these seconds so many in all, ours not among them.
    private func told(_ counts: [(second: Int, count: Int)]) -> OthersLog {
        var others = OthersLog()
        for (second, count) in counts {
            let now = dawn.boot + .seconds(second)
            others.told(count, span: minute, inFlight: 0, log: AcceptLog(), sentAt: now, at: now)
        }
        return others
    }

    private func leavesRoom(_ others: OthersLog, of limit: Int, after second: Int, reserve: Int = 0) -> Bool {
        others.leavesRoom(
            for: 1, limit: limit, span: minute, log: AcceptLog(), at: dawn.boot + .seconds(second)
        ) { $0 >= .seconds(30) ? reserve : 0 }
    }

    @Test("whatever is counted beyond our own log is theirs, and the rate is what came in the time")
    func counts() {
        let others = told([(0, 0), (10, 6), (20, 12), (30, 18)])
        #expect(others.counted == 18)
        let seen = others.seen(at: dawn.boot + .seconds(30))
        #expect(seen.count == 18 && seen.within == .seconds(30))
    }

    @Test("what is still under way, or may just have left the window, is not theirs")
    func ours() {
        var others = OthersLog()
        var log = AcceptLog()
        for _ in 1...10 { log.append(dawn.boot, keeping: minute) }
        let now = dawn.boot + minute
        others.told(14, span: minute, inFlight: 4, log: log, sentAt: now, at: now)
        #expect(others.counted == 0)
    }

    @Test("one more fits where it does now and at every time until it leaves, beside what others will send")
    func room() {
        // Evenly in ten seconds: they leave evenly from the fiftieth second from now on.
        let others = told([(0, 0), (10, 20)])
        #expect(leavesRoom(others, of: 21, after: 20))
        #expect(!leavesRoom(others, of: 20, after: 20))
        #expect(!leavesRoom(others, of: 30, after: 20, reserve: 10), "when theirs come, the others are still there")
        #expect(leavesRoom(others, of: 30, after: 50, reserve: 10), "when theirs come, half of the others have left")
    }

    @Test("an answer as old as the window holds nobody back, however many others were seen")
    func silence() {
        var lane = Lane()
        lane.exchange(200, RateHeaders(limit: 100, remaining: 99, resetAfter: minute))
        lane.pass(.seconds(10))
        lane.exchange(200, RateHeaders(limit: 100, remaining: 2, resetAfter: .seconds(50)))
        lane.pass(.seconds(30))
        lane.exchange(200, RateHeaders(limit: 100, remaining: 3, resetAfter: .seconds(20)))
        let answered = lane.now
        for _ in 1...500 {
            guard case .at(let time) = lane.admits(of: Demand(ready: 500)) else { break }
            lane.now = time
        }
        #expect(lane.admits(of: Demand(ready: 500)) == .now)
        #expect(lane.now - answered > .seconds(10) && lane.now - answered < .seconds(61))
    }

    @Test("beside a steady neighbour a sliding window is used well, and nobody is refused")
    func neighbour() {
        var counted: [BootTime] = []
        var (lane, theirs) = (Lane(), dawn.boot)
        var (ours, refusals) = (0, 0)
        func isFree(at now: BootTime) -> Bool {
            counted.removeAll { $0 + minute <= now }
            return counted.count < 100
        }
        while lane.now - dawn.boot < .minutes(10) {
            switch lane.admits(of: Demand(ready: 1000)) {
            case .now:
                let id = lane.send()
                lane.pass(.milliseconds(30))
                while theirs <= lane.now {
                    if isFree(at: theirs) { counted.append(theirs) } else { refusals += 1 }
                    theirs = theirs + .milliseconds(1500)
                }
                let isAdmitted = isFree(at: lane.now)
                if isAdmitted { counted.append(lane.now) } else { refusals += 1 }
                let oldest = counted.first ?? lane.now
                let reset = Duration.seconds(Int((oldest + minute - lane.now).seconds.rounded(.up)))
                lane.pass(.milliseconds(30))
                if isAdmitted { ours += 1 }
                lane.answer(
                    id, isAdmitted ? 200 : 429,
                    RateHeaders(
                        limit: 100, remaining: 100 - counted.count, resetAfter: reset,
                        retryAfter: isAdmitted ? nil : .seconds(1)))
            case .at(let time): lane.now = time
            case .whenAnswered: Issue.record("it waits for an answer with nothing under way")
            }
        }
        #expect(refusals == 0)
        #expect(ours > 530, "of the 60 a minute that the neighbour leaves: \(ours)")
    }
}
