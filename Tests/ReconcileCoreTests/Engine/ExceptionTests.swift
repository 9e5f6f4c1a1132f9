import ReconcileCore
import Testing

@Suite("pauses, waivers, clock and identity")
struct ExceptionTests {
    private func pause(
        policy: String? = nil, resource: ResourceID? = nil, until: WallTime? = nil
    ) -> LedgerEntry {
        .paused(.init(policy: policy, resource: resource, reason: "holiday", until: until, by: operatorAtDesk))
    }

    private func resume(identity: Bool = false) -> LedgerEntry {
        .resumed(.init(policy: nil, resource: nil, identity: identity, reason: "back", by: operatorAtDesk))
    }

    private func waive(_ id: ResourceID, for span: Duration, enabled: Bool? = nil, at now: Moment) -> LedgerEntry {
        .waived(
            .init(
                resource: id, until: now.wall + span, reason: "INC-1", enabled: enabled, by: operatorAtDesk))
    }

    @Test("a pause of everything, a policy or a resource stops its writes, not looking")
    func pauses() {
        for (entry, held) in [(pause(), 2), (pause(policy: "off"), 2), (pause(resource: "vps_002"), 1)] {
            var world = World(2)
            world.append(entry)
            world.start()
            world.run(for: .minutes(5))
            #expect(world.holdCounts() == ["paused": held])
            #expect(world.openServers().count == held)
            #expect(world.reads(of: "vps_002").count >= 1)
        }
    }

