import Testing

@testable import ReconcileCore

@Suite("runs that end by themselves, whatever goes wrong")
struct ChaosOnceTests {
    /// Runs until the end, with trouble in one of five requests.
    private func rage(_ world: inout World, using random: inout SplitMix64, within span: Duration) {
        world.start()
        let end = world.now.boot + span
        for _ in 0..<50_000 {
            if Int.random(in: 0..<5, using: &random) == 0 { world.trouble(.anything, .random(using: &random)) }
            guard world.finish == nil, world.step(before: end) else { break }
        }
    }

    /// What a report must never show.
    private func flaws(_ report: PassReport, _ mode: EngineConfiguration.Mode) -> [String] {
        report.resources.compactMap { resource in
            switch resource.verdict {
            case .unknown: resource.holds.isEmpty ? "\(resource.item.id) is unknown without a hold" : nil
            case .compliant: resource.holds.isEmpty ? nil : "\(resource.item.id) is compliant and held"
            case .drifted:
                mode.writes && resource.holds.isEmpty ? "\(resource.item.id) is left drifted without a hold" : nil
            }
        }
    }

    @Test(
        "once and plan end in time, explain all that is left, and run again without faults they converge",
        arguments: 0..<150)
    func ends(seed: UInt64) {
        var random = SplitMix64(seed: seed &* 7919)
        let patience = Duration.minutes(Int.random(in: 1...10, using: &random))
        let isPlan = Int.random(in: 0..<4, using: &random) == 0
        let mode: EngineConfiguration.Mode = isPlan ? .plan(patience: patience) : .once(patience: patience)
        let count = Int.random(in: 1...15, using: &random)
        var world = World(count, mode: mode, seed: seed)
        world.settings.pacing.concurrency = Int.random(in: 1...8, using: &random)
        world.latency = .milliseconds(Int.random(in: 5...3000, using: &random))
        rage(&world, using: &random, within: patience + .minutes(2))
        #expect(world.finish != nil, "seed \(seed)")
        #expect(world.now.boot - dawn.boot <= patience + .seconds(31), "seed \(seed)")
        #expect(flaws(world.engine.report(at: world.now), mode) == [], "seed \(seed)")
        #expect(world.violations == [], "seed \(seed)")
        converge(&world, seed)
    }

    private func converge(_ world: inout World, _ seed: UInt64) {
        world.troubles = []
        world.crash()
        world.now = world.now + .minutes(10)
        world.append(.released(.init(policy: "off", reason: "r", by: operatorAtDesk)))
        world.start(mode: .once(patience: .minutes(10)))
        world.runToTheEnd()
        #expect(world.finish == .settled, "seed \(seed)")
        #expect(world.openServers() == [], "seed \(seed)")
        #expect(world.intentsWithoutOneOutcome() == [], "seed \(seed)")
        #expect(world.violations == [], "seed \(seed)")
    }
}
