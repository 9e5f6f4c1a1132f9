import ReconcileSimulation
import Testing

@Suite("lives by seed")
struct SwarmTests {
    /// As many as a debug build lives through in about a minute. Fresh ones are `make simulate`.
    static let seeds: UInt64 = 60
    /// Each test runs so many worlds in a row.
    static let perTest: UInt64 = 10

    @Test(
        "whatever goes wrong, nothing unsafe happens; once it ends all comes right and nothing is written any more",
        arguments: 0..<seeds / perTest)
    func lives(part: UInt64) async throws {
        for seed in part * Self.perTest..<(part + 1) * Self.perTest {
            let result = try await Simulation(Scenario.drawn(seed: seed)).live()
            #expect(result.findings == [], "seed \(seed): reconcile-sim replay \(seed) --verbose")
        }
    }

    @Test("a seed that failed once is lived through for ever", arguments: FailedSeed.all())
    func failedOnce(failed: FailedSeed) async throws {
        let result = try await Simulation(Scenario.drawn(seed: failed.seed)).live()
        #expect(result.findings == [], "seed \(failed.seed): \(failed.story)")
    }

    @Test("the same seed gives the same trace to the last effect", arguments: [3, 7, 20, 41] as [UInt64])
    func determinism(seed: UInt64) async throws {
        let first = try await Simulation(Scenario.drawn(seed: seed)).live()
        let second = try await Simulation(Scenario.drawn(seed: seed)).live()
        #expect(first.hash == second.hash)
        #expect(first.end == second.end)
        #expect(first.requests == second.requests)
    }
}
