import ReconcileCore

/// Pauses, the file `no-writes`, flapping, the clock and the account's identity forbid writes at the last moment too.
struct ExceptionChecker: Checker {
    private var identity = IdentityFacts()

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        identity.see(sighting, facts)
        guard case .sending(_, .write(let write)) = sighting else { return [] }
        var broken = pauses(write.resource, facts)
        if facts.isNoWrites { broken.append("the file no-writes is there") }
        // A row is dated by its commit, which may be later than the drift that it tells of.
        if let until = facts.ledger.flapsUntil(write.resource), facts.now.wall + .minutes(5) < until {
            broken.append("drift came back three times within a day")
        }
        if let skew = facts.skew, skew > .minutes(5) { broken.append("the clock is \(skew.seconds) s off") }
        if let newest = facts.ledger.newest, facts.now.wall + .seconds(5) < newest {
            broken.append("the clock is before the newest row")
        }
        if identity.isWrong { broken.append("too few of the known resources are listed") }
        return broken.map { "write to \(write.resource): \($0)" }
    }

    private func pauses(_ id: ResourceID, _ facts: Facts) -> [String] {
        var scopes: [LedgerMemory.PauseScope] = [.everything, .resource(id)]
        if let item = facts.item(id) {
            scopes += facts.policies.filter { $0.rules.kind == item.kind && $0.match.answer(for: item) == .yes }
                .map { .policy($0.name) }
        }
        return scopes.compactMap { scope in
            guard let until = facts.pauses[scope] else { return nil }
            return until.map { $0 > facts.now.wall } ?? true ? "\(scope) is paused" : nil
        }
    }
}

/// Whether the account last listed is the one that the ledger knows.
private struct IdentityFacts {
    private var lists = 0
    private var isExpected = true
    private(set) var isWrong = false

    mutating func see(_ sighting: Sighting, _ facts: Facts) {
        switch sighting {
        case .born:
            isExpected = true
            isWrong = false
            lists = facts.completeLists
        case .reloaded, .tokenReplaced:
            isExpected = true
        case .told(.resumed(let row)) where row.identity:
            isExpected = true
        case .sending, .answered, .died, .handedOut, .durable, .remembered, .alarm, .noWrites, .report, .told:
            break
        }
        guard facts.completeLists > lists else { return }
        lists = facts.completeLists
        guard isExpected else { return }
        isExpected = false
        let known = facts.isAccountAccepted ? [] : facts.ledger.known
        let still = known.count { facts.items[$0] != nil }
        isWrong = still * 2 < known.count
    }
}
