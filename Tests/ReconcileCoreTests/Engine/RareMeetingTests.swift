import ReconcileCore
import Testing

@Suite("troubles that rarely meet")
struct RareMeetingTests {
    /// A world in which one write is under way and nothing has been confirmed.
    private func writing(_ count: Int, _ change: (inout World) -> Void = { _ in }) -> World {
        var world = World(count)
        change(&world)
        world.start()
        while !world.underWay.contains(where: { Target.anyWrite.covers($0.request) }) {
            guard world.step(before: world.now.boot + .minutes(1)) else { break }
        }
        return world
    }

    @Test("a read that finds nothing retires nobody before three lists over a day")
    func notFoundAtOnce() {
        var world = writing(2)
        world.servers["vps_001"]?.exists = false
        world.servers["vps_001"]?.isListed = false
        world.restart(carriesOut: true)
        world.run(for: .hours(2))
        #expect(!world.ledgerKinds().contains(.gone))
        #expect(world.violations == [])
    }

    @Test("a write that waits to be seen is asked for at its pace, also where no list names its server")
    func unlistedConfirmation() {
        var world = writing(2) { $0.servers["vps_001"]?.takesWrites = false }
        world.servers["vps_001"]?.isListed = false
        world.restart(carriesOut: true)
        world.history = []
        world.run(for: .minutes(30))
        #expect(world.reads(of: "vps_001").count <= 6)
        #expect(world.violations == [])
    }

    @Test("the first write of a new text is confirmed before the second leaves, across a restart too")
    func firstAcrossRestart() {
        var world = writing(3)
        let first = world.underWay.first { Target.anyWrite.covers($0.request) }
        world.restart(carriesOut: true)
        for id in world.servers.keys where first.map({ Target.write(id).covers($0.request) }) ?? false {
            world.servers[id]?.seen.available = false
        }
        world.run(for: .seconds(20))
        #expect(world.written() == [])
        world.servers = world.servers.mapValues { server in
            var server = server
            server.seen.available = true
            return server
        }
        world.run(for: .minutes(10))
        #expect(world.openServers() == [])
    }

    @Test(
        "a waiver's write, confirmed or refused, frees nobody's place as the first of a text", arguments: [true, false])
    func waiverBesideFirst(isRefused: Bool) {
        var world = World(3)
        for id in world.servers.keys { world.servers[id]?.lag = .seconds(40) }
        world.servers["vps_001"]?.turn(false)
        world.servers["vps_001"]?.lag = .zero
        if isRefused { world.trouble(.write("vps_001"), .refused(409)) }
        world.append(
            .waived(
                .init(
                    resource: "vps_001", until: world.now.wall + .hours(1), reason: "r", enabled: true,
                    by: operatorAtDesk)))
        world.start()
        world.run(for: .seconds(20))
        #expect(world.writes(to: "vps_002").count + world.writes(to: "vps_003").count == 1)
    }

    @Test("a write that fails otherwise, or cannot leave, does not use up the tries of a forbidden family")
    func probeOfWrites() {
        var world = World(6)
        world.settings.pacing.concurrency = 1
        world.trouble(.anyWrite, .refused(403), times: 3)
        world.trouble(.anyWrite, .refused(409), times: 1)
        world.start()
        world.run(for: .hours(3))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("a refused write is tried again only on a read that was asked for after it")
    func readAfterRefusal() {
        var world = World(1)
        world.trouble(.write("vps_001"), .refused(404))
        world.start()
        world.run(for: .minutes(1))
        #expect(
            world.requestsMade().filter { $0 != "list" } == [
                "read vps_001", "write vps_001 off", "read vps_001", "write vps_001 off", "read vps_001",
            ])
    }

    @Test("a read that does not tell the state does not prove that a lost write did not take")
    func contradictionAfterLoss() {
        var world = World(2)
        world.trouble(.anyWrite, .lost(carriedOut: true))
        world.start()
        while world.writes().isEmpty, world.step(before: world.now.boot + .minutes(1)) {}
        let first = world.written().first ?? "none"
        world.servers[first]?.seen.enabled = true
        world.servers[first]?.seen.passwordAuthentication = "no"
        world.run(for: .seconds(20))
        #expect(world.written() == [first])
    }

    @Test("the brake holds when the wall clock was set ahead by a day and back again")
    func brakeAcrossSetClock() {
        var world = World(4, policies: [.sample(every: .minutes(10), brake: .resources(2))])
        world.start()
        world.run(for: .minutes(1))
        world.now.wall = world.now.wall + .hours(25)
        world.serverClockAhead = .zero - .hours(25)
        world.run(for: .minutes(20))
        world.now.wall = world.now.wall - .hours(25)
        world.serverClockAhead = .zero
        world.run(for: .minutes(12))
        #expect(Set(world.written()).count == 2)
    }

    @Test("one that is listed again after an absence is not known as absent to the next process")
    func absenceEnds() {
        var world = World(2, drifted: false)
        world.start()
        world.run(for: .minutes(1))
        world.servers["vps_001"]?.isListed = false
        world.run(for: .minutes(20))
        #expect(world.records["vps_001"]?.absence != nil)
        world.servers["vps_001"]?.isListed = true
        world.run(for: .minutes(20))
        #expect(world.records["vps_001"]?.absence == nil)
    }

    @Test("no alarm is more than a day ahead")
    func longestSleep() throws {
        var settings = Settings()
        settings.inventoryEvery = .hours(72)
        var world = World(1, drifted: false, policies: [.sample(every: .hours(72))], settings: settings)
        world.start()
        world.run(for: .minutes(1))
        let alarm = try #require(world.alarm)
        #expect(alarm <= world.now.boot + .hours(24))
    }
}
