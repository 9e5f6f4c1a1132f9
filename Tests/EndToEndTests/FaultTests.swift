import Foundation
import ReconcileCore
import ReconcileSimulation
import Testing

@Suite("Faults of the API", .timeLimit(.minutes(15)))
struct FaultTests {
    /// Each strikes every other request, so that some guests get through, and one guest always.
    @Test(
        "a fault never ends the process nor makes it write what it must not; once it is over, all converges",
        arguments: Fault.allCases.filter { $0.kinds.contains(.sshPasswordLogin) })
    func alone(fault: Fault) async throws {
        let victim = Self.fleet(seed: 1).guests.first?.id
        try await endure([FaultRule(fault, guest: victim), FaultRule(fault, probability: 0.5)], seed: 1)
    }

    @Test("so it is with any combination of faults", arguments: 1...5 as ClosedRange<UInt64>)
    func together(seed: UInt64) async throws {
        var draws = SplitMix64.stream("faults", seed: seed)
        let faults = Fault.allCases.filter { $0.kinds.contains(.sshPasswordLogin) }.shuffled(using: &draws).prefix(8)
        let rules = faults.map { FaultRule($0, probability: Double.random(in: 0.02...0.15, using: &draws)) }
        try await endure(rules, seed: seed)
    }

    @Test("a token that is refused ends once with 77 and its object")
    func refusedToken() async throws {
        try await expect(77, from: .unauthorized, for: "60s")
    }

    @Test("a list that cannot be had ends once with 1 and its object")
    func nothingListed() async throws {
        try await expect(1, from: .internalError, for: Self.patience)
    }

    @Test("the service lives through faults that pass, and converges by itself once they do")
    func service() async throws {
        let passing: [Fault] = [
            .internalError, .upstream503, .droppedBeforeApply, .droppedAfterApply, .truncatedJSON, .htmlBody,
            .rateLimited, .staleRead, .agentSilent, .unverified, .wrongTypes,
        ]
        try await World.with(Self.fleet(seed: 7)) { world in
            try await world.simulator.setFaults(passing.map { FaultRule($0, probability: 0.1) })
            let service = try world.start("run")
            try await Patience.wait(for: "enough of them to strike") {
                try await world.simulator.report().faults.values.reduce(0, +) >= 10
            }
            try await world.simulator.setFaults([])
            try await Patience.wait(for: "every door to shut", within: .seconds(60)) {
                try await world.simulator.report().guests.allSatisfy { !$0.enabled }
            }
            #expect(!service.hasEnded)
            service.signal(SIGTERM)
            #expect(try await service.wait(within: .seconds(20)) == .exited(0))
            #expect(try await world.simulator.report().violations == [])
        }
    }

    private static func fleet(seed: UInt64) -> Fleet {
        var fleet = Fleet(8, drifted: 0.75)
        fleet.seed = seed
        return fleet
    }

    /// Long enough to meet each fault a few times, and too short to wait all of them out.
    private static let patience = "3s"

    private func endure(_ rules: [FaultRule], seed: UInt64) async throws {
        try await World.with(Self.fleet(seed: seed)) { world in
            try await world.simulator.setFaults(rules)
            let struck = try await world.pass("once", "--for", Self.patience)
            #expect([0, 1, 2, 77].contains(struck.status), "\(String(describing: struck.status)): \(struck.errors)")
            #expect((struck.document.error != nil) == [1, 77].contains(struck.status))
            try await world.simulator.setFaults([])
            let healed = try await world.pass("once", "--for", "60s")
            let report = try await world.simulator.report()
            #expect(healed.status == 0, "\(healed.document.heldBy) \(healed.document.error ?? "")")
            #expect(healed.document.summary.compliant == 8)
            #expect(report.guests.allSatisfy { !$0.enabled })
            #expect(report.violations == [])
            let outcomes = try await world.history().outcomesByIntent
            #expect(outcomes.filter { $0.value != 1 } == [:])
        }
    }

    /// What comes of a fault that strikes every request.
    private func expect(_ status: Int32, from fault: Fault, for patience: String) async throws {
        try await World.with(Fleet(3)) { world in
            try await world.simulator.setFaults([FaultRule(fault)])
            let pass = try await world.pass("once", "--for", patience)
            #expect(pass.status == status)
            #expect(pass.document.error != nil)
            #expect(pass.document.resources.isEmpty)
            #expect(pass.errors.contains("error: "), "\(pass.errors)")
            #expect(try await world.simulator.report().violations == [])
        }
    }
}
