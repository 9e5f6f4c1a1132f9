import ReconcileCore

/// Kills the process at every effect boundary of a small world, and again at every boundary after that: nothing unsafe
/// may happen, and without any help everything must come right.
package struct CrashMatrix: Sendable {
    /// How many worlds were lived through.
    package private(set) var runs = 0
    /// How many boundaries the world passes while nothing kills it.
    package private(set) var boundaries = 0
    /// The distinct states in which the process was killed: each guest's truth, request and rows.
    package private(set) var states: Set<UInt64> = []
    /// `cuts: finding`.
    package private(set) var findings: [String] = []

    private let world: Scenario

    /// - Parameter guests: how many guests, all of them drifted.
    package init(guests: Int) {
        var fleet = FleetSpecification(guests: guests)
        fleet.drifted = 1
        let rules = SSHPasswordLoginPolicy(desired: .init(enabled: false))
        let policy = Policy(
            name: "shut", mode: .enforce, match: .all, rules: .sshPasswordLogin(rules), every: .minutes(10),
            brake: .off,
            source: PolicySource(file: "shut.yaml", fingerprint: "text-1"))
        var world = Scenario(
            seed: 1, fleet: fleet, policySets: [[policy]], settings: Settings(), rage: .seconds(20))
        world.longestLatency = world.shortestLatency
        world.healsItself = true
        self.world = world
    }

    /// Lives through all cuts at one boundary, and through those at two.
    ///
    /// - Parameter stride: of the second cuts every so-manieth is made; 1 makes all.
    package mutating func run(stride: Int = 1) async throws {
        boundaries = try await live([]).boundariesOfRage
        guard boundaries > 0 else { return }
        for first in 1...boundaries {
            let last = try await live([first]).boundariesOfRage
            guard last > first else { continue }
            for second in Swift.stride(from: first + 1 + first % stride, through: last, by: stride) {
                _ = try await live([first, second])
            }
        }
    }

    private mutating func live(_ cuts: [Int]) async throws -> RunResult {
        var world = world
        world.cuts = cuts
        let result = try await Simulation(world).live()
        runs += 1
        states.formUnion(result.statesCut)
        if let finding = result.findings.first { findings.append("cuts \(cuts): \(finding)") }
        return result
    }
}
