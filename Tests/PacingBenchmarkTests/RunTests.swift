import ReconcileCore
import ReconcileSimulation
import Testing

@testable import PacingBenchmark

@Suite("One run")
struct RunTests {
    /// Sends whatever is there, at once.
    private struct Greedy: ForgetfulClient {
        init(seed: UInt64) {}
        mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance { .now }
        mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {}
        mutating func answered(_ id: RequestID, isAdmitted: Bool, rate: RateHeaders, at now: BootTime) {}
        mutating func retryDelay(afterAttempts: Int, rate: RateHeaders, at now: BootTime) -> Duration {
            rate.retryAfter ?? .seconds(1)
        }
    }

    /// Never sends anything.
    private struct Mute: ForgetfulClient {
        init(seed: UInt64) {}
        mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance {
            .whenAnswered
        }
        mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {}
        mutating func answered(_ id: RequestID, isAdmitted: Bool, rate: RateHeaders, at now: BootTime) {}
    }

    private func scenario(_ limit: Int, reads: Int) -> PacingScenario {
        var scenario = PacingScenario(
            "test", "test", .headers,
            [
                RateLimit(kind: .slidingLog, limit: limit, window: .seconds(60))
            ])
        scenario.reads = reads
        return scenario
    }

    private func result(_ scenario: PacingScenario, seed: UInt64 = 1) -> PacingRunResult {
        var run = Run(scenario, seed: seed, makeClient: Greedy.init)
        return run.result()
    }

    @Test("429s of requests that were under way together are one event")
    func echoes() {
        let result = result(scenario(8, reads: 16))
        #expect(result.isComplete)
        #expect(result.refusals == 8)
        #expect(result.events == 1)
    }

    @Test("a client that never sends ends the run, and the run says that it is not complete")
    func mute() {
        var run = Run(scenario(8, reads: 16), seed: 1, makeClient: Mute.init)
        let result = run.result()
        #expect(!result.isComplete)
        #expect(result.time == .zero)
    }

    @Test("a write goes ahead of the reads that wait, whichever came first")
    func writesFirst() {
        let start = BootTime(sinceBoot: .zero)
        let read = Driver.Job(purpose: .routine, number: 0, born: start)
        #expect(Driver.Job(purpose: .write, number: 1, born: start + .seconds(1)) < read)
        var scenario = scenario(100_000, reads: 60_000)
        scenario.writes = 20
        let result = result(scenario)
        #expect(result.writeWaits.count == 20)
        // One round trip for a slot to become free, one for the write.
        #expect(result.writeWaits.allSatisfy { $0 < 0.5 }, "\(result.writeWaits)")
    }

    @Test("what was under way at a kill is done again, and nothing leaves while the client is away")
    func kill() {
        var scenario = scenario(100_000, reads: 2000)
        let undisturbed = result(scenario)
        scenario.killed = .seconds(5) ... .seconds(5)
        let killed = result(scenario)
        #expect(killed.isComplete)
        #expect((killed.time - undisturbed.time) >= .seconds(2))
        #expect((killed.time - undisturbed.time) < .seconds(3))
    }

    @Test("two of the same share a key, and each has its own queue")
    func twin() {
        var scenario = scenario(100, reads: 200)
        scenario.neighbour = .twin
        let result = result(scenario)
        #expect(result.isComplete)
        #expect(result.shares.count == 2 && result.shares.contains(200))
    }

    @Test("a neighbour's demand is the same whatever the client does", arguments: UInt64(1)...5)
    func neighbour(seed: UInt64) {
        var alone = scenario(100, reads: 0)
        alone.neighbour = .bursts(of: 36, over: .seconds(5), every: .seconds(60))
        var first = NeighbourTraffic(alone.neighbour, seed: seed)
        var roomy = Server(scenario(100_000, reads: 0), seed: seed)
        while let next = first.next, next.sinceBoot < .hours(1) { first.send(to: &roomy) }
        #expect(first.refusals == 0)
        // Sixty bursts of 36 an hour on average.
        #expect((1000...3500).contains(first.admitted.count), "seed \(seed): \(first.admitted.count)")
        #expect(first.admitted == first.admitted.sorted())
    }

    @Test("the same seed gives the same run, another seed another")
    func determinism() {
        for client in ClientName.allCases {
            let runs = [UInt64(3), 3, 4].map { seed in
                var run = Run(PacingScenario.named("shared-poisson", reads: 200), seed: seed, makeClient: client.make)
                return run.result()
            }
            #expect(runs[0] == runs[1], "\(client)")
            #expect(runs[0] != runs[2], "\(client)")
        }
    }

    @Test("a trace puts the same questions again", arguments: ClientName.allCases)
    func trace(client: ClientName) {
        let trace = DecisionTrace(PacingScenario.named("retryafter-fixed", reads: 200), seed: 1, of: client)
        #expect(trace.decisions >= 200)
        var again = client.make(seed: 1)
        trace.replay(to: &again)
    }
}

extension PacingScenario {
    /// One of the list, with fewer requests, so that a test is quick.
    static func named(_ name: String, reads: Int) -> PacingScenario {
        guard var scenario = all.first(where: { $0.name == name }) else {
            preconditionFailure("no scenario is named '\(name)'")
        }
        scenario.reads = reads
        return scenario
    }
}
