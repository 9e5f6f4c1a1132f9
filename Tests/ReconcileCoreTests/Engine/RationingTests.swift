import ReconcileCore
import Testing

@Suite("canary and brake")
struct RationingTests {
    private func release(_ policy: String) -> LedgerEntry {
        .released(.init(policy: policy, reason: "checked", by: operatorAtDesk))
    }

    @Test("the first write of a new text is confirmed before the second leaves")
    func firstIsAlone() {
        var world = World(6)
        world.servers["vps_001"]?.lag = .seconds(20)
        world.servers["vps_002"]?.lag = .seconds(20)
        world.start()
        world.run(for: .seconds(15))
        #expect(world.writes().count + world.underWay.filter { Target.anyWrite.covers($0.request) }.count == 1)
        world.run(for: .minutes(5))
        #expect(world.openServers() == [])
        let first = world.writes()[0]
        #expect(world.writes().dropFirst().allSatisfy { $0.sentAt - first.sentAt >= .seconds(20) })
        #expect(world.violations == [])
    }

    @Test("a proven text needs no canary, also after a restart and under another name")
    func provenText() {
        var world = World(2)
        world.start()
        world.run(for: .minutes(1))
        for number in 1...2 { world.opens(World.id(number)) }
        world.policies = [.sample("renamed")]
        world.restart()
        world.latency = .seconds(3)
        world.run(for: .hours(8))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("a first write that cannot be confirmed halts the others; release lets them go on")
    func halts() {
        var world = World(4)
        for number in 1...4 { world.servers[World.id(number)]?.takesWrites = false }
        world.start()
        world.run(for: .minutes(3))
        #expect(Set(world.written()).count == 1)
        #expect(world.holdCounts() == ["unverified": 1, "wave/canary": 3])
        for number in 1...4 { world.servers[World.id(number)]?.takesWrites = true }
        world.crash()
        world.append(release("off"))
        world.start()
        world.run(for: .minutes(5))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("a halted wave goes on by itself once the first write shows after all")
    func haltEndsByItself() {
        var world = World(3)
        for number in 1...3 { world.servers[World.id(number)]?.lag = .minutes(3) }
        world.start()
        world.run(for: .minutes(2))
        #expect(world.holdCounts()["wave/canary"] == 2)
        for number in 1...3 { world.servers[World.id(number)]?.lag = .zero }
        world.run(for: .minutes(10))
        #expect(world.openServers() == [])
        #expect(world.written().count == 3)
        #expect(world.violations == [])
    }

    @Test("a canary that is refused, stops or is governed otherwise leaves its place to another")
    func canaryLeaves() {
        var world = World(2)
        world.servers["vps_001"]?.lag = .hours(1)
        world.servers["vps_002"]?.lag = .hours(1)
        world.trouble(.anyWrite, .lost(carriedOut: false), times: 4)
        world.start()
        world.run(for: .seconds(1))
        let other: [Policy] = [.sample(match: .named("none-*"))]
        world.reload(other)
        world.run(for: .minutes(1))
        world.reload([.sample(match: .named("name-vps_002"))])
        world.servers["vps_002"]?.lag = .zero
        world.run(for: .hours(1))
        #expect(world.isOpen("vps_002") == false)
        #expect(world.violations == [])
    }

    @Test("a canary that another text governs now holds back nobody of its old text")
    func canaryOfOldText() {
        let policies: [Policy] = [
            .sample("a", match: .named("a-*")), .sample("b", priority: -1, text: "text-2"),
        ]
        var world = World(2, policies: policies, settings: Settings(inventoryEvery: .seconds(30)))
        for number in 1...2 { world.servers[World.id(number)]?.item.name = "a-\(number)" }
        world.trouble(.write("vps_001"), .lost(carriedOut: false), times: 1000)
        world.start()
        world.run(for: .seconds(20))
        #expect(Set(world.written()) == ["vps_001"])
        world.servers["vps_001"]?.item.name = "b-1"
        world.run(for: .minutes(3))
        #expect(world.isOpen("vps_002") == false)
        #expect(world.violations == [])
    }

    @Test("by default at most max(5, 30 %) of the fleet are changed in a day, over restarts and renames")
    func defaultBrake() {
        var world = World(20, policies: [.sample(brake: .standard)])
        world.start()
        world.run(for: .minutes(5))
        #expect(world.written().count == 6)
        #expect(world.holdCounts() == ["brake": 14])
        world.policies = [.sample("renamed", brake: .standard, text: "text-2")]
        world.restart()
        world.run(for: .hours(20))
        #expect(world.written().count == 6)
        world.run(for: .hours(5))
        #expect(world.written().count == 12)
        #expect(world.mostChangedInADay() == 6)
        #expect(world.violations == [])
    }

    @Test("a brake never means fewer than five, so that small fleets can be repaired")
    func smallFleet() {
        var world = World(7, policies: [.sample(brake: .standard)])
        world.start()
        world.run(for: .minutes(5))
        #expect(world.written().count == 5)
    }

    @Test("release lets go what was held when it was given, once")
    func releaseOnce() {
        var world = World(8, mode: .once(patience: .minutes(10)), policies: [.sample(brake: .resources(2))])
        world.start()
        world.runToTheEnd()
        #expect(world.openServers().count == 6)
        world.crash()
        world.append(release("off"))
        world.start()
        world.runToTheEnd()
        #expect(world.openServers() == [])
        world.now = world.now + .hours(25)
        for number in 1...8 { world.opens(World.id(number)) }
        world.watch.changes = []
        world.restart()
        world.runToTheEnd()
        #expect(world.openServers().count == 6, "drift that came later is not released")
        #expect(world.violations == [])
    }

    @Test("a refused write gives its place to another that the brake held", arguments: [true, false])
    func refusedCostsNothing(once: Bool) {
        let mode: EngineConfiguration.Mode = once ? .once(patience: .minutes(2)) : .service
        var world = World(6, mode: mode, policies: [.sample(brake: .resources(2))])
        for number in 1...3 { world.trouble(.write(World.id(number)), .refused(400), times: 9) }
        world.prove("off", "text-1")
        world.start()
        world.run(for: .minutes(3))
        #expect(world.openServers().count == 4)
        #expect(world.mostChangedInADay() == 2)
        #expect(world.violations == [])
    }

    @Test("a change counts on after its server left the lists and what was remembered was lost")
    func countsWhatLeft() {
        var world = World(6, policies: [.sample(brake: .resources(2))])
        world.start()
        world.run(for: .minutes(5))
        let changed = world.written()
        for id in changed { world.servers[id]?.isListed = false }
        world.records = [:]
        world.restart()
        world.run(for: .hours(7))
        #expect(world.written() == changed)
        #expect(world.holdCounts() == ["brake": 4])
    }

    @Test("a resource already counted costs nothing more")
    func retriesAreFree() {
        var world = World(1, policies: [.sample(every: .minutes(30), brake: .resources(1))])
        world.start()
        world.run(for: .minutes(5))
        world.opens("vps_001")
        world.run(for: .hours(1))
        #expect(world.written().count == 2)
        #expect(world.isOpen("vps_001") == false)
    }

    @Test("the configuration's brake counts over all policies of a kind")
    func kindBrake() {
        let policies: [Policy] = [
            .sample("a", match: .named("name-vps_00[1]", "name-vps_001", "name-vps_002")),
            .sample("b", match: .named("name-vps_003", "name-vps_004"), text: "text-2"),
        ]
        var world = World(4, policies: policies, settings: Settings(brake: .resources(3)))
        world.start()
        world.run(for: .minutes(5))
        #expect(world.written().count == 3)
        #expect(world.holdCounts() == ["brake/all_policies": 1])
    }

    @Test("brakes of all governing policies apply together")
    func brakesTogether() {
        var world = World(5, policies: [.sample("a"), .sample("b", brake: .resources(1), text: "text-2")])
        world.start()
        world.run(for: .minutes(5))
        #expect(world.written().count == 1)
    }

    @Test("the server this program runs on is written last, and never proves a text")
    func thisMachine() throws {
        var world = World(4, mode: .once(patience: .minutes(10)))
        world.configuration.localAddresses = [try #require(IPAddress("192.0.2.2"))]
        world.start()
        world.runToTheEnd()
        #expect(world.written().last == "vps_002")
        #expect(world.written().count == 4)
        #expect(world.violations == [])
    }

    @Test("alone and unproven, the server this program runs on waits for a release")
    func thisMachineAlone() throws {
        var world = World(1, mode: .once(patience: .minutes(10)))
        world.configuration.localAddresses = [try #require(IPAddress("192.0.2.1"))]
        world.start()
        world.runToTheEnd()
        #expect(world.written() == [])
        #expect(world.holds("vps_001") == ["wave/this_machine"])
        world.crash()
        world.append(release("off"))
        world.start()
        world.runToTheEnd()
        #expect(world.written() == ["vps_001"])
    }

    @Test("when a change ceases to count, as many go on as there is room for, and nothing is said of the others")
    func easing() {
        var world = World(12, policies: [.sample(brake: .resources(3))])
        world.prove("off", "text-1")
        world.start()
        world.run(for: .days(5))
        #expect(world.openServers() == [] && world.violations == [])
        #expect(world.mostChangedInADay() == 3)
        let (held, ended) = world.notices.reduce(into: (0, 0)) { counts, notice in
            if case .held = notice { counts.0 += 1 }
            if case .holdEnded = notice { counts.1 += 1 }
        }
        #expect(held == 9 && ended == 9, "once for each that had to wait: \(held), \(ended)")
    }
}
