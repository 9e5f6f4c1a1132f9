import ReconcileCore

extension OperatorWord {
    /// What there is to say to a word that would change nothing, so that no row is written for it.
    ///
    /// - Returns: `nil` where it changes something.
    /// - Throws: `CommandFailure` where it cannot be meant.
    func needless(_ request: OperatorCommand.Request) throws -> String? {
        // A word about everything also vouches for the program, whatever it holds against itself.
        guard case .resume(let scope?, let reason, let identity) = request, !identity else { return nil }
        _ = try checked(reason)
        let (policy, resource) = try resolve(scope)
        let report = engine.report(at: now)
        // A ledger that takes no row has to be heard of.
        if report.stops.contains(where: { $0.reason == .ledger }) { return nil }
        if report.pauses.contains(where: { $0.policy == policy && $0.resource == resource }) { return nil }
        let others = report.pauses.map { "'\($0.policy ?? $0.name ?? $0.resource?.text ?? "everything")'" }
        let elsewhere = others.isEmpty ? "" : " Paused: \(others.joined(separator: ", "))."
        return "Nothing was paused for \(scope).\(elsewhere)\(waived(resource, in: report))"
    }

    /// A waiver holds writes too, and resuming is not what ends it.
    private func waived(_ resource: ResourceID?, in report: PassReport) -> String {
        guard let resource else { return "" }
        let binding = report.resources.first { $0.item.id == resource }?.waiver
        let until = binding?.until ?? report.waivers.first { $0.resource == resource }?.until
        return until.map { " The waiver for it stays until \($0.rfc3339)." } ?? ""
    }
}
