import Testing

@testable import ReconcileCore

/// An API that says anything, requests of any class at any time, answers in any order.
private struct Disorder {
    var random: SplitMix64
    var lane: Lane
    let concurrency: Int
    var underWay: [RequestID] = []
    var silentUntil: BootTime
    var broken: [String] = []

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        concurrency = Int.random(in: 1...9, using: &random)
        let settings = PacingSettings(
            share: Int.random(in: 1...100, using: &random),
            ceiling: Bool.random(using: &random) ? nil : RateCeiling(requests: 5, window: .seconds(20)),
            concurrency: concurrency)
        lane = Lane(settings, spreads: Bool.random(using: &random), seed: seed)
        silentUntil = lane.now
    }

    mutating func count() -> Int? {
        [nil, 0, 1, 5, 60, 1000, -3, .max, .min].randomElement(using: &random) ?? nil
    }

    mutating func span() -> Duration? {
        let seconds: Double? =
            [nil, 0, 0.3, 1, 7.5, 60, 3600, -4, 1e12, -1e12].randomElement(using: &random) ?? nil
        return seconds.map { .seconds($0) }
    }

    mutating func date() -> WallTime? {
        let milliseconds: Int64? =
            [nil, nil, 0, 1500, -3_600_000, .max, .min].randomElement(using: &random) ?? nil
        let now = (dawn.wall + (lane.now - dawn.boot)).millisecondsSince1970
        return milliseconds.map { WallTime(millisecondsSince1970: now.addingReportingOverflow($0).partialValue) }
    }

    mutating func answer() {
        guard let id = underWay.randomElement(using: &random) else { return }
        underWay.removeAll { $0 == id }
        let status = Int.random(in: 0..<10, using: &random)
        let rate = RateHeaders(
            limit: count(), remaining: count(), resetAfter: span(), resetAt: date(), retryAfter: span())
        let date = date()
        if status == 0 {
            lane.lose(id)
        } else if status < 4 {
            lane.answer(id, 429, rate, dated: date)
            if let asked = rate.retryAfter {
                silentUntil = max(silentUntil, lane.now + min(max(asked, .zero), .hours(24)))
            }
        } else {
            lane.answer(id, status == 4 ? 503 : 200, rate, dated: date)
        }
    }

    mutating func ask() {
        let purpose = RequestClass.allCases.randomElement(using: &random) ?? .routine
        let demand = Demand(ready: Int.random(in: 1...50, using: &random), expectsWrites: Bool.random(using: &random))
        switch lane.admits(purpose, of: demand) {
        case .now:
            if lane.now < silentUntil { broken.append("sent during a Retry-After") }
            underWay.append(lane.send(purpose))
            if underWay.count > concurrency { broken.append("\(underWay.count) under way") }
        case .at(let time):
            if time <= lane.now { broken.append("told to wait until \(time), which has passed") }
            if time - lane.now > .hours(24) + .seconds(1) { broken.append("told to wait for \(time - lane.now)") }
            if Bool.random(using: &random) { lane.now = time }
        case .whenAnswered:
            if underWay.isEmpty { broken.append("told to wait for an answer with nothing under way") }
        }
        _ = lane.pacer.expectsPair(within: .seconds(60), at: lane.now)
        if let left = lane.pacer.budget(at: lane.now).remaining, left < 0 { broken.append("a budget below nothing") }
    }

    /// The process ends and the next one goes on, on a wall clock that may have been set.
    mutating func restart() {
        let moment = Moment(boot: lane.now, wall: dawn.wall + (lane.now - dawn.boot))
        let record = lane.pacer.record(at: moment)
        let jump = Duration.days([0, 0, -365, 365].randomElement(using: &random) ?? 0)
        let settings = lane.pacer.settings
        var next = Lane(settings, seed: random.next())
        next.now = lane.now
        next.pacer.restore(record, at: Moment(boot: moment.boot, wall: moment.wall + jump))
        // The date until which all wait cannot outlive a clock that was set forward.
        if jump > .zero { silentUntil = lane.now }
        lane = next
        underWay = []
    }
}

