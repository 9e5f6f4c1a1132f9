/// Which policies decide about one resource. Boxed, as it is large and hardly ever changes.
package indirect enum Governance: Hashable, Sendable {
    /// No policy of its kind matches.
    case none
    /// A field that a match or a waiver needs is missing, so it is neither in nor out.
    case undetermined(policy: Policy, field: String)
    /// Policies of the same priority want different things.
    case conflict([Policy])
    case governed(Governor)

    package init(of item: InventoryItem, by policies: [Policy]) {
        let candidates = policies.filter { $0.rules.kind == item.kind }.map { ($0, $0.match.answer(for: item)) }
        let matching = candidates.filter { $0.1 == .yes }.map(\.0)
        let top = matching.map(\.priority).max()
        for case (let policy, .undetermined(let field)) in candidates where top.map({ policy.priority >= $0 }) ?? true {
            self = .undetermined(policy: policy, field: field)
            return
        }
        guard let top else {
            self = .none
            return
        }
        if let open = Self.openWaiver(for: item, in: candidates.map(\.0)) {
            self = open
            return
        }
        let governing = matching.filter { $0.priority == top }
        guard let wanted = Wanted.merging(governing.map(\.rules)) else {
            self = .conflict(governing)
            return
        }
        let waivers = candidates.map(\.0).flatMap { policy in
            policy.waivers.filter { $0.match.answer(for: item) == .yes }
        }
        self = .governed(Governor(policies: governing, matching: matching, wanted: wanted, waivers: waivers))
    }

    private static func openWaiver(for item: InventoryItem, in policies: [Policy]) -> Governance? {
        for policy in policies {
            for waiver in policy.waivers {
                if case .undetermined(let field) = waiver.match.answer(for: item) {
                    return .undetermined(policy: policy, field: field)
                }
            }
        }
        return nil
    }

    /// The name under which the resource is reported; `nil` where it is not reported at all.
    package var policyName: String? {
        switch self {
        case .none: nil
        case .undetermined(let policy, _): policy.name
        case .conflict(let policies): policies.first?.name
        case .governed(let governor): governor.name
        }
    }

    package var governor: Governor? {
        switch self {
        case .governed(let governor): governor
        case .none, .undetermined, .conflict: nil
        }
    }
}

/// The policies that govern one resource together: the strictest of each of their conditions holds.
package struct Governor: Hashable, Sendable {
    /// Those with the largest priority, in the order of their names; never empty.
    package var policies: [Policy]
    /// All that match, of any priority.
    package var matching: [Policy]
    package var wanted: Wanted
    /// The waivers for this resource in any policy of its kind, ended ones too.
    package var waivers: [Policy.Waiver]
    /// The first policy's name.
    package var name: String
    package var mode: Policy.Mode
    package var every: Duration
    /// Names the texts in force for this resource: writes under texts never enforced before are canaries.
    package var fingerprint: String
    /// When all of their windows are open; `nil` where none has any.
    package var windows: PolicyWindows?
    /// The longest that any of them wants drift to have been seen.
    package var settle: Duration
    /// How a change is rolled out, the most careful of them; `nil` where none says so.
    package var waves: Waves?

    fileprivate init(policies: [Policy], matching: [Policy], wanted: Wanted, waivers: [Policy.Waiver]) {
        self.policies = policies.sorted { $0.name < $1.name }
        self.matching = matching
        self.wanted = wanted
        self.waivers = waivers
        name = self.policies.first?.name ?? ""
        mode = policies.allSatisfy { $0.mode == .enforce } ? .enforce : .observe
        every = policies.map(\.every).min() ?? .hours(6)
        fingerprint = self.policies.map(\.source.fingerprint).joined(separator: "+")
        windows = PolicyWindows.merging(self.policies.compactMap(\.windows))
        settle = policies.map(\.settle).max() ?? .zero
        waves = Waves.merging(policies.compactMap(\.waves))
    }

    /// Why drift is not mended yet that was seen since then: it may pass by itself.
    ///
    /// The reason is `window`, as it is about when a change may be made; `notDue` would call the drift excused.
    ///
    /// - Parameter driftSince: `nil` for drift that is seen for the first time now.
    func settling(driftSince: WallTime?, at now: WallTime) -> Hold? {
        // A date ahead of the clock would hold for too long.
        let settled = min(driftSince ?? now, now) + settle
        guard now < settled else { return nil }
        let detail = "Drift is mended once it was seen for \(settle.milliseconds / 1000) s."
        return Hold(.window, detail, code: Hold.settling, until: settled)
    }
}
