import ReconcileCore

/// Runs many seeds and adds up what they came to.
package struct Swarm: Sendable {
    package private(set) var marks = Marks()
    /// The runs in which something was broken.
    package private(set) var failed: [RunResult] = []
    package private(set) var seeds = 0
    package private(set) var simulated = Duration.zero
    package private(set) var requests = 0
    package private(set) var writes = 0
    package private(set) var boundaries = 0
    package private(set) var statesCut: Set<UInt64> = []

    package init() {}

    package var secondsSimulated: Double { simulated.seconds }

    package mutating func add(_ result: RunResult) {
        seeds += 1
        marks.add(result.marks)
        simulated += result.simulated
        requests += result.requests
        writes += result.writes
        boundaries += result.boundaries
        statesCut.formUnion(result.statesCut)
        if !result.findings.isEmpty { failed.append(result) }
    }

    /// Lives through seeds, `jobs` at a time, until `mayGoOn` says no or all of them are done.
    ///
    /// - Parameters:
    ///   - scenario: what a seed stands for.
    ///   - finished: called with each run as it ends, in no order.
    /// - Throws: `StoreError` where no state could be made.
    package mutating func run(
        _ seeds: Range<UInt64>, jobs: Int = 1, scenario: @escaping @Sendable (UInt64) -> Scenario,
        while mayGoOn: () -> Bool = { true }, finished: (RunResult) -> Void = { _ in }
    ) async throws {
        var results: [RunResult] = []
        try await withThrowingTaskGroup(of: RunResult.self) { group in
            var rest = seeds[...]
            for seed in rest.prefix(jobs) {
                group.addTask { try await Simulation(scenario(seed)).live() }
            }
            rest = rest.dropFirst(jobs)
            while let result = try await group.next() {
                finished(result)
                results.append(result)
                guard let seed = rest.first, mayGoOn() else { continue }
                rest = rest.dropFirst()
                group.addTask { try await Simulation(scenario(seed)).live() }
            }
        }
        for result in results { add(result) }
    }
}
