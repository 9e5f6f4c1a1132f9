import ReconcileCore
import ReconcilePolicy

/// `check` for people: every error, then one line that says how it all stands, then the impact.
struct CheckText {
    let files: [String]
    /// Empty where there are errors.
    let policies: [Policy]
    let diagnostics: [PolicyDiagnostic]
    let impact: PolicyImpact?
    let now: WallTime

    func lines() -> [String] {
        diagnostics.map(\.description) + [conclusion] + (impact?.lines ?? [])
    }

    private var conclusion: String {
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count - errors
        let advice = warnings == 0 ? "" : ", \(warnings.of("warning"))"
        guard errors == 0 else {
            return "\(files.count.of("file")), \(errors.of("error"))\(advice)"
        }
        let waivers = policies.flatMap(\.waivers).filter { $0.until > now }
        let next = waivers.map(\.until).min().map { end in
            " (\(waivers.count == 1 ? "ends" : "the first ends") in \(Durations.short(end - now)))"
        }
        let exceptions = waivers.isEmpty ? "" : ", \(waivers.count.of("waiver"))\(next ?? "")"
        return "\(policies.count.of("policy", "policies"))\(exceptions): all valid\(advice)"
    }
}

extension PolicyImpact {
    fileprivate var lines: [String] {
        guard !changes.isEmpty || unchanged > 0 else { return ["no resource is known yet: nothing was listed so far"] }
        var table = Table()
        for change in changes {
            table.add([
                change.name ?? "-", ResourceID(change.id).shortened,
                "\(change.from ?? "no policy") -> \(change.to ?? "no policy")",
            ])
        }
        let comes = changes.count == 1 ? "comes" : "come"
        let stays = unchanged == 1 ? "stays" : "stay"
        return table.lines() + [
            "\(changes.count.of("resource")) \(comes) under another policy, \(unchanged) \(stays)"
        ]
    }
}
