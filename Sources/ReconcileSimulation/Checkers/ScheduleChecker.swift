import ReconcileCore

/// No write outside an open window, by what the windows' rules say of the very instant, and none before drift has settled,
/// but for those of a waiver.
struct ScheduleChecker: Checker {
    /// Since when drift was seen, by the machine's wall clock.
    private var driftSeen: [ResourceID: WallTime] = [:]
    /// The date of the newest read's question, by the machine's wall clock when it was answered.
    private var asked: [ResourceID: WallTime] = [:]

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        switch sighting {
        case .born:
            asked = [:]
            // What the process before handed out and did not make durable has never been.
            let seen = driftSeen
            driftSeen = facts.ledger.driftSince.reduce(into: [:]) { known, row in
                known[row.key] = min(seen[row.key] ?? row.value, row.value)
            }
            return []
        case .answered(_, .read(.state(_, let id)), _, _, let sentAt):
            asked[id] = facts.now.wall(at: sentAt)
            return []
        case .handedOut(let entries):
            for entry in entries { follow(entry, at: facts.now.wall) }
            return []
        case .sending(_, .write(let write)): return check(write, facts)
        case .report(let report, _): return report.resources.flatMap { check($0, facts) }
        case .sending, .answered, .died, .durable, .remembered, .alarm, .reloaded, .noWrites, .tokenReplaced, .told:
            return []
        }
    }

    private mutating func follow(_ entry: LedgerEntry, at now: WallTime) {
        switch entry {
        case .drift(let row): driftSeen[row.resource] = now
        case .driftEnded(let row): driftSeen[row.resource] = nil
        case .started, .stopped, .known, .gone, .enforcing, .intent, .outcome, .confirmed, .unconfirmed, .soaked,
            .paused, .resumed, .waived, .waiverEnded, .released, .passwordSealed, .passwordEscrowed,
            .rotationRequested, .escrowChallenged, .escrowProven, .chainAccepted, .invariantBroken:
            break
        }
    }

    /// What is said to open then does, in all windows.
    private func check(_ resource: ResourceReport, _ facts: Facts) -> [String] {
        let id = resource.item.id
        return resource.holds.compactMap { hold in
            guard hold.reason == .window, hold.code == nil, let opening = hold.until else { return nil }
            let isOpen = facts.governing(id).compactMap(\.windows).allSatisfy {
                WindowRule.isOpen($0.rules, at: opening)
            }
            return isOpen ? nil : "the windows of \(id) are said to open at \(opening.rfc3339)"
        }
    }

    private func check(_ write: WriteRequest, _ facts: Facts) -> [String] {
        let id = write.resource
        let own = facts.ledger.open.values.first { $0.resource == id }
        guard own?.underWaiver == false else { return [] }
        let governing = facts.governing(id)
        var broken: [String] = []
        for windows in governing.compactMap(\.windows) where !WindowRule.isOpen(windows.rules, at: facts.now.wall) {
            broken.append("the windows \(windows.texts) are closed")
        }
        let settle = governing.map(\.settle).max() ?? .zero
        if settle > .zero, let since = driftSeen[id], let asked = asked[id], asked < since + settle {
            broken.append(
                "its drift was read \((asked - since).seconds) s after it was seen, \(settle.seconds) s settle")
        }
        return broken.map { "write to \(id): \($0)" }
    }
}
