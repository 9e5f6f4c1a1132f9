import Testing

@testable import ReconcileCore

@Suite("learning a limit that no header tells")
struct LearningTests {
    @Test("a fixed window is learned from two refusals, and then kept", arguments: [3, 10, 60, 300])
    func fixedWindow(seconds: Int) {
        let window = Duration.seconds(seconds)
        var server = WindowServer(limit: 40, window: window, tells: false, began: dawn.boot - window / 3)
        var lane = Lane()
        lane.work(&server, requests: 200)
        #expect(server.refusals <= 4)
        #expect(server.history.dropFirst().allSatisfy { $0 == 40 }, "no window after the first is wasted")
        let budget = lane.pacer.budget(at: lane.now)
        #expect(budget.limit == 40 && budget.window == window && budget.source == .learned)
    }

    @Test("a limit told with the refusal is believed at once")
    func toldLimit() {
        var lane = Lane()
        for _ in 1...5 { lane.exchange() }
        lane.exchange(
            429, RateHeaders(limit: 60, remaining: 0, resetAfter: .seconds(20), retryAfter: .seconds(20)))
        #expect(lane.pacer.budget(at: lane.now).limit == 60)
        lane.pass(.milliseconds(20_060))
        for _ in 1...60 {
            #expect(lane.admits() == .now)
            lane.exchange()
        }
        #expect(lane.admits() != .now)
    }

    @Test("a refusal that nothing of ours explains teaches no limit where it says how long to wait")
    func othersRefusal() {
        var lane = Lane()
        var record = PacingRecord()
        record.learned = [
            PacingRecord.Window(
                span: .seconds(60), limit: 9, isProven: false, probeDue: dawn.wall, probeGap: .seconds(60))
        ]
        lane.pacer.restore(record, at: dawn)
        lane.pass(.seconds(90))
        lane.exchange(429, RateHeaders(retryAfter: .seconds(20)))
        let budget = lane.pacer.budget(at: lane.now)
        #expect(budget.limit == 9 && budget.window == .seconds(60))
    }

    @Test("far from a limit that is being learned as many are under way as ever, and near it a few")
    func crowds() {
        var lane = Lane()
        for _ in 1...40 { lane.exchange() }
        lane.exchange(429, RateHeaders(retryAfter: .seconds(10)))
        lane.pass(.milliseconds(10_060))
        var crowds: [Int] = []
        for _ in 1...4 {
            var ids: [RequestID] = []
            while ids.count < 20, lane.admits() == .now { ids.append(lane.send()) }
            for id in ids { lane.answer(id) }
            crowds.append(ids.count)
        }
        #expect(crowds == [7, 7, 6, 3])
    }

    @Test("with nothing in the headers the end of the window is found by trying, one at a time")
    func silence() {
        var lane = Lane()
        for _ in 1...30 { lane.exchange() }
        lane.exchange(429)
        let refused = lane.now
        var tries = 0
        while lane.now - refused < .seconds(40), tries < 100 {
            if case .at(let time) = lane.admits() { lane.now = time }
            tries += 1
            if lane.now - refused < .seconds(40) { lane.exchange(429) }
        }
        lane.exchange()
        #expect(tries < 30 && lane.now - refused < .seconds(46))
        #expect(lane.pacer.budget(at: lane.now).limit == 30)
    }

    @Test("one mistaken refusal is soon found out, whatever our share", arguments: [80, 100])
    func mistake(share: Int) {
        var lane = Lane(PacingSettings(share: share))
        lane.exchange()
        lane.exchange(429, RateHeaders(retryAfter: .seconds(60)))
        lane.pass(.seconds(61))
        let began = lane.now
        for _ in 1...100 {
            for _ in 1...20 where lane.admits() != .now {
                if case .at(let time) = lane.admits() { lane.now = time }
            }
            lane.exchange()
        }
        #expect(lane.now - began < .minutes(4))
    }

    @Test("a limit that rose is found by a probe, which goes only where everything waits anyway")
    func rise() {
        var server = WindowServer(limit: 20, window: .seconds(60), tells: false)
        var lane = Lane()
        lane.work(&server, requests: 100)
        let refusals = server.refusals
        server.limit = 50
        lane.work(&server, requests: 500)
        #expect(server.refusals - refusals <= 4)
        #expect(server.history.suffix(3).allSatisfy { $0 == 50 })
    }

