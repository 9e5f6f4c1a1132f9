import ReconcileCore
import Testing

/// Under `evidence: effective` their drift is mended like any other, but no read can ever confirm the write.
@Suite("servers of which only configuration files are read")
struct EvidenceTests {
    private func world(
        _ count: Int, files: [ResourceID], evidence: SSHPasswordLoginPolicy.Evidence = .effective, waves: Waves? = nil
    ) -> World {
        var world = World(count, policies: [.sample(evidence: evidence, every: .hours(1), waves: waves)])
        for id in files { world.servers[id]?.seen.source = .configFiles }
        return world
    }

    private func byHash(_ count: Int) -> [ResourceID] {
        (1...count).map(World.id).sorted { StableHash.fnv1a($0.text.utf8) < StableHash.fnv1a($1.text.utf8) }
    }

    @Test("none of them is the first under a policy text: they wait until another has proved it", arguments: 1...4)
    func neverFirst(proving: Int) {
        let files = (1...4).filter { $0 != proving }.map(World.id)
        var world = world(4, files: files)
        world.start()
        world.run(for: .minutes(5))
        #expect(world.written().first == World.id(proving))
        #expect(world.openServers() == [])
        #expect(world.holdCounts() == ["unknownState/evidence": 3])
        #expect(world.violations == [])
    }

    @Test("where they are alone none is written, since nothing could tell whether it took, until a person releases it")
    func alone() {
        var world = world(2, files: ["vps_001", "vps_002"])
        world.start()
        world.run(for: .days(1))
        #expect(world.written() == [])
        #expect(world.holdCounts() == ["wave/evidence": 2])
        world.says(.release())
        world.run(for: .minutes(5))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("one pass mends them too, once another has proved the text; a plan shows what they wait for")
    func passes() {
        var world = world(3, files: ["vps_001", "vps_002"])
        world.start(mode: .plan(patience: .minutes(10)))
        world.runToTheEnd()
        #expect(world.holdCounts() == ["wave/evidence": 2])
        world.restart(mode: .once(patience: .minutes(10)))
        world.runToTheEnd()
        #expect(world.written().first == "vps_003")
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("where the policy takes any evidence they are as good as others")
    func anyEvidence() {
        var world = world(2, files: ["vps_001", "vps_002"], evidence: .any)
        world.start()
        world.run(for: .minutes(5))
        #expect(world.openServers() == [])
        #expect(world.holdCounts() == [:])
        #expect(world.violations == [])
    }

    @Test("with waves none of them is a canary, and they go after all others, whom their failures cannot halt")
    func inWaves() {
        let ids = byHash(8)
        let files = [ids[0], ids[2], ids[3]]
        let waves = Waves(canary: 1, batch: .resources(2), soak: .minutes(10), stopAfterFailures: 1)
        var world = world(8, files: files, waves: waves)
        world.start()
        world.run(for: .minutes(5))
        #expect(world.written() == [ids[1]])
        #expect(world.holdCounts() == ["wave/turn": 7])
        world.run(for: .hours(2))
        #expect(Set(world.written().prefix(5)) == Set([ids[1]] + ids[4...]))
        #expect(Set(world.written().dropFirst(5)) == [ids[0], ids[2]])
        #expect(world.holdCounts() == ["unknownState/evidence": 2, "wave/halted": 1])
        #expect(world.violations == [])
    }
}
