import ReconcileCore

/// What the process says of a resource is the newest that it was told, and no older view ever replaces a newer one.
/// A resource of unknown verdict always has a hold, a compliant one has none.
struct ViewChecker: Checker {
    private var observedAt: [ResourceID: WallTime] = [:]

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        switch sighting {
        case .born:
            observedAt = [:]
            return []
        case .report(let report, _): return report.resources.flatMap { check($0, facts) }
        case .sending, .answered, .died, .handedOut, .durable, .remembered, .alarm, .reloaded, .noWrites,
            .tokenReplaced, .told:
            return []
        }
    }

    private mutating func check(_ report: ResourceReport, _ facts: Facts) -> [String] {
        let id = report.item.id
        var broken: [String] = []
        if report.verdict == .unknown, report.holds.isEmpty { broken.append("unknown without a hold") }
        if report.verdict == .compliant, !report.holds.isEmpty { broken.append("compliant and held") }
        if let seen = report.observation, case .sshPasswordLogin(let login) = seen, let (sight, _) = facts.sights[id] {
            if let sight, sight.enabled != login.enabled { broken.append("it shows an older view than the newest") }
            if sight == nil { broken.append("it shows a view although the newest answer could not be read") }
        }
        return broken.map { "the report on \(id): \($0)" }
    }
}
