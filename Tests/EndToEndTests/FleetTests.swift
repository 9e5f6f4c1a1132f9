import ReconcileSimulation
import Testing

@Suite("A whole fleet", .timeLimit(.minutes(15)))
struct FleetTests {
    private static let troubled: Fleet = {
        var fleet = Fleet(200, drifted: 0.5)
        fleet.specification.stopped = 0.05
        fleet.specification.suspended = 0.05
        fleet.specification.withoutKeys = 0.05
        fleet.specification.gateClosed = 0.05
        fleet.specification.agentMissing = 0.05
        return fleet
    }()

    @Test("once writes each allowed guest exactly once and confirms it, writes nowhere else, and says why for the rest")
    func wholeFleet() async throws {
        try await World.with(Self.troubled) { world in
            let pass = try await world.pass("once")
            let report = try await world.simulator.report()
            let expected = Expectation(Self.troubled.guests)
            #expect(pass.status == 2)
            #expect(pass.document.error == nil)
            #expect(pass.document.heldBy == expected.heldBy)
            #expect(pass.document.summary == expected.summary)
            #expect(Set(report.guests.filter { $0.writes == 1 && $0.applied == 1 }.map(\.id)) == expected.writable)
            #expect(report.guests.allSatisfy { $0.writes == 0 || expected.writable.contains($0.id) })
            #expect(report.violations == [])
            for resource in pass.document.resources {
                let wanted = expected.writable.contains(resource.id)
                let operation = ResourceDocument.Operation(claimed: true, confirmed: true)
                #expect(resource.operation == (wanted ? operation : nil), "\(resource)")
            }
        }
    }

    @Test("once asks for no more than the lists, one read of each running guest, and two requests for each write")
    func requestCount() async throws {
        try await World.with(Self.troubled) { world in
            let pass = try await world.pass("once")
            let report = try await world.simulator.report()
            let expected = Expectation(Self.troubled.guests)
            #expect(report.requests["list"] == 2)
            #expect(report.requests["write"] == expected.writable.count)
            #expect(report.totalRequests <= 2 + expected.running + 2 * expected.writable.count)
            #expect(pass.document.summary.written == expected.writable.count)
        }
    }

    @Test("a second once finds everything as the first left it, and writes nothing")
    func secondPass() async throws {
        try await World.with(Self.troubled) { world in
            let first = try await world.pass("once")
            let second = try await world.pass("once")
            let report = try await world.simulator.report()
            #expect(second.status == 2)
            #expect(second.document.heldBy == first.document.heldBy)
            #expect(second.document.summary.written == 0)
            #expect(report.guests.allSatisfy { $0.writes <= 1 })
            #expect(report.violations == [])
        }
    }

    @Test("plan sends no write and makes no file, and once then writes what it announced")
    func planThenOnce() async throws {
        try await World.with(Self.troubled) { world in
            let plan = try await world.pass("plan")
            #expect(plan.status == 2)
            #expect(world.sandbox.files(below: world.sandbox.state) == [])
            #expect(world.sandbox.files(below: world.sandbox.escrow) == [])
            #expect(try await world.simulator.report().requests["write"] == nil)
            let announced = plan.document.resources.filter { $0.action != "none" && $0.holds.isEmpty }
            #expect(Set(announced.map(\.id)) == Expectation(Self.troubled.guests).writable)
            let once = try await world.pass("once")
            #expect(Set(once.document.resources.filter { $0.operation != nil }.map(\.id)) == Set(announced.map(\.id)))
            #expect(once.document.heldBy == plan.document.heldBy)
        }
    }

    @Test("plan beside a state that is there changes no byte of it")
    func planLeavesState() async throws {
        try await World.with(Fleet(20)) { world in
            #expect(try await world.run("once").status == 0)
            let before = world.sandbox.contents(of: world.sandbox.state)
            let plan = try await world.pass("plan")
            #expect(plan.status == 0)
            #expect(world.sandbox.contents(of: world.sandbox.state) == before)
        }
    }

    @Test("the default brake stops a first enforcing run at 30 % of the fleet, and release lets the rest go on, once")
    func brake() async throws {
        var policy = PolicyText()
        policy.brake = "30%"
        try await World.with(Fleet(60), policy) { world in
            let first = try await world.pass("once")
            #expect(first.status == 2)
            #expect(first.document.summary.written == 18)
            #expect(first.document.heldBy.mapValues(\.count) == ["brake": 42])
            let again = try await world.pass("once")
            #expect(again.status == 2)
            #expect(again.document.summary.written == 0)
            #expect(try await world.simulator.report().requests["write"] == 18)
            let release = try await world.run("release", PolicyText.usualName, "--reason", "looked at the first 18")
            #expect(release.status == 0, "\(release.errors)")
            let rest = try await world.pass("once")
            #expect(rest.status == 0)
            #expect(rest.document.summary.written == 42)
            let report = try await world.simulator.report()
            #expect(report.guests.allSatisfy { $0.writes == 1 && !$0.enabled })
            #expect(report.violations == [])
        }
    }
}

/// What must come of a fleet that one enforcing policy governs.
private struct Expectation {
    var writable: Set<String> = []
    var heldBy: [String: Set<String>] = [:]
    var running = 0
    var summary = PassDocument.Summary()

    init(_ guests: [SimulatedGuest]) {
        for guest in guests { add(guest) }
        summary.matched = guests.count
        summary.held = heldBy.values.reduce(0) { $0 + $1.count }
        summary.unknown = ["notActive", "notRunning", "unknownState"].reduce(0) { $0 + (heldBy[$1]?.count ?? 0) }
        summary.drifted = summary.held - summary.unknown
        summary.compliant = guests.count - summary.held
        (summary.written, summary.confirmed) = (writable.count, writable.count)
    }

    private mutating func add(_ guest: SimulatedGuest) {
        guard guest.serviceStatus == "active" else { return hold(guest, "notActive") }
        guard guest.runs else { return hold(guest, "notRunning") }
        running += 1
        guard guest.hasAgent else { return hold(guest, "unknownState") }
        guard guest.login.enabled else { return }
        if guest.hasPendingOrder {
            hold(guest, "gate")
        } else if guest.login.keys.isEmpty {
            hold(guest, "sshKeys")
        } else {
            writable.insert(guest.id)
        }
    }

    private mutating func hold(_ guest: SimulatedGuest, _ reason: String) {
        heldBy[reason, default: []].insert(guest.id)
    }
}
