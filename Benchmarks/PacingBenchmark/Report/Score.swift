import ReconcileCore
import ReconcileSimulation

/// What a scenario's clients are measured against, in seconds, for each seed from 1 on.
package struct Bounds: Sendable {
    let seeds: [UInt64]
    let clairvoyant: [Double]
    /// The clairvoyant's that stays away as long as the server asks.
    let obedient: [Double]

    package init(_ scenario: PacingScenario, seeds count: Int) {
        seeds = Array(1...UInt64(max(1, count)))
        clairvoyant = seeds.map { Oracle.bound(scenario, seed: $0).seconds }
        obedient = seeds.map { Oracle.bound(scenario, seed: $0, obeying: true).seconds }
    }
}

/// What one client came to in one scenario, over all seeds.
package struct Score: Hashable, Sendable {
    /// Runs in which every request was let in, of all.
    package var completeRuns = 0
    package var runs = 0
    /// The clairvoyant's time, mean over the seeds, in seconds.
    package var bound = 0.0
    /// Time over the clairvoyant's: 1 is perfect, the polite bound beside a neighbour. Mean and worst over the seeds.
    package var ratio = 0.0
    package var worstRatio = 0.0
    /// The mean ratio to a clairvoyant that stays away as long as the server asks: the one to beat where a limit rises,
    /// since a rise inside a window that a client was told to wait out is of use only to one that does not wait.
    package var obedientRatio = 0.0
    /// 429s and 429 events in one run, means over the seeds. An event is a 429 whose request left after the 429 of the
    /// event before had arrived: the others are echoes of what was under way.
    package var refusals = 0.0
    package var events = 0.0
    /// 429s added to the neighbour in ten windows, mean over the seeds, against the same neighbour alone; `nil` without one.
    package var harm: Double?
    /// Jain's index of what two equal clients had when the first was done: 1 is fair, a half is all for one.
    package var fairness: Double?
    /// From a write's arrival to its answer, in seconds; 19 of 20 over all seeds were no slower.
    package var writeWait: Double?
}

extension Score {
    /// Runs the client once for each seed of the bounds.
    package init(_ scenario: PacingScenario, _ bounds: Bounds, makeClient: (UInt64) -> any PacingClient) {
        let results = bounds.seeds.map { seed in
            var run = Run(scenario, seed: seed, makeClient: makeClient)
            return run.result()
        }
        let ratios = zip(results, bounds.clairvoyant).map { $0.time.seconds / $1 }
        self.init(
            completeRuns: results.count(where: \.isComplete), runs: results.count, bound: Self.mean(bounds.clairvoyant),
            ratio: Self.mean(ratios), worstRatio: ratios.max() ?? 0,
            obedientRatio: Self.mean(zip(results, bounds.obedient).map { $0.time.seconds / $1 }),
            refusals: Self.mean(results.map { Double($0.refusals) }),
            events: Self.mean(results.map { Double($0.events) }),
            harm: Self.harm(scenario, zip(results, bounds.seeds)),
            fairness: scenario.clientCount > 1 ? Self.mean(results.map { Self.jain($0.shares) }) : nil,
            writeWait: scenario.writes > 0 ? Self.percentile(results.flatMap(\.writeWaits), 0.95) : nil)
    }

    private static func harm(_ scenario: PacingScenario, _ results: some Sequence<(PacingRunResult, UInt64)>) -> Double?
    {
        guard let window = scenario.limits.first?.window, scenario.hasNeighbour else { return nil }
        return mean(
            results.map { result, seed in
                var alone = LoneNeighbour(scenario, seed: seed)
                let added = result.neighbourRefusals - alone.refusals(until: result.ended)
                return Double(added) * (10 * window.seconds) / result.ended.sinceBoot.seconds
            })
    }

    static func jain(_ shares: [Int]) -> Double {
        let shares = shares.map(Double.init)
        let sum = shares.reduce(0, +)
        return sum * sum / (Double(shares.count) * shares.map { $0 * $0 }.reduce(0, +))
    }

    /// The smallest value that so large a part of all does not exceed.
    static func percentile(_ values: [Double], _ part: Double) -> Double? {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[min(sorted.count - 1, Int((Double(sorted.count) * part).rounded(.up)) - 1)]
    }

    static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
