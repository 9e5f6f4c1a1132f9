import ReconcileCore
import Testing

@Suite("What people say and ask while the engine runs")
struct PeopleTests {
    private func pause(until: WallTime? = nil, resource: ResourceID? = nil) -> Event {
        .told(.paused(.init(policy: nil, resource: resource, reason: "stop", until: until, by: operatorAtDesk)))
    }

    private func resume(identity: Bool = false) -> Event {
        .told(.resumed(.init(policy: nil, resource: nil, identity: identity, reason: "go", by: operatorAtDesk)))
    }

    private func waive(_ id: ResourceID, for span: Duration, enabled: Bool?, at now: Moment) -> Event {
        .told(
            .waived(
                .init(resource: id, until: now.wall + span, reason: "INC", enabled: enabled, by: operatorAtDesk)))
    }

    /// A service that has read everything and found nothing to do.
    private func steady(_ count: Int = 2, policies: [Policy] = [.sample()]) -> World {
        var world = World(count, drifted: false, policies: policies)
        world.start()
        world.run(for: .minutes(5))
        return world
    }

    @Test("a pause stops a write whose intent is being made durable", arguments: [false, true])
    func pauseAtTheLastInstant(isDurable: Bool) {
        var world = World(1)
        world.recordsAtOnce = false
        world.start()
        for _ in 0..<200 where !world.unwritten.contains(where: { $0.entry.kind == .intent }) {
            world.run(for: .milliseconds(50))
            if !world.unwritten.contains(where: { $0.entry.kind == .intent }) { world.flush() }
        }
        #expect(world.unwritten.contains { $0.entry.kind == .intent })
        if isDurable { world.recordsAtOnce = true }
        world.handle(pause())
        world.recordsAtOnce = true
        world.flush()
        world.run(for: .minutes(10))
        #expect(world.written() == [])
        #expect(world.outcomes() == [.withdrawn])
        #expect(world.holds("vps_001") == ["paused"])
        #expect(world.violations == [])
    }

    @Test("what a pause held is written at once when somebody resumes, and a pause of one holds only that one")
    func resumes() {
        var world = World(2)
        world.start()
        world.handle(pause(resource: "vps_001"))
        world.run(for: .minutes(5))
        #expect(world.written() == ["vps_002"])
        world.handle(
            .told(.resumed(.init(policy: nil, resource: "vps_001", identity: false, reason: "go", by: operatorAtDesk))))
        world.run(for: .seconds(5))
        #expect(world.openServers() == [])
        #expect(world.ledgerKinds().filter { $0 == .paused || $0 == .resumed } == [.paused, .resumed])
        #expect(world.violations == [])
    }

    @Test("a waiver made while the service runs opens the door at once and shuts it at its end, also after a crash")
    func waiverOpensAndShuts() {
        for crashes in [false, true] {
            var world = steady()
            world.handle(waive("vps_001", for: .minutes(30), enabled: true, at: world.now))
            world.run(for: .seconds(10))
            #expect(world.isOpen("vps_001") == true)
            if crashes { world.restart() }
            world.run(for: .minutes(29))
            #expect(world.isOpen("vps_001") == true)
            world.run(for: .minutes(1))
            #expect(world.isOpen("vps_001") == false)
            #expect(world.violations == [])
        }
    }

    @Test("a waiver's door is shut at its end although the policies were read again meanwhile, and after an outage")
    func waiverOutlastsReloadAndOutage() {
        var world = steady()
        world.handle(waive("vps_001", for: .minutes(30), enabled: true, at: world.now))
        world.run(for: .minutes(1))
        world.reload([.sample(text: "text-2")])
        world.crash()
        world.now = world.now + .hours(3)
        world.start()
        world.run(for: .minutes(5))
        #expect(world.isOpen("vps_001") == false)
        #expect(world.ledgerKinds().contains(.waiverEnded))
        #expect(world.violations == [])
    }

    @Test("what keeps a look that somebody asks for is named: a refused token, a closed limit, an API that is silent")
    func heldLooks() {
        let ids: [ResourceID] = ["vps_001"]
        var refused = steady()
        refused.trouble(.anything, .refused(401), times: 100)
        refused.handle(.lookRequested(ids, includingLists: false))
        #expect(refused.engine.holdOnLooks(ids, at: refused.now) == nil, "nothing but its turn")
        refused.run(for: .seconds(2))
        let hold = refused.engine.holdOnLooks(ids, at: refused.now)
        #expect(hold?.reason == .unauthorized)
        #expect(hold?.detail == "The API refused the token: \"No.\" (401 req_1)")
        #expect(refused.engine.holdOnLooks(["vps_002"], at: refused.now) == nil, "nobody asked for that one")

        var limited = steady()
        limited.trouble(.anything, .refused(429, rate: RateHeaders(retryAfter: .minutes(9))))
        limited.handle(.lookRequested(ids, includingLists: false))
        limited.run(for: .seconds(2))
        #expect(limited.engine.holdOnLooks(ids, at: limited.now)?.reason == .rateLimit)
        #expect(limited.engine.holdOnLooks(ids, at: limited.now)?.until.map { $0 > limited.now.wall } == true)
    }

