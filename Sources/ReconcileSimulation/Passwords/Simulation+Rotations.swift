import ReconcileCore

/// Hosting accounts when the world comes to rest.
extension Simulation {
    var rotationPolicies: [Policy] {
        (scenario.policySets.first ?? []).filter { $0.rules.kind == .hostingPassword }
    }

    /// True where every account has a password of ours, or waits for what it may wait for.
    func areRotationsRight() -> Bool {
        guard !rotationPolicies.isEmpty, scenario.mode == .service else { return true }
        guard let report = process?.engine.report(at: clock.machine) else { return false }
        return report.resources.allSatisfy(isRotationRight)
    }

    private func isRotationRight(_ report: ResourceReport) -> Bool {
        guard report.item.kind == .hostingPassword else { return true }
        let excuses: Set<HoldReason> = [.notDue, .notEligible, .notActive]
        return report.verdict == .compliant || report.holds.contains { excuses.contains($0.reason) }
    }

    /// What a person says who finds an account of which nobody knows the password.
    func wishes() -> [LedgerEntry] {
        let now = clock.machine.wall
        let memory = process?.engine.rotations
        return accounts[0].accounts.map { ResourceID($0.id) }.filter { memory?[$0].isStuck(at: now) ?? false }
            .map { .rotationRequested(.init(resource: $0, supersede: true, reason: "calm", by: Self.person)) }
    }

    func leftoverRotations() -> [String] {
        let reports = process?.engine.report(at: clock.machine).resources ?? []
        return reports.filter { !isRotationRight($0) }.map { report in
            "\(report.item.id): \(report.verdict.rawValue) \(report.holds.map { "\($0.reason.rawValue) \($0.detail)" })"
        }
    }

    /// What waits the longest: an hour of sending again, the waits after it, and a brake that lets one go a day.
    func longestRotating() -> Duration {
        guard !rotationPolicies.isEmpty else { return .zero }
        let soak = rotationPolicies.compactMap(\.waves?.soak).max() ?? .zero
        return .hours(30) * (accounts[0].accounts.count + 1) + soak * accounts[0].accounts.count
    }

    func healAccounts() {
        for account in accounts[0].accounts {
            var change = AccountChange()
            change.serviceStatus = "active"
            change.isPaused = false
            accounts[0].change(account: account.id, change)
        }
        vault.troubles = []
    }
}