    @Test("a pause ends by itself at its time, and what it held goes at once")
    func pauseEnds() {
        var world = World(2)
        world.append(pause(until: dawn.wall + .minutes(20)))
        world.start()
        world.run(for: .minutes(19))
        #expect(world.written() == [])
        world.run(for: .minutes(2))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("resume ends a pause")
    func resumes() {
        var world = World(1)
        world.append(pause())
        world.append(resume())
        world.start()
        world.run(for: .minutes(1))
        #expect(world.openServers() == [])
    }

    @Test("a waiver only exempts, and ends by itself with a row and a write")
    func exempts() {
        var world = World(1)
        world.append(waive("vps_001", for: .minutes(30), at: dawn))
        world.start()
        world.run(for: .minutes(29))
        #expect(world.holds("vps_001") == ["waived"])
        #expect(world.report("vps_001")?.isOutstanding == false)
        world.run(for: .minutes(2))
        #expect(world.isOpen("vps_001") == false)
        #expect(world.ledgerKinds().contains(.waiverEnded))
    }

    @Test("a waiver that wants the door open opens it, and shuts it at its end, at no cost to the brake")
    func opensAndShuts() {
        var world = World(2, drifted: false, policies: [.sample(brake: .resources(0))])
        world.append(waive("vps_001", for: .minutes(97), enabled: true, at: dawn))
        world.start()
        world.run(for: .minutes(5))
        #expect(world.isOpen("vps_001") == true)
        #expect(world.report("vps_001")?.verdict == .compliant)
        world.run(for: .minutes(91))
        #expect(world.isOpen("vps_001") == true)
        world.run(for: .minutes(2))
        #expect(world.isOpen("vps_001") == false)
        #expect(world.written().count == 2)
        #expect(world.mostChangedInADay() == 0)
        #expect(world.report("vps_001")?.brake.map(\.used) == [0])
        world.opens("vps_001")
        world.run(for: .hours(8))
        #expect(world.holds("vps_001") == ["brake"], "the next write is not the waiver's any more")
        #expect(world.violations == [])
    }

    @Test("drift that a waiver brings about in a later `once` is the wish's doing, not somebody else's")
    func causeOfWaivedDrift() {
        var world = World(1, drifted: false, mode: .once(patience: .minutes(10)))
        world.start()
        world.run(for: .minutes(1))
        world.append(waive("vps_001", for: .minutes(90), enabled: true, at: world.now))
        world.start()
        world.run(for: .minutes(1))
        let causes = world.ledger.compactMap { row -> LedgerEntry.Drift.Cause? in
            if case .drift(let drift) = row.entry { drift.cause } else { nil }
        }
        #expect(causes == [.policy])
        #expect(world.isOpen("vps_001") == true)
    }

    @Test("a waiver in a policy does the same, whichever policy of the kind carries it")
    func policyWaiver() {
        let waiver = Policy.Waiver(
            match: .named("name-vps_001"), until: dawn.wall + .minutes(52), reason: "INC-2", enabled: true)
        let other = Policy.sample("other", priority: -1, match: .named("none"), waivers: [waiver], text: "text-2")
        var world = World(2, drifted: false, policies: [.sample(brake: .resources(0)), other])
        world.start()
        world.run(for: .minutes(5))
        #expect(world.openServers() == ["vps_001"])
        world.run(for: .minutes(48))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("a door that a waiver leaves open is drift from its end on, for the ledger, for evidence and for a release")
    func leftOpen() {
        let waiver = Policy.Waiver(
            match: .named("name-vps_001"), until: dawn.wall + .minutes(52), reason: "INC-3", enabled: true)
        let policy = Policy.sample(every: .minutes(15), brake: .resources(0), waivers: [waiver])
        var world = World(2, drifted: false, policies: [policy])
        world.opens("vps_001")
        world.start()
        world.run(for: .minutes(51))
        #expect(!world.ledgerKinds().contains(.drift))
        world.run(for: .minutes(2))
        #expect(world.ledgerKinds().count { $0 == .drift } == 1)
        world.run(for: .hours(2))
        #expect(world.holds("vps_001") == ["brake"])
        let later = world.evidence.filter { $0.resource == "vps_001" && $0.at > waiver.until }
        #expect(!later.isEmpty && later.allSatisfy { $0.verdict == .drifted })
        world.handle(.told(.released(.init(policy: "off", reason: "looked at it", by: operatorAtDesk))))
        world.run(for: .minutes(2))
        #expect(world.openServers() == [] && world.violations == [])
    }

    @Test("a waiver's confirmed write proves nothing of the policy's text")
    func waiverIsNoCanary() {
        var world = World(1, drifted: false)
        world.append(waive("vps_001", for: .hours(1), enabled: true, at: dawn))
        world.start()
        world.run(for: .minutes(5))
        var memory = LedgerMemory()
        for row in world.ledger { memory.apply(row.entry, at: row.at) }
        #expect(world.ledgerKinds().contains(.confirmed))
        #expect(!memory.rollouts.isProven("text-1"))
    }

    @Test("a waiver's writes are not flapping")
    func waiverIsNoFlap() {
        var world = World(1, drifted: true)
        world.start()
        world.run(for: .minutes(5))
        for _ in 0..<4 {
            world.crash()
            world.append(waive("vps_001", for: .minutes(20), enabled: true, at: world.now))
            world.start()
            world.run(for: .minutes(40))
        }
        #expect(world.isOpen("vps_001") == false)
        #expect(world.holds("vps_001") == [])
        #expect(world.written().count == 9)
    }

    @Test("a waiver outlives a new life of its server")
    func waiverOutlivesNewLife() {
        var world = World(1)
        world.append(waive("vps_001", for: .days(2), at: dawn))
        world.start()
        world.run(for: .minutes(5))
        world.servers["vps_001"]?.item.osFamily = "ubuntu"
        world.run(for: .hours(2))
        #expect(world.written() == [])
        #expect(world.holds("vps_001") == ["waived"])
    }

    @Test("a clock more than 5 min from the API's holds writes until it is set right", arguments: [true, false])
    func skew(ahead: Bool) {
        var world = World(1)
        world.serverClockAhead = ahead ? .seconds(301) : .seconds(-301)
        world.start()
        world.run(for: .minutes(5))
        #expect(world.holds("vps_001") == ["clock/skew"])
        world.serverClockAhead = .seconds(299)
        world.run(for: .minutes(20))
        #expect(world.isOpen("vps_001") == false)
        #expect(world.violations == [])
    }

    @Test("a clock before the newest row of the ledger holds writes")
    func clockBeforeLedger() {
        var world = World(1)
        world.ledger.append((.stopped(.init()), dawn.wall + .hours(1)))
        world.start()
        world.run(for: .minutes(50))
        #expect(world.holds("vps_001") == ["clock/before_ledger"])
        world.run(for: .minutes(20))
        #expect(world.isOpen("vps_001") == false)
    }

    @Test("a row is dated when it is written down: one of a clock set ahead and back holds writes at once")
    func clockSetAheadAndBack() {
        var world = World(1, drifted: false)
        world.recordsAtOnce = false
        world.start()
        world.run(for: .minutes(1))
        world.now.wall = world.now.wall + .hours(25)
        world.flush()
        world.now.wall = world.now.wall - .hours(25)
        world.recordsAtOnce = true
        world.opens("vps_001")
        world.run(for: .hours(8))
        #expect(world.holds("vps_001") == ["clock/before_ledger"])
        #expect(world.written() == [])
    }

    @Test("a list with fewer than half of the known servers holds writes until a person accepts the account")
    func identity() {
        var world = World(5, drifted: false)
        world.start()
        world.run(for: .minutes(1))
        for number in 1...3 { world.servers[World.id(number)]?.isListed = false }
        world.opens("vps_004")
        world.restart()
        world.run(for: .hours(8))
        #expect(world.holds("vps_004") == ["identity"])
        #expect(world.written() == [])
        world.crash()
        world.append(resume(identity: true))
        world.start()
        world.run(for: .hours(8))
        #expect(world.isOpen("vps_004") == false)
        #expect(world.violations == [])
    }

    @Test("exactly half of the known servers is the same account")
    func half() {
        var world = World(4, drifted: false)
        world.start()
        world.run(for: .minutes(1))
        for number in 1...2 { world.servers[World.id(number)]?.isListed = false }
        world.opens("vps_004")
        world.restart()
        world.run(for: .hours(8))
        #expect(world.isOpen("vps_004") == false)
    }

    @Test("three abnormal ends within ten minutes make the next start only observe until resume")
    func abnormalEnds() {
        var world = World(1)
        for _ in 0..<4 {
            world.append(.started(.init(command: "run", version: "1", pid: 7)))
            world.now = world.now + .minutes(2)
        }
        world.start()
        world.run(for: .minutes(5))
        #expect(world.holds("vps_001") == ["ledger/self"])
        world.crash()
        world.append(resume())
        world.start()
        world.run(for: .minutes(5))
        #expect(world.isOpen("vps_001") == false)
    }

    @Test("an engine that only reports warns of what matches nothing, once it is known who is there")
    func slipsWithoutRunning() {
        func warnings(_ world: World, _ records: [ResourceRecord]) -> [String] {
            var memory = LedgerMemory()
            for row in world.ledger { memory.apply(row.entry, at: row.at) }
            let idle = Policy.sample("idle", match: .named("nobody"), text: "text-2")
            let engine = Engine(
                world.configuration, policies: [.sample(), idle], memory: memory, records: records, at: world.now)
            return engine.report(at: world.now).warnings
        }
        var world = World(2, drifted: false)
        #expect(warnings(world, []) == [], "nothing was ever listed")
        world.start()
        world.run(for: .minutes(1))
        let records = Array(world.records.values)
        #expect(warnings(world, records) == ["Policy 'idle': It matches no server."])
        #expect(warnings(world, [records[0]]) == [], "of some who were listed nothing is remembered")
    }

    @Test("a ledger that cannot be trusted holds all writes and is not written to")
    func distrust() {
        var world = World(1)
        world.configuration.ledgerDistrust = "It is shorter than it was."
        world.start()
        world.run(for: .minutes(5))
        #expect(world.holds("vps_001") == ["ledger/distrusted"])
        #expect(world.ledger.isEmpty)
    }
}
