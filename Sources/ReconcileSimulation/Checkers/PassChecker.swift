import ReconcileCore

/// A run that ends by itself ends in time, and its last report says what holds each write that was not made.
struct PassChecker: Checker {
    /// A request under way at the end of the patience may still take its whole time-out.
    private static let slack = Simulation.timeout + .seconds(1)

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        guard let patience = facts.mode.ownPatience else { return [] }
        switch sighting {
        case .report(let report, isLast: true): return overtime(patience, facts) + silence(report, facts)
        case .sending, .handedOut, .alarm, .report: return overtime(patience, facts)
        case .born, .died, .answered, .durable, .remembered, .reloaded, .noWrites, .tokenReplaced, .told: return []
        }
    }

    private func overtime(_ patience: Duration, _ facts: Facts) -> [String] {
        let age = facts.now.boot - facts.bornAt - facts.stalled
        return age <= patience + Self.slack ? [] : ["it goes on after \(age.seconds) s"]
    }

    private func silence(_ report: PassReport, _ facts: Facts) -> [String] {
        guard !facts.mode.isPlan else { return [] }
        let silent = report.resources.filter { $0.verdict == .drifted && $0.holds.isEmpty }
        return silent.map { "\($0.item.id) is left drifted without a hold" }
    }
}

extension EngineConfiguration.Mode {
    /// How long it may take by its own word; `nil` where it does not end by itself.
    fileprivate var ownPatience: Duration? {
        switch self {
        case .service: nil
        case .once(let patience), .plan(let patience): patience
        }
    }
}
