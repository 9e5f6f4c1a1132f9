import ReconcileCore
import ReconcileSimulation
import Testing

@testable import PacingBenchmark

@Suite("The clairvoyant")
struct OracleTests {
    /// Windows get a seeded offset; a log and a bucket do not, so that their bound can be told by hand.
    private func scenario(_ kind: RateLimit.Kind, limit: Int, seconds: Int, reads: Int) -> PacingScenario {
        var scenario = PacingScenario(
            "by-hand", "by hand", .headers,
            [
                RateLimit(kind: kind, limit: limit, window: .seconds(seconds))
            ])
        scenario.reads = reads
        return scenario
    }

    @Test("against a sliding log it needs all windows but the first")
    func slidingLog() {
        let bound = Oracle.bound(scenario(.slidingLog, limit: 8, seconds: 60, reads: 40), seed: 1)
        #expect(bound == .seconds(4 * 60) + .milliseconds(30))
    }

    @Test("against a bucket it needs the time that refills what the burst did not hold")
    func bucket() {
        let bound = Oracle.bound(scenario(.tokenBucket, limit: 20, seconds: 2, reads: 100), seed: 1)
        #expect(abs((bound - .milliseconds(8030)).seconds) < 0.001)
    }

    @Test("where the limit is no limit it needs the round trips that its slots allow")
    func slots() {
        let bound = Oracle.bound(scenario(.slidingLog, limit: 1000, seconds: 60, reads: 80), seed: 1)
        #expect(bound == .milliseconds(30 + 9 * 60))
    }

    @Test("it uses a rise at once, unless it obeys: then it waits as long as it was told")
    func rise() {
        var scenario = scenario(.slidingLog, limit: 8, seconds: 60, reads: 16)
        let risen = RateLimit(kind: .slidingLog, limit: 16, window: .seconds(60))
        scenario.changes = [RateLimitChange(at: BootTime(sinceBoot: .seconds(20)), limits: [risen])]
        #expect(Oracle.bound(scenario, seed: 1) == .seconds(20))
        #expect(Oracle.bound(scenario, seed: 1, obeying: true) == .seconds(60) + .milliseconds(30))
    }

    @Test("what it sends shortly before a kill, or while the client is away, does not count")
    func kill() {
        var scenario = scenario(.slidingLog, limit: 10_000, seconds: 60, reads: 80)
        scenario.killed = .milliseconds(300) ... .milliseconds(300)
        // Five rounds of eight by 270 ms; the rest from 2.33 s on.
        #expect(Oracle.bound(scenario, seed: 1) == .milliseconds(2330 + 4 * 60))
    }

    @Test("beside a neighbour it leaves everything that the neighbour would use", arguments: UInt64(1)...5)
    func polite(seed: UInt64) {
        var alone = scenario(.fixedWindow, limit: 100, seconds: 60, reads: 600)
        let bound = Oracle.bound(alone, seed: seed)
        alone.neighbour = .poisson(perMinute: 36)
        let polite = Oracle.bound(alone, seed: seed)
        // 64 of 100 are left on average: 600 take ten windows instead of six, give or take one for the draws.
        #expect(polite - bound >= .seconds(60) && polite - bound <= .seconds(300), "seed \(seed): \(bound) \(polite)")
    }

    @Test("nobody beats it alone on the key", arguments: PacingScenario.all.filter { !$0.hasNeighbour })
    func unbeaten(full: PacingScenario) {
        var scenario = full
        scenario.reads = min(full.reads, 250)
        for client in ClientName.allCases {
            for seed in UInt64(1)...2 {
                var run = Run(scenario, seed: seed, makeClient: client.make)
                let result = run.result()
                let bound = Oracle.bound(scenario, seed: seed)
                #expect(result.isComplete, "\(scenario.name), \(client), seed \(seed)")
                #expect(result.time >= bound - .milliseconds(1), "\(scenario.name), \(client), seed \(seed)")
            }
        }
    }
}
