import ReconcileCore
import Testing

@Suite("kill -9 at any instant")
struct RestartTests {
    @Test(
        "after a crash at any step, every intent gets one outcome, no write is sent blindly, and all converges",
        arguments: 0..<60, [true, false])
    func anyStep(step: Int, betweenCommits: Bool) {
        for carriesOut in [true, false] {
            var world = World(4)
            world.servers["vps_002"]?.lag = .seconds(3)
            world.trouble(.write("vps_003"), .lost(carriedOut: true))
            world.start()
            for _ in 0..<step { _ = world.step(before: world.now.boot + .minutes(1)) }
            world.restart(carriesOut: carriesOut, betweenCommits: betweenCommits)
            world.run(for: .minutes(10))
            #expect(world.openServers() == [])
            #expect(world.intentsWithoutOneOutcome() == [])
            #expect(world.violations == [], "step \(step)")
        }
    }

    @Test("the same holds for once, run again", arguments: 0..<30)
    func once(step: Int) {
        var world = World(3, mode: .once(patience: .minutes(10)))
        world.start()
        for _ in 0..<step { _ = world.step(before: world.now.boot + .minutes(1)) }
        world.restart(carriesOut: step % 2 == 0, betweenCommits: step % 3 == 0)
        world.runToTheEnd()
        #expect(world.finish == .settled)
        #expect(world.openServers() == [])
        #expect(world.intentsWithoutOneOutcome() == [])
        #expect(world.violations == [])
    }

    @Test("a crash in the middle of a write settles its intent as unknown and reads first")
    func middleOfWrite() {
        var world = World(1)
        world.start()
        while !world.underWay.contains(where: { Target.anyWrite.covers($0.request) }) {
            guard world.step(before: world.now.boot + .minutes(1)) else { break }
        }
        world.restart(carriesOut: true)
        #expect(world.holds("vps_001").first { $0 != "stale/inventory" } == "unverified")
        world.history = []
        world.run(for: .minutes(1))
        #expect(world.outcomes() == [.unknown])
        #expect(world.requestsMade().filter { $0 != "list" } == ["read vps_001"])
        #expect(world.ledgerKinds().suffix(2) == [.confirmed, .driftEnded])
    }

    @Test("a write that was accepted has its minute to show after a restart too, and no other goes before it")
    func acceptedBefore() {
        var world = World(3)
        for id in world.servers.keys { world.servers[id]?.lag = .seconds(12) }
        world.start()
        while world.outcomes().isEmpty, world.step(before: world.now.boot + .minutes(1)) {}
        world.restart()
        world.run(for: .seconds(5))
        #expect(world.writes().count == 1)
        world.run(for: .minutes(2))
        #expect(world.writes().map(\.request).count == 3 && world.openServers() == [])
        #expect(world.outcomes() == [.accepted, .accepted, .accepted])
        #expect(world.violations == [])
    }

    @Test("a write that never showed is not waited for again after a restart, and its wait goes on")
    func givenUpBefore() {
        var world = World(1)
        world.servers["vps_001"]?.lag = .hours(10)
        world.start()
        world.run(for: .minutes(2))
        #expect(world.ledgerKinds().last == .unconfirmed)
        let rows = world.ledger.count
        world.restart()
        world.run(for: .minutes(2))
        #expect(world.writes().count == 1 && world.ledger.count == rows)
        #expect(world.holds("vps_001") == ["unverified"])
    }

    @Test(
        "a restart goes on with the wait after a refused write",
        arguments: [(400, [60, 120]), (409, [5, 10, 20, 40, 60])])
    func refusedBefore(status: Int, expected: [Int]) {
        var world = World(1)
        world.trouble(.anyWrite, .refused(status), times: 9)
        world.start()
        for _ in 0..<70 {
            world.run(for: .minutes(3))
            world.restart()
            world.run(for: .seconds(2))
        }
        let times = world.writes().map(\.sentAt)
        let gaps = zip(times, times.dropFirst()).map { ($1 - $0).seconds / 60 }
        #expect(gaps.count >= expected.count)
        for (gap, expected) in zip(gaps, expected) { #expect(gap >= Double(expected) && gap < Double(expected) + 4) }
        #expect(world.violations == [])
    }

    @Test("a read of an earlier process is never what a write rests on")
    func readsAgain() {
        var world = World(1)
        world.forbidWrites("not yet")
        world.start()
        world.run(for: .seconds(10))
        world.noWrites = nil
        world.restart()
        world.history = []
        world.run(for: .seconds(10))
        #expect(world.requestsMade().filter { $0 != "list" } == ["read vps_001", "write vps_001 off", "read vps_001"])
    }

    @Test("a steady fleet is not read again because of a restart")
    func restartIsCheap() {
        var world = World(20, drifted: false)
        world.start()
        world.run(for: .hours(1))
        world.history = []
        world.restart()
        world.run(for: .minutes(2))
        #expect(world.history.count <= 4)
    }

    @Test("a restart, of a service or as a pass, makes no old hold look new", arguments: [false, true])
    func oldHold(endsAsPass: Bool) {
        var world = World(2)
        for id in world.servers.keys { world.servers[id]?.seen.canDisable = ActionGate(allowed: false) }
        world.start()
        world.run(for: .minutes(10))
        let since = world.gateHolds("vps_001").first?.since
        #expect(since.map { $0 < dawn.wall + .minutes(1) } == true)
        for _ in 0..<3 {
            world.restart()
            world.run(for: .hours(5))
        }
        if endsAsPass {
            world.restart(mode: .once(patience: .minutes(10)))
            world.runToTheEnd()
        }
        #expect(world.holds("vps_001") == ["gate"] && world.gateHolds("vps_001").map(\.since) == [since])
    }

    @Test("a hold that comes back is a new one, in another process too")
    func newHold() {
        var world = World(1, drifted: false)
        world.servers["vps_001"]?.seen.canDisable = ActionGate(allowed: false)
        world.opens("vps_001")
        world.start()
        world.run(for: .minutes(10))
        world.servers["vps_001"]?.turn(false)
        world.run(for: .hours(7))
        #expect(world.holds("vps_001") == [])
        world.restart()
        world.opens("vps_001")
        let opened = world.now.wall
        world.run(for: .hours(7))
        #expect(world.gateHolds("vps_001").map { $0.since.map { $0 > opened } } == [true])
    }
}

extension World {
    fileprivate func gateHolds(_ id: ResourceID) -> [Hold] {
        report(id)?.holds.filter { $0.reason == .gate } ?? []
    }
}
