/// A pause in force: who stopped what, why, and until when.
package struct PauseReport: Hashable, Sendable {
    /// The policy or the resource whose writes are stopped; `nil` for everything.
    package var policy: String?
    package var resource: ResourceID?
    /// The resource's name, where it has one.
    package var name: String?
    package var reason: String
    package var since: WallTime
    /// `nil`: until somebody resumes.
    package var until: WallTime?
    package var by: Actor
}

/// A waiver that somebody made on the command line and that is in force.
package struct WaiverReport: Hashable, Sendable {
    package var resource: ResourceID
    package var name: String?
    package var reason: String
    /// The value wanted until the end; `nil` where the resource is only left alone.
    package var enabled: Bool?
    package var since: WallTime
    package var until: WallTime
    package var by: Actor
}

extension Engine {
    /// The pauses in force, the widest first, then by name.
    func pauseReports(at now: Moment) -> [PauseReport] {
        memory.pauses.filter { $0.value.until.map { $0 > now.wall } ?? true }
            .map { scope, pause in report(of: pause, on: scope) }
            .sorted { ($0.resource?.text ?? "", $0.policy ?? "") < ($1.resource?.text ?? "", $1.policy ?? "") }
    }

    private func report(of pause: LedgerMemory.OpenPause, on scope: LedgerMemory.PauseScope) -> PauseReport {
        var report = PauseReport(reason: pause.reason, since: pause.since, until: pause.until, by: pause.by)
        switch scope {
        case .everything: break
        case .policy(let name): report.policy = name
        case .resource(let id):
            report.resource = id
            report.name = name(of: id)
        }
        return report
    }

    /// The waivers of the command line in force, by resource.
    func waiverReports(at now: Moment) -> [WaiverReport] {
        memory.waivers.filter { $0.value.waiver.until > now.wall }.map { id, open in
            WaiverReport(
                resource: id, name: name(of: id), reason: open.waiver.reason, enabled: open.waiver.enabled,
                since: open.since, until: open.waiver.until, by: open.by)
        }.sorted { $0.resource < $1.resource }
    }

    private func name(of id: ResourceID) -> String? {
        indices[id].flatMap { resources[$0].record.item.name }
    }

    /// What is more often a slip than a wish: policies that went away, and what matches nothing.
    func warnings(at now: Moment) -> [String] {
        let vanished = vanishedPolicies.map {
            "Policy '\($0)' enforced before and is not there any more; what it changed stays as it is."
        }
        let listed = Set(policies.filter { isListed($0.rules.kind) }.map(\.name))
        return vanished
            + idlePolicies(at: now).filter { listed.contains($0.policy) }
            .map { "Policy '\($0.policy)': \($0.detail)" }
            + inventory.omissions.map { "Of the account's lists, \($0)." }
    }

    /// True where it is known who is there: by a list of this run's, or, in an engine that runs nowhere, by an earlier
    /// one whose every name is still remembered.
    private func isListed(_ kind: ResourceKind) -> Bool {
        if inventory.completedAt(of: kind) != nil { return true }
        guard startedAt == nil, let known = memory.known[kind], !known.isEmpty else { return false }
        return known.allSatisfy { indices[$0] != nil }
    }
}
