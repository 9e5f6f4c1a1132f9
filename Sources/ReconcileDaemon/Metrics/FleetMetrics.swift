import ReconcileCore

/// How everything stands now, as samples. They are made anew for each scrape, so nothing of a policy or a hold that is no
/// more stays.
struct FleetMetrics: Sendable {
    private let report: PassReport
    private let policies: [Policy]
    private let isCircuitOpen: Bool
    private let budgetResets: WallTime?

    /// What a resource is counted as.
    private enum Class: String, CaseIterable {
        case compliant
        case drifted
        case unknown
        case waived
        case paused
    }

    init(_ report: PassReport, policies: [Policy], isCircuitOpen: Bool, budgetResets: WallTime?) {
        self.report = report
        self.policies = policies
        self.isCircuitOpen = isCircuitOpen
        self.budgetResets = budgetResets
    }

    init(_ engine: Engine, at now: Moment) {
        self.init(
            engine.report(at: now), policies: engine.policiesInForce, isCircuitOpen: engine.isBreakerOpen,
            budgetResets: engine.budgetResets(at: now))
    }

    var samples: [MetricSample] { policies.flatMap(samples) + holds + exceptions + budget }

    private func samples(of policy: Policy) -> [MetricSample] {
        let resources = report.resources.filter { $0.policy == policy.name }
        let classes = resources.map(classification)
        let oldest = zip(resources, classes).compactMap { resource, itsClass in
            itsClass == .drifted || itsClass == .paused ? resource.driftSince : nil
        }.min()
        let unverified = resources.count { $0.holds.contains { $0.reason == .unverified } }
        return Class.allCases.map { itsClass in
            MetricCatalogue.targets.sample(Double(classes.count { $0 == itsClass }), policy.name, itsClass.rawValue)
        } + [
            MetricCatalogue.driftOldest.sample(oldest.map { max(0, (report.at - $0).seconds) } ?? 0, policy.name),
            MetricCatalogue.unverified.sample(Double(unverified), policy.name),
            MetricCatalogue.interval.sample(policy.every.seconds, policy.name),
        ] + passwords(of: policy, resources)
    }

    /// A password that is not ours has an age that nobody knows: it is left out, as 0 would mean that it is new.
    private func passwords(of policy: Policy, _ resources: [ResourceReport]) -> [MetricSample] {
        guard policy.rules.kind == .hostingPassword else { return [] }
        let oldest = resources.compactMap { $0.rotation?.rotatedAt }.min()
        let overdue = resources.count { resource in
            guard case .hostingPassword(let seen)? = resource.observation, let due = seen.dueAt else { return false }
            return due < report.at
        }
        return (oldest.map { [MetricCatalogue.secretAge.sample(max(0, (report.at - $0).seconds), policy.name)] } ?? [])
            + [MetricCatalogue.rotationOverdue.sample(Double(overdue), policy.name)]
    }

    /// What cannot be told stays unknown, whoever made an exception of it.
    private func classification(of resource: ResourceReport) -> Class {
        switch resource.verdict {
        case .unknown: .unknown
        case .compliant: resource.waiver == nil ? .compliant : .waived
        case .drifted:
            if resource.waiver != nil {
                .waived
            } else {
                resource.holds.contains { $0.reason == .paused } ? .paused : .drifted
            }
        }
    }

    private var holds: [MetricSample] {
        let leading = report.resources.compactMap { $0.holds.first?.reason }
        let stops = Set(report.stops.map(\.reason))
        return HoldReason.allCases.flatMap { reason in
            [
                MetricCatalogue.blocked.sample(Double(leading.count { $0 == reason }), reason.rawValue),
                MetricCatalogue.writesStopped.sample(stops.contains(reason) ? 1 : 0, reason.rawValue),
            ]
        } + [
            MetricCatalogue.circuitOpen.sample(isCircuitOpen ? 1 : 0),
            MetricCatalogue.openDoors.sample(Double(report.resources.count(where: \.isOpenPastWaiver))),
        ]
    }

    private var exceptions: [MetricSample] {
        let written = policies.flatMap(\.waivers)
        let expired = written.count { $0.until <= report.at }
        let endless = report.pauses.count { $0.until == nil }
        return [
            MetricCatalogue.waivers.sample(Double(report.waivers.count + written.count - expired), "active"),
            MetricCatalogue.waivers.sample(Double(expired), "expired"),
            MetricCatalogue.pauses.sample(Double(report.pauses.count - endless), "active"),
            MetricCatalogue.pauses.sample(Double(endless), "open_ended"),
        ]
    }

    /// What is not known is left out: 0 would mean that nothing may be sent.
    private var budget: [MetricSample] {
        let source = report.budget.source.rawValue
        return [
            report.budget.limit.map { MetricCatalogue.budgetLimit.sample(Double($0), source) },
            report.budget.remaining.map { MetricCatalogue.budgetRemaining.sample(Double($0), source) },
            budgetResets.map { MetricCatalogue.budgetReset.sample($0.secondsSince1970, source) },
        ].compactMap { $0 }
    }
}
