import Foundation
import ReconcileSimulation
import Testing

@Suite("The service while it runs", .timeLimit(.minutes(15)))
struct ServiceTests {
    /// What a look costs beside the wait for its turn, on a busy machine.
    private static let slack = Duration.seconds(8)

    @Test("drift that somebody makes while it runs is seen and mended within the schedule")
    func driftIsMended() async throws {
        try await World.with(Fleet(10, drifted: 0)) { world in
            let service = try world.start("run")
            try await world.waitForFirstLook()
            let victim = try #require(try await world.simulator.listing().first?.name)
            try await world.simulator.change(victim, .reopen)
            try await Patience.wait(for: "the door to shut", within: .seconds(10) + Self.slack) {
                try await world.simulator.report().guest(victim)?.enabled == false
            }
            try await Patience.wait(for: "our own read to show it") {
                try await world.history(victim).events.contains { $0.kind == "driftEnded" }
            }
            let outcome = try await world.stop(service)
            #expect(outcome.status == 0)
            let report = try await world.simulator.report()
            #expect(report.guests.map(\.writes).reduce(0, +) == 1)
            #expect(report.violations == [])
            let kinds = try await world.history(victim).events.map(\.kind)
            #expect(kinds == ["drift", "intent", "outcome", "confirmed", "driftEnded"])
        }
    }

    @Test("a policy edited and reloaded takes effect; a broken one leaves the set in force and says where it is broken")
    func reload() async throws {
        var observing = PolicyText()
        observing.mode = "observe"
        try await World.with(Fleet(6), observing) { world in
            let service = try world.start("run")
            try await world.waitForFirstLook()
            #expect(try await world.simulator.report().requests["write"] == nil)
            try world.sandbox.write(PolicyText())
            service.signal(SIGHUP)
            try await world.waitUntilShut()

            try world.sandbox.write("name: second\nresorce: x\n", to: world.brokenPolicy)
            service.signal(SIGHUP)
            let place = "\(world.brokenPolicy.path):2:1: unknown key 'resorce'"
            try await Patience.wait(for: "the refusal") { service.text(of: service.errors).contains(place) }
            try await Patience.wait(for: "status to tell it") {
                try await world.run("status").output.contains("stays in force: \(world.brokenPolicy.path):")
            }
            try FileManager.default.removeItem(at: world.brokenPolicy)
            service.signal(SIGHUP)
            try await Patience.wait(for: "status to forget it") {
                try await !world.run("status").output.contains("stays in force")
            }
            let victim = try #require(try await world.simulator.listing().first?.name)
            try await world.simulator.change(victim, .reopen)
            try await world.waitUntilShut()

            let outcome = try await world.stop(service)
            #expect(outcome.status == 0)
            #expect(try await world.simulator.report().violations == [])
        }
    }

    @Test("SIGTERM ends it within 10 s with exit 0, also while requests are under way")
    func stopping() async throws {
        var fleet = Fleet(40)
        fleet.options = ["--latency", "300-600ms"]
        try await World.with(fleet) { world in
            let service = try world.start("run")
            try await Patience.wait(for: "a write to be under way") {
                try await world.simulator.report().requests["write"] != nil
            }
            let outcome = try await world.stop(service)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.duration < .seconds(10))
            #expect(try await world.history().events.last?.kind == "stopped")
        }
    }

    @Test("a second instance exits 1 at once and names the process that has the state")
    func secondInstance() async throws {
        try await World.with(Fleet(3)) { world in
            let service = try world.start("run")
            try await world.waitForFirstLook()
            for command in ["run", "once"] {
                let second = try await world.run(command)
                #expect(second.status == 1)
                #expect(second.errors.contains("\(service.pid)"), "\(second.errors)")
            }
            for command in ["plan", "check", "history"] {
                let reader = try await world.run(command)
                #expect(reader.status == 0 || reader.status == 2, "\(command): \(reader.errors)")
            }
            #expect(try await world.stop(service).status == 0)
        }
    }
}

extension World {
    fileprivate var brokenPolicy: URL {
        sandbox.policies.appending(path: "20-second.yaml")
    }

    func stop(_ service: ChildProcess) async throws -> Outcome {
        service.signal(SIGTERM)
        return try await sandbox.outcome(of: service, within: .seconds(20))
    }

    func waitForFirstLook() async throws {
        try await Patience.wait(for: "every guest to be read") {
            try await simulator.report().guests.allSatisfy { $0.reads > 0 }
        }
    }

    fileprivate func waitUntilShut() async throws {
        try await Patience.wait(for: "every door to shut") {
            try await simulator.report().guests.allSatisfy { !$0.enabled }
        }
    }
}
