import ReconcileCore

extension Scenario {
    /// Draws the policies in force and those that reloads bring.
    mutating func drawPolicies() {
        var draws = SplitMix64.stream("policies", seed: seed)
        let guests = fleet.guests(seed: seed)
        var base = Self.policy("shut", text: "text-1", using: &draws)
        drawSchedule(of: &base)
        if draws.chance(10) { base.match = .conditions(.init(names: [Glob("*")], noTag: ["staging"])) }
        if draws.chance(15) { base.waivers = [Self.waiver(of: draws.pick(guests), using: &draws)] }
        var final = [base]
        switch draws.below(8) {
        case 0: final.append(Self.other(than: base, guests, using: &draws))
        case 1: final.append(Self.open(draws.pick(guests)))
        default: break
        }
        if let dissent = Self.dissent(from: base, seed: seed) { final.append(dissent) }
        var renamed = base
        renamed.name = "renamed"
        renamed.source.fingerprint = "text-2"
        var watching = base
        watching.mode = .observe
        watching.source.fingerprint = "text-3"
        var narrower = base
        narrower.match = .conditions(.init(names: [Glob("web-*"), Glob("db-*")]))
        narrower.every = .minutes(30)
        narrower.source.fingerprint = "text-4"
        // In the order of `renamed` and `watching` below.
        policySets = [final, [renamed], [watching], [narrower], [base, Self.other(than: base, guests, using: &draws)]]
    }

    /// Where the sets with the renamed and with the observing policy stand.
    static let renamed = 1
    static let watching = 2

    /// Windows, settling and waves, from a stream of their own.
    private func drawSchedule(of policy: inout Policy) {
        var draws = SplitMix64.stream("schedule", seed: seed)
        if draws.chance(25) {
            let period = Int64(draws.pick([60, 240, 720]))
            let rule = WindowRule(
                period: period, open: Int64(draws.pick([30, 50])), offset: Int64(draws.below(Int(period))))
            policy.windows = PolicyWindows(rules(of: rule))
        }
        if draws.chance(20) { policy.settle = draws.pick([.seconds(30), .minutes(5), .minutes(30)]) }
        if draws.chance(30) {
            policy.waves = Waves(
                canary: draws.pick([1, 1, 2, 3]),
                batch: draws.pick([.resources(1), .resources(3), .percent(20), .percent(50)]),
                soak: draws.pick([.zero, .minutes(2), .minutes(20)]), stopAfterFailures: draws.pick([1, 2, 5]))
        }
    }

    /// Adds what forbids, and clocks that are set while the world lives, from a stream of their own.
    private func rules(of rule: WindowRule) -> [WindowRule] {
        var draws = SplitMix64.stream("clocks", seed: seed)
        let begin = WorldClock().date.millisecondsSince1970 / 60_000
        let worldMinutes = Int(rage.milliseconds / 60_000) + 24 * 60
        var rules = [rule]
        if draws.chance(50) {
            var denied = rule
            denied.isDenied = true
            switch draws.below(3) {
            case 0:
                // A part of each opening.
                denied.open = Int64(draws.pick([10, 20]))
                denied.offset += Int64(draws.below(Int(rule.open)))
            case 1 where rule.period <= 240:
                // Every other one.
                denied.period *= 2
                denied.offset += draws.chance(50) ? rule.period : 0
            default:
                // All that begin within some hours, once.
                denied.period = 5_256_000
                denied.open = Int64(draws.pick([90, 600]))
                denied.offset = begin + Int64(draws.below(worldMinutes))
            }
            rules.append(denied)
        }
        guard draws.chance(50) else { return rules }
        let change = WindowRule.ClockChange(
            at: begin + Int64(draws.below(worldMinutes)),
            by: (rule.period > 60 ? 60 : 30) * (draws.chance(50) ? 1 : -1))
        for index in rules.indices { rules[index].change = change }
        return rules
    }

    private static func policy(_ name: String, text: String, using draws: inout SplitMix64) -> Policy {
        let rules = SSHPasswordLoginPolicy(
            desired: .init(enabled: false, scope: draws.chance(20) ? .root : .everyone),
            evidence: draws.chance(40) ? .any : .effective)
        let brakes: [BrakeLimit] = [.standard, .standard, .off, .resources(1), .resources(2), .percent(50)]
        return Policy(
            name: name, mode: .enforce, match: .all, rules: .sshPasswordLogin(rules),
            every: .minutes(draws.pick([10, 20, 60, 180, 360])), brake: draws.pick(brakes),
            source: PolicySource(file: "\(name).yaml", fingerprint: text))
    }

    /// A second policy that governs some guests too, or in place of the first, or against it.
    private static func other(
        than first: Policy, _ guests: [SimulatedGuest], using draws: inout SplitMix64
    ) -> Policy {
        var other = first
        other.name = "other"
        other.source = PolicySource(file: "other.yaml", fingerprint: "text-5")
        other.waivers = []
        other.match = .conditions(.init(anyTag: [draws.pick(["web", "db", "prod", "mail"])]))
        other.priority = draws.pick([0, 0, 5, -5])
        other.mode = draws.chance(70) ? .enforce : .observe
        if draws.chance(25) {
            // Wants something else: at the same priority neither governs.
            other.rules = .sshPasswordLogin(.init(desired: .init(enabled: false, scope: .root), evidence: .any))
        }
        return other
    }

    /// A policy that wants something else of some guests, so that nothing governs them.
    private static func dissent(from first: Policy, seed: UInt64) -> Policy? {
        var draws = SplitMix64.stream("dissent", seed: seed)
        guard draws.chance(15) else { return nil }
        var dissent = first
        dissent.name = "dissent"
        dissent.source = PolicySource(file: "dissent.yaml", fingerprint: "text-7")
        dissent.waivers = []
        dissent.match = .conditions(.init(anyTag: [draws.pick(["web", "db", "prod", "mail"])]))
        let scope: SSHPasswordLoginPolicy.Scope = first.login?.desired.scope == .root ? .everyone : .root
        dissent.rules = .sshPasswordLogin(.init(desired: .init(enabled: false, scope: scope), evidence: .any))
        return dissent
    }

    /// A policy that opens one door.
    private static func open(_ guest: SimulatedGuest) -> Policy {
        Policy(
            name: "open", mode: .enforce, priority: 10, match: .conditions(.init(ids: [ResourceID(guest.id)])),
            rules: .sshPasswordLogin(.init(desired: .init(enabled: true), evidence: .any)), every: .minutes(30),
            source: PolicySource(file: "open.yaml", fingerprint: "text-6"))
    }

    private static func waiver(of guest: SimulatedGuest, using draws: inout SplitMix64) -> Policy.Waiver {
        Policy.Waiver(
            match: .conditions(.init(ids: [ResourceID(guest.id)])),
            until: WorldClock().date + .minutes(draws.pick([20, 90, 600])), reason: "a waiver in a file",
            enabled: draws.pick([nil, true]))
    }
}
