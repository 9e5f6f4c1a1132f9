import Testing

@testable import ReconcileCore

@Suite("the way of a write")
struct WritingTests {
    @Test("a drifted server is read, written once, and confirmed by a read of our own")
    func mendsDrift() {
        var world = World(1, mode: .once(patience: .minutes(10)))
        world.start()
        world.runToTheEnd()
        #expect(world.finish == .settled)
        #expect(world.requestsMade() == ["list", "read vps_001", "write vps_001 off", "read vps_001"])
        #expect(world.ledgerKinds() == [.enforcing, .known, .drift, .intent, .outcome, .confirmed, .driftEnded])
        #expect(world.report("vps_001")?.verdict == .compliant)
        #expect(world.violations == [])
    }

    /// A world whose next step sends a write: its intent was handed out and is not durable yet.
    private func worldBeforeSending() -> World {
        var world = World(1)
        world.recordsAtOnce = false
        world.start()
        world.run(for: .seconds(1))
        return world
    }

    private func hasIntent(_ world: World) -> Bool {
        world.unwritten.contains { $0.entry.kind == .intent }
    }

    @Test("the request leaves only once its intent is durable")
    func intentFirst() {
        var world = worldBeforeSending()
        #expect(hasIntent(world))
        #expect(world.underWay.isEmpty && world.writes().isEmpty)
        world.flush()
        #expect(
            world.underWay.map(\.request) == [
                .write(WriteRequest(resource: "vps_001", change: .sshPasswordLogin(enabled: false)))
            ])
        #expect(world.violations == [])
    }

    @Test("no-writes that appears between intent and request withdraws the write, and it goes once the file is gone")
    func noWritesWithdraws() {
        var world = worldBeforeSending()
        world.forbidWrites("change freeze")
        world.recordsAtOnce = true
        world.run(for: .minutes(2))
        #expect(world.writes().isEmpty)
        #expect(world.outcomes() == [.withdrawn])
        #expect(world.holds("vps_001") == ["paused/no_writes"])
        world.forbidWrites(nil)
        world.run(for: .minutes(2))
        #expect(world.outcomes() == [.withdrawn, .accepted])
        #expect(world.isOpen("vps_001") == false)
        #expect(world.violations == [])
    }

    @Test("a policy that only observes by then withdraws the write")
    func reloadWithdraws() {
        var world = worldBeforeSending()
        world.reload([.sample(mode: .observe)])
        world.recordsAtOnce = true
        world.run(for: .minutes(2))
        #expect(world.writes().isEmpty)
        #expect(world.outcomes() == [.withdrawn])
        #expect(world.holds("vps_001") == ["observeMode"])
    }

    @Test("a policy of another text by then withdraws the write, which goes under the new text")
    func otherTextWithdraws() {
        var world = worldBeforeSending()
        world.reload([.sample("renamed", text: "text-2")])
        world.recordsAtOnce = true
        world.run(for: .minutes(2))
        #expect(world.outcomes() == [.withdrawn, .accepted])
        let last = world.ledger.compactMap { if case .intent(let intent) = $0.entry { intent } else { nil } }.last
        #expect(last?.policy == "renamed" && last?.fingerprint == "text-2")
    }

    @Test("a list that says the server stopped by then withdraws the write")
    func stoppedWithdraws() {
        var world = World(1, settings: Settings(inventoryEvery: .seconds(10)))
        world.recordsAtOnce = false
        world.start()
        world.run(for: .seconds(5))
        world.servers["vps_001"]?.item.powerState = .stopped
        world.run(for: .seconds(10))
        world.recordsAtOnce = true
        world.run(for: .minutes(2))
        #expect(world.writes().isEmpty)
        #expect(world.outcomes() == [.withdrawn])
        #expect(world.holds("vps_001") == ["notRunning"])
    }

    @Test("an intent that is durable too late to rest on its read is withdrawn, read again and sent")
    func oldReadWithdraws() {
        var world = worldBeforeSending()
        world.run(for: .seconds(90))
        world.recordsAtOnce = true
        world.run(for: .minutes(2))
        #expect(world.outcomes() == [.withdrawn, .accepted])
        #expect(world.isOpen("vps_001") == false)
        #expect(world.violations == [])
    }

    @Test("a ceiling that a reload lowers below what is under way withdraws the write")
    func lowerCeilingWithdraws() {
        var world = worldBeforeSending()
        world.recordsAtOnce = true
        var pacing = PacingSettings()
        pacing.ceiling = RateCeiling(requests: 2, window: .minutes(1))
        world.reload(world.policies, Settings(pacing: pacing))
        world.run(for: .seconds(30))
        #expect(world.outcomes() == [.withdrawn])
        #expect(world.writes().isEmpty)
        world.run(for: .minutes(5))
        #expect(world.outcomes() == [.withdrawn, .accepted])
        #expect(world.isOpen("vps_001") == false)
        #expect(world.violations == [])
    }

    @Test("a 429 for something else between intent and request holds the write back")
    func closedGateWithdraws() {
        var world = World(2)
        world.servers["vps_002"]?.seen = .sample(enabled: false)
        world.start()
        world.trouble(.read("vps_002"), .refused(429, rate: RateHeaders(retryAfter: .seconds(40))))
        world.run(for: .minutes(5))
        #expect(world.violations == [])
        #expect(world.isOpen("vps_001") == false)
    }

    @Test("a ledger that cannot be written stops writes, not looking, and recovers by itself")
    func diskFull() {
        var world = World(3, drifted: true, policies: [.sample(every: .minutes(15))])
        world.settings.pacing.concurrency = 2
        world.isDiskFull = true
        world.start()
        world.run(for: .minutes(40))
        #expect(world.writes().isEmpty)
        #expect(world.reads(of: "vps_003").count >= 2, "looking goes on")
        #expect(world.holds("vps_002") == ["ledger/unwritable"])
        world.isDiskFull = false
        world.run(for: .minutes(40))
        #expect(world.openServers() == [])
        #expect(world.intentsWithoutOneOutcome() == [])
        #expect(world.violations == [])
    }

    @Test("intents that cannot be made durable give their slots to reads, and are withdrawn once the disk is back")
    func slotsOfUnwritten() {
        var world = World(2, policies: [.sample(every: .minutes(15))])
        world.settings.pacing.concurrency = 1
        world.start()
        while !hasIntent(world), world.step(before: world.now.boot + .minutes(1)) {}
        world.isDiskFull = true
        world.handle(.recordingFailed(detail: "disk full"))
        let looks = world.reads(of: "vps_002").count
        world.run(for: .minutes(40))
        #expect(world.reads(of: "vps_002").count > looks)
        world.isDiskFull = false
        world.run(for: .minutes(40))
        #expect(world.outcomes().first == .withdrawn)
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("plan reads everything, writes nothing and records nothing")
    func plan() {
        var world = World(3, mode: .plan(patience: .minutes(10)))
        world.servers["vps_002"]?.seen.enabled = false
        world.servers["vps_002"]?.seen.passwordAuthentication = "no"
        world.start()
        world.runToTheEnd()
        #expect(world.finish == .settled)
        #expect(world.requestsMade().sorted() == ["list", "read vps_001", "read vps_002", "read vps_003"])
        #expect(world.ledger.isEmpty && world.records.isEmpty)
        #expect(world.report("vps_001")?.change == .sshPasswordLogin(enabled: false))
        #expect(world.holds("vps_001") == [])
        #expect(world.violations == [])
    }

    @Test("once asks no more than lists, one read of each running guest, and write and confirmation of each written")
    func budget() {
        var world = World(40, mode: .once(patience: .minutes(10)))
        for number in 1...20 { world.servers[World.id(number)]?.turn(false) }
        world.servers["vps_030"]?.item.powerState = .stopped
        world.pageSize = 25
        world.start()
        world.runToTheEnd()
        #expect(world.history.count == 2 + 39 + 2 * 19)
        #expect(Set(world.written()).count == 19 && world.written().count == 19)
        #expect(world.violations == [])
    }

    @Test("once asks no guest that its own list says is stopped, whatever an earlier run remembered")
    func asksByItsOwnList() {
        var world = World(2, drifted: false, mode: .once(patience: .minutes(10)))
        world.start()
        world.runToTheEnd()
        world.servers["vps_002"]?.item.powerState = .stopped
        world.history = []
        world.restart()
        world.runToTheEnd()
        #expect(world.requestsMade() == ["list", "read vps_001"])
        #expect(world.finish == .settled)
    }

    @Test("what stands in the report is whole: unknown has a hold, compliant has none")
    func reportIsWhole() {
        var world = World(4, mode: .once(patience: .minutes(1)))
        world.servers["vps_002"]?.seen.available = false
        world.servers["vps_003"]?.seen.sshKeys = []
        world.servers["vps_004"]?.item.osFamily = "windows"
        world.start()
        world.runToTheEnd()
        let report = world.engine.report(at: world.now)
        #expect(report.resources.map(\.verdict) == [.compliant, .unknown, .drifted, .unknown])
        #expect(
            report.resources.map { $0.holds.map(\.label) } == [
                [], ["unknownState/unavailable"], ["sshKeys/no_key"], ["notEligible"],
            ])
        #expect(report.summary == PassReport.Summary.of(4, 1, 1, 2, held: 3, written: 1, confirmed: 1))
        #expect(report.resources.map(\.isOutstanding) == [false, true, true, false])
    }
}

extension PassReport.Summary {
    static func of(
        _ matched: Int, _ compliant: Int, _ drifted: Int, _ unknown: Int, held: Int, written: Int, confirmed: Int
    ) -> Self {
        var summary = Self()
        summary.matched = matched
        summary.compliant = compliant
        summary.drifted = drifted
        summary.unknown = unknown
        summary.held = held
        summary.written = written
        summary.confirmed = confirmed
        return summary
    }
}
