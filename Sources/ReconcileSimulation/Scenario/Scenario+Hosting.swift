import ReconcileCore

/// Hosting accounts in some worlds. All of it is drawn from streams of its own, so that it shifts nothing else.
extension Scenario {
    mutating func drawHosting() {
        var draws = SplitMix64.stream("hosting", seed: seed)
        guard draws.chance(25) else { return }
        fleet.accounts = draws.pick([1, 2, 3, 5, 8])
        fleet.legacyPanel = draws.chance(25) ? 0.3 : 0
        fleet.legacyPanelNamed = draws.chance(15) ? 0.2 : 0
        fleet.panelUnlisted = draws.chance(25) ? 0.5 : 0
        fleet.panelUnnamed = draws.chance(15) ? 0.3 : 0
        fleet.accountsSuspended = draws.chance(15) ? 0.3 : 0
        let policy = Self.rotation(using: &draws)
        var targets = SplitMix64.stream("escrow targets", seed: seed)
        for index in policySets.indices where index == 0 || draws.chance(80) {
            var other = policy
            if index > 0, draws.chance(20) { other.mode = .observe }
            if index > 0, draws.chance(30) { other.source.fingerprint = "rotation-2" }
            if index > 0, targets.chance(40) { other.rules = Self.forStrangers(other.rules) }
            policySets[index].append(other)
        }
        drawHostingDisturbances()
    }

    private static func rotation(using draws: inout SplitMix64) -> Policy {
        let first: HostingPasswordPolicy.FirstRotation = draws.pick([.now, .now, .now, .spread, .manual])
        let rules = HostingPasswordPolicy(
            desired: .init(rotatedWithin: .days(draws.pick([10, 90])), firstRotation: first),
            length: draws.pick([12, 32]), escrow: rotationEscrow)
        var policy = Policy(
            name: "rotation", mode: .enforce, match: .all, rules: .hostingPassword(rules),
            every: .minutes(draws.pick([60, 360])), brake: draws.pick([.standard, .off, .resources(1)]),
            source: PolicySource(file: "rotation.yaml", fingerprint: "rotation-1"))
        if draws.chance(15) {
            policy.waves = Waves(
                canary: 1, batch: draws.pick([.resources(1), .percent(50)]), soak: draws.pick([.zero, .minutes(20)]),
                stopAfterFailures: draws.pick([1, 2]))
        }
        return policy
    }

    /// What a person has shown that somebody can open.
    static let rotationEscrow = EscrowTarget.recipients(["age1simulated", "age1simulatedtoo"])

    /// The same for people of whom nobody knows whether they can open anything.
    private static func forStrangers(_ rules: KindPolicy) -> KindPolicy {
        guard case .hostingPassword(var password) = rules else { return rules }
        password.escrow = .recipients(["age1stranger"])
        return .hostingPassword(password)
    }

    private mutating func drawHostingDisturbances() {
        var draws = SplitMix64.stream("hosting disturbances", seed: seed)
        for _ in 0..<draws.pick([0, 3, 8, 20]) {
            let at = Duration.seconds(Int(Double(rage.milliseconds) / 1000 * draws.unit()))
            let phases: [ProcessPhase?] = [nil, .recordingIntent, .writing, .preparing, .preparing]
            let phase = draws.pick(phases)
            disturbances.append(Disturbance(at: at, during: phase, hostingTrouble(using: &draws)))
        }
        disturbances.sort { $0.at < $1.at }
    }

    private func hostingTrouble(using draws: inout SplitMix64) -> Disturbance.What {
        let account = draws.below(fleet.accounts)
        switch draws.below(6) {
        case 0, 1:
            let faults = Fault.allCases.filter { $0 != .emptyPage && $0.kinds.contains(.hostingPassword) }
            return .fault(
                FaultRule(draws.pick(faults), count: draws.pick([1, 2, 4, 12]), kind: .hostingPassword))
        case 2:
            return .vault(
                draws.pick(VaultTrouble.allCases), orders: draws.pick([1, 2, 6]), after: draws.pick([0, 0, 1, 2]))
        case 3: return .crash(after: draws.below(12), isReboot: draws.chance(25), keepsCommit: draws.chance(50))
        case 4: return .tell(.rotate(account, supersede: draws.chance(40)))
        default:
            var change = AccountChange()
            switch draws.below(5) {
            case 0: change.serviceStatus = draws.pick(["active", "suspended"])
            case 1: change.name = "renamed-\(draws.below(9)).example.com"
            case 2: change.isPaused = draws.chance(50)
            case 3: change.passwordIsSetElsewhere = true
            default: change.controlPanel = draws.pick(SimulatedAccount.ControlPanel.allCases)
            }
            return .editAccount(account, change)
        }
    }
}