@Suite("pacing, whatever the API says")
struct PacingPropertyTests {
    @Test(
        "nothing leaves during a Retry-After, no wait is longer than a day, and no request waits for nothing",
        arguments: 0..<300)
    func disorder(seed: Int) {
        var disorder = Disorder(seed: UInt64(seed))
        for _ in 0..<400 where disorder.broken.isEmpty {
            switch Int.random(in: 0..<40, using: &disorder.random) {
            case 0..<20: disorder.ask()
            case 20..<34: disorder.answer()
            case 34..<39: disorder.lane.pass(disorder.random.unit() < 0.1 ? .hours(9) : .milliseconds(700))
            default: disorder.restart()
            }
        }
        #expect(disorder.broken == [], "seed \(seed)")
    }

    @Test("of a limit that the headers tell never more than the share is used, over restarts too", arguments: 0..<100)
    func share(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let share = Int.random(in: 1...100, using: &random)
        let limit = Int.random(in: 8...60, using: &random)
        var server = WindowServer(limit: limit, window: .seconds(Int.random(in: 2...90, using: &random)), tells: true)
        var lane = Lane(PacingSettings(share: share), seed: UInt64(seed))
        let roundTrip = Duration.milliseconds(Int.random(in: 1...900, using: &random))
        for _ in 0..<6 {
            lane.work(&server, requests: limit, roundTrip: roundTrip)
            let moment = dawn + (lane.now - dawn.boot)
            let record = lane.pacer.record(at: moment)
            lane.pacer = Pacer(PacingSettings(share: share), spreadsFirstLooks: false, seed: 7)
            lane.pacer.restore(record, at: moment)
        }
        let most = max(1, limit * share / 100)
        #expect(server.history.allSatisfy { $0 <= most }, "seed \(seed): \(share) % of \(limit): \(server.history)")
        #expect(server.refusals == 0, "seed \(seed)")
    }

    @Test("a window that is used up is met by one request at a time, and with headers by none", arguments: 0..<100)
    func oneBeyond(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let tells = Bool.random(using: &random)
        let limit = Int.random(in: 10...40, using: &random)
        var server = WindowServer(limit: limit, window: .seconds(20), tells: tells)
        var lane = Lane(seed: UInt64(seed))
        // A first pass of single requests learns; then as many leave at once as may.
        lane.work(&server, requests: limit * 5)
        let (began, refusals) = (lane.now, server.refusals)
        var crowds = 0
        for _ in 0..<(limit * 20) {
            var batch: [RequestID] = []
            while batch.count < 8, lane.admits(of: Demand(ready: 500)) == .now { batch.append(lane.send()) }
            if batch.isEmpty, case .at(let time) = lane.admits(of: Demand(ready: 500)) { lane.now = time }
            lane.pass(.milliseconds(20))
            let replies = batch.map { _ in server.take(at: lane.now) }
            if replies.count(where: { $0.retryAfter != nil }) > 1 { crowds += 1 }
            lane.pass(.milliseconds(20))
            for (id, reply) in zip(batch, replies) {
                lane.answer(id, reply.retryAfter == nil ? 200 : 429, tells ? reply : server.hushed(reply))
            }
        }
        // A probe that met the next window raises the limit by mistake: the next refusals may then be several.
        let probes = 8 + Int((lane.now - began).seconds / 120)
        #expect(crowds <= (tells ? 0 : 2), "seed \(seed)")
        #expect(server.refusals - refusals <= (tells ? 0 : probes), "seed \(seed)")
    }

    @Test("while one request tries whether there is more, nothing else leaves", arguments: 0..<100)
    func alone(seed: Int) {
        var server = WindowServer(limit: 10 + seed % 30, window: .seconds(5 + seed % 50), tells: false)
        var lane = Lane(seed: UInt64(seed))
        for _ in 0..<600 {
            switch lane.admits(of: Demand(ready: 500)) {
            case .at(let time): lane.now = time
            case .whenAnswered: Issue.record("it waits for an answer with nothing under way")
            case .now:
                let id = lane.send()
                if lane.pacer.isTrying {
                    #expect(RequestClass.allCases.allSatisfy { lane.admits($0, of: Demand(ready: 500)) != .now })
                }
                lane.pass(.milliseconds(30))
                let reply = server.take(at: lane.now)
                lane.answer(id, reply.retryAfter == nil ? 200 : 429, server.hushed(reply))
            }
        }
    }
}