    @Test("a look that somebody asks for is had at once, for these alone, and ends the wait after a failed read")
    func looks() {
        var world = steady(3)
        let before = world.reads(of: "vps_002").count
        world.handle(.lookRequested(["vps_002"], includingLists: false))
        #expect(world.engine.looksLeft(["vps_001", "vps_002"]) == 1)
        world.run(for: .seconds(1))
        #expect(world.engine.looksLeft(["vps_001", "vps_002"]) == 0)
        #expect(world.reads(of: "vps_002").count == before + 1)
        let lists = world.requestsMade().count { $0 == "list" }
        world.handle(.lookRequested(world.engine.items.map(\.id), includingLists: true))
        world.run(for: .seconds(2))
        #expect(world.requestsMade().count { $0 == "list" } == lists + 1)
        #expect(world.engine.looksLeft(world.engine.items.map(\.id)) == 0)
        #expect(world.violations == [])
    }

    @Test("a look that shows drift leads to a write by the same gates")
    func lookMends() {
        var world = steady(2)
        world.opens("vps_001")
        world.handle(.lookRequested(["vps_001"], includingLists: false))
        world.run(for: .seconds(10))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("an errand is asked and delivered, and what it shows changes nothing here")
    func errands() throws {
        var world = steady(2)
        world.opens("vps_001")
        let read = ReadRequest.state(.sshPasswordLogin, "vps_001")
        world.handle(.errand(ErrandID(number: 7), read))
        world.run(for: .minutes(5))
        let delivered = try #require(world.delivered.first)
        #expect(delivered.id == ErrandID(number: 7))
        guard case .observed(.sshPasswordLogin(let seen)) = delivered.reply.outcome else {
            Issue.record("\(delivered.reply)")
            return
        }
        #expect(seen.enabled == true)
        #expect(world.report("vps_001")?.verdict == .compliant)
        #expect(world.written() == [])
    }

    @Test("an errand while the token is refused, or the service ends, is answered at once")
    func refusedErrands() {
        var world = steady(1)
        world.troubles = [(.anything, .refused(401), 100)]
        world.handle(.errand(ErrandID(number: 1), .list(.sshPasswordLogin, cursor: nil, limit: 1)))
        world.run(for: .seconds(1))
        world.handle(.errand(ErrandID(number: 2), .list(.sshPasswordLogin, cursor: nil, limit: 1)))
        world.handle(.stopping)
        #expect(world.delivered.map(\.id.number) == [1, 2])
        #expect(world.delivered.compactMap { $0.reply.outcome.problem?.status } == [401, 401])
    }

    @Test("a plan of its own knows what the engine knows, and writes nothing")
    func plans() {
        var world = World(2)
        world.start()
        world.handle(pause(resource: "vps_002"))
        world.run(for: .seconds(1))
        var plan = world
        plan.engine = world.engine.forPlan(patience: .minutes(1), seed: 3, at: world.now)
        plan.history = []
        plan.underWay = []
        plan.alarm = nil
        plan.handle(.started)
        plan.runToTheEnd()
        #expect(plan.finish == .settled)
        #expect(plan.holds("vps_002") == ["paused"])
        #expect(plan.written() == [])
    }

    @Test("the way back from a waiver is held by what would hold the policy's write at the waiver's end, and no more")
    func wayBack() {
        let waiver = Waiver(until: dawn.wall + .hours(2), reason: "INC", enabled: true)
        func holds(_ world: World) -> [String] {
            world.engine.holdsOnWayBack(of: "vps_001", from: waiver, at: world.now).map(\.label)
        }
        #expect(holds(steady()) == [])
        #expect(holds(steady(policies: [.sample(brake: .resources(0))])) == [])
        #expect(holds(steady(policies: [.sample(mode: .observe)])) == ["observeMode"])
        var keyless = World(1, drifted: false)
        keyless.servers["vps_001"]?.seen.sshKeys = []
        keyless.start()
        keyless.run(for: .minutes(1))
        #expect(holds(keyless) == ["sshKeys/no_key"])
        var paused = steady()
        paused.handle(pause(until: dawn.wall + .hours(1)))
        #expect(holds(paused) == [])
        paused.handle(pause())
        #expect(holds(paused) == ["paused"])
        var unread = World(1, drifted: false)
        unread.start()
        #expect(holds(unread) == [])
    }

    @Test("the gate of a door that is shut already holds no way back, one that is shut for both ways does")
    func wayBackGates() {
        let waiver = Waiver(until: dawn.wall + .hours(2), reason: "INC", enabled: true)
        for (there, expected) in [(nil, []), ("pending_order", ["gate/pending_order"])] as [(String?, [String])] {
            var world = World(1, drifted: false)
            world.servers["vps_001"]?.seen.canEnable = ActionGate(allowed: there == nil, code: there)
            world.servers["vps_001"]?.seen.canDisable = ActionGate(allowed: false, code: there ?? "already_disabled")
            world.start()
            world.run(for: .minutes(1))
            #expect(world.engine.holdsOnWayBack(of: "vps_001", from: waiver, at: world.now).map(\.label) == expected)
        }
    }

    @Test("pauses and waivers in force are reported with who, why and until, and no longer once they are over")
    func exceptions() {
        var world = steady()
        world.handle(pause(until: world.now.wall + .minutes(10)))
        world.handle(waive("vps_001", for: .minutes(20), enabled: nil, at: world.now))
        let report = world.engine.report(at: world.now)
        #expect(report.pauses.map(\.reason) == ["stop"])
        #expect(report.pauses.map(\.by) == [operatorAtDesk])
        #expect(report.waivers.map(\.resource) == ["vps_001"])
        world.run(for: .minutes(21))
        let later = world.engine.report(at: world.now)
        #expect(later.pauses == [])
        #expect(later.waivers == [])
    }
}

extension Outcome {
    fileprivate var problem: Problem? {
        if case .refused(let problem) = self { problem } else { nil }
    }
}