    @Test("a limit that fell costs two refusals")
    func fall() {
        var server = WindowServer(limit: 50, window: .seconds(60), tells: false)
        var lane = Lane()
        lane.work(&server, requests: 200)
        let refusals = server.refusals
        server.limit = 20
        lane.work(&server, requests: 80)
        #expect(server.refusals - refusals <= 3)
        #expect(server.history.suffix(2).allSatisfy { $0 == 20 })
    }

    @Test("reads keep to our share of a learned limit until it is to be probed")
    func share() {
        var server = WindowServer(limit: 50, window: .seconds(60), tells: false)
        var lane = Lane(PacingSettings(share: 80))
        lane.work(&server, requests: 160)
        let window = server.history.count
        lane.work(&server, requests: 40 * 60)
        let later = server.history.dropFirst(window + 1)
        #expect(later.allSatisfy { $0 <= 50 })
        #expect(later.reduce(0, +) <= 44 * later.count, "most windows: \(later)")
    }

    @Test("of a learned window a tenth is kept for writes until as much is about to leave it")
    func reserve() {
        var log = AcceptLog()
        for second in 1...18 { log.append(dawn.boot + .seconds(second), keeping: .minutes(1)) }
        let window = LearnedWindow(
            span: .minutes(1), limit: 20, confidence: .proven, countsFrom: nil, at: dawn.boot)
        func opening(at second: Int, reserve: Int) -> Pacer.Admission {
            window.opening(
                for: 1, inFlight: 0, log: log, at: dawn.boot + .seconds(second), share: { $0 },
                reserve: { _ in reserve })
        }
        #expect(opening(at: 20, reserve: 0) == .now)
        // The first of them leaves at 61 s; by a lead of 2.4 s earlier a read may have its place.
        #expect(opening(at: 20, reserve: 2) == .at(dawn.boot + .milliseconds(58_605)))
        #expect(opening(at: 59, reserve: 2) == .now)
        #expect(opening(at: 20, reserve: 100) != .now, "nothing that is kept is more than there is")
    }

    @Test("in a window of a second a probe leaves at once, and what two of them found by mistake is forgotten at once")
    func shortWindow() {
        #expect(LearnedWindow.probeLead(of: .seconds(1)) == .seconds(1))
        #expect(LearnedWindow.probeLead(of: .seconds(60)) == .milliseconds(2400))
        var window = LearnedWindow(
            span: .seconds(1), limit: 10, confidence: .proven, countsFrom: nil, at: dawn.boot)
        window.raise(at: dawn.boot)
        window.raise(at: dawn.boot + .seconds(1))
        #expect(window.limit == 13)
        window.lower(to: 12, told: nil, countsFrom: dawn.boot, at: dawn.boot + .seconds(2))
        #expect(window.limit == 10)
    }

    @Test("two seconds that let in most of it in the second one are one second")
    func oneSecond() {
        var log = AcceptLog()
        var learning = WindowLearning()
        learning.restore([
            LearnedWindow(span: .seconds(2), limit: 10, confidence: .proven, countsFrom: nil, at: dawn.boot)
        ])
        for millisecond in [100, 200, 1200, 1300, 1400, 1500, 1600] {
            let now = dawn.boot + .milliseconds(millisecond)
            log.append(now, keeping: .minutes(1))
            learning.accepted(.ordinary, underWay: 1, at: now)
        }
        let refusedAt = dawn.boot + .milliseconds(1700)
        learning.refused(
            WindowLearning.Refusal(
                at: refusedAt, decidedAt: refusedAt, wait: .seconds(1), rounding: .seconds(1), toldLimit: nil,
                role: .ordinary, underWay: 1, isWholeOurs: true, lastRefusedAt: refusedAt))
        learning.explain(log: log, opensAt: refusedAt + .seconds(1), at: refusedAt)
        #expect(learning.windows.map(\.span) == [.seconds(1)])
        #expect(learning.windows.map(\.limit) == [5])
    }
}
