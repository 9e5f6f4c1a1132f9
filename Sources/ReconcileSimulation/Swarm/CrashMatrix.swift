import ReconcileCore

/// Kills the process at every effect boundary of a small world, and again at every boundary after that: nothing unsafe
/// may happen, and without any help everything must come right.
package struct CrashMatrix: Sendable {
    /// The world that is killed, in a few words.
    package let name: String
    /// How many worlds were lived through.
    package private(set) var runs = 0
    /// How many boundaries the world passes while nothing kills it.
    package private(set) var boundaries = 0
    /// The distinct states in which the process was killed: the truth, request and rows of each resource.
    package private(set) var states: Set<UInt64> = []
    /// `cuts: finding`.
    package private(set) var findings: [String] = []

    private let world: Scenario

    /// - Parameters:
    ///   - accounts: how many hosting accounts, none of which has a password of ours.
    ///   - answer: what becomes of the first answer to a password; `nil`: it comes.
    ///   - trouble: what one order about the escrow meets.
    ///   - after: how many orders go well before it: 0 for making the password, 1 for handing it over, 2 for marking it.
    package init(accounts: Int, answer: Fault? = nil, trouble: VaultTrouble? = nil, after: Int = 0) {
        let rules = HostingPasswordPolicy(
            desired: .init(rotatedWithin: .days(90), firstRotation: .now), escrow: Scenario.rotationEscrow)
        let policy = Policy(
            name: "rotation", mode: .enforce, match: .all, rules: .hostingPassword(rules), every: .hours(1),
            brake: .off,
            source: PolicySource(file: "rotation.yaml", fingerprint: "rotation-1"))
        var world = Self.world(FleetSpecification(guests: 0, accounts: accounts), policy)
        if let answer {
            let rule = FaultRule(answer, count: 1, kind: .hostingPassword, requests: [.write])
            world.disturbances.append(Disturbance(at: .zero, .fault(rule)))
        }
        if let trouble {
            world.disturbances.append(Disturbance(at: .zero, .vault(trouble, orders: 1, after: after)))
            // The next try of a failed order is within this time, and so are the cuts.
            world.rage = .minutes(6)
        }
        self.world = world
        var events = answer.map { [$0.rawValue] } ?? []
        if let trouble { events.append("\(trouble.rawValue) after \(after) orders") }
        name = "accounts: \(accounts), " + (events.isEmpty ? "no trouble" : events.joined(separator: ", "))
    }

    /// - Parameter guests: how many guests, all of them drifted.
    package init(guests: Int) {
        var fleet = FleetSpecification(guests: guests)
        fleet.drifted = 1
        let rules = SSHPasswordLoginPolicy(desired: .init(enabled: false))
        let policy = Policy(
            name: "shut", mode: .enforce, match: .all, rules: .sshPasswordLogin(rules), every: .minutes(10),
            brake: .off,
            source: PolicySource(file: "shut.yaml", fingerprint: "text-1"))
        world = Self.world(fleet, policy)
        name = "guests: \(guests)"
    }

    /// One account in each trouble that the protocol of a rotation knows.
    package static let rotations: [CrashMatrix] =
        [nil, .droppedAfterApply, .droppedBeforeApply, .silentAfterApply, .wrongAccount, .weakPassword]
        .map { CrashMatrix(accounts: 1, answer: $0) }
        + VaultTrouble.allCases.flatMap { trouble in
            (0...2).map { CrashMatrix(accounts: 1, trouble: trouble, after: $0) }
        }

    private static func world(_ fleet: FleetSpecification, _ policy: Policy) -> Scenario {
        var world = Scenario(
            seed: 1, fleet: fleet, policySets: [[policy]], settings: Settings(), rage: .seconds(20))
        world.longestLatency = world.shortestLatency
        world.healsItself = true
        return world
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
