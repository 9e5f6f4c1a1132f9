import ReconcileCore
import ReconcileSimulation
import Testing

@testable import PacingBenchmark

@Suite("A score")
struct ScoreTests {
    /// Sends nothing for ten minutes.
    private struct Late: ForgetfulClient {
        init(seed: UInt64) {}
        mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance {
            let start = BootTime(sinceBoot: .minutes(10))
            return now < start ? .at(start) : .now
        }
        mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {}
        mutating func answered(_ id: RequestID, isAdmitted: Bool, rate: RateHeaders, at now: BootTime) {}
        mutating func retryDelay(afterAttempts: Int, rate: RateHeaders, at now: BootTime) -> Duration { .seconds(1) }
    }

    /// A neighbour that wants more than there is, whoever else is there.
    private func crowded(reads: Int) -> PacingScenario {
        var scenario = PacingScenario("crowded", "crowded", .shared, [RateLimit(limit: 30, window: .seconds(60))])
        scenario.neighbour = .poisson(perMinute: 40)
        scenario.reads = reads
        return scenario
    }

    @Test("what a neighbour suffers without us is no harm of ours; what we take from it is")
    func harm() throws {
        // A bound of its own: beside a neighbour that leaves nothing the clairvoyant would wait for ever.
        let bounds = Bounds(.named("headers-fixed", reads: 1), seeds: 3)
        let harmless = try #require(Score(crowded(reads: 1), bounds, makeClient: Late.init).harm)
        let harmful = try #require(Score(crowded(reads: 100), bounds, makeClient: ClientName.gate.make).harm)
        #expect((0...2).contains(harmless), "\(harmless)")
        #expect(harmful > 50, "\(harmful)")
    }

    @Test("Jain's index is 1 for equal shares and a half where one of two has all")
    func fairness() {
        #expect(Score.jain([300, 300]) == 1)
        #expect(Score.jain([300, 0]) == 0.5)
    }

    @Test("of twenty waits the last but one is the one that 95 % do not exceed")
    func percentile() {
        #expect(Score.percentile((1...20).map(Double.init), 0.95) == 19)
        #expect(Score.percentile([3], 0.95) == 3)
        #expect(Score.percentile([], 0.95) == nil)
    }

    @Test("the ratio is the client's time over the bound's, the worst is one seed's")
    func ratio() {
        let scenario = PacingScenario.named("headers-fixed", reads: 300)
        let score = Score(scenario, Bounds(scenario, seeds: 4), makeClient: ClientName.gate.make)
        #expect(score.completeRuns == 4 && score.runs == 4)
        #expect(score.ratio >= 1 && score.ratio < 1.05)
        #expect(score.worstRatio >= score.ratio)
        #expect(score.obedientRatio == score.ratio, "the limit never changes")
        #expect(score.harm == nil && score.fairness == nil && score.writeWait == nil)
    }
}
