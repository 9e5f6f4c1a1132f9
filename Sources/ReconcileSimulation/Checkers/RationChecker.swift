import ReconcileCore

/// How many are changed in a day, and who goes first under a text never enforced before: across restarts, renames and
/// whatever the machine's clock says.
struct RationChecker: Checker {
    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        if case .report(let report, _) = sighting { return count(report, facts) }
        guard case .sending(_, .write(let write)) = sighting else { return [] }
        let own = facts.ledger.open.values.first { $0.resource == write.resource }
        // A person who wants a new password now asks no brake, and waits for nobody.
        guard let own, !own.underWaiver, !facts.ledger.rotations.isOrdered(own) else { return [] }
        let broken = brake(write.resource, own, facts) + canary(own, facts) + evidence(own, facts)
        return broken.map { "write to \(write.resource): \($0)" }
    }

    /// The brake counts different resources, and never holds what was changed within the day already.
    private func count(_ report: PassReport, _ facts: Facts) -> [String] {
        var broken: [String] = []
        // A report counts what would be written next as written.
        let next = report.resources.count { $0.change != nil && $0.holds.isEmpty }
        let most = facts.ledger.countable(at: facts.world, facts.now.wall).count + next
        let counted = facts.ledger.counted(at: facts.world, facts.now.wall)
        for resource in report.resources {
            for use in resource.brake where use.used > most {
                broken.append("'\(use.policy)' counts \(use.used) changes, of \(most) resources")
            }
            let isHeld = resource.holds.contains { $0.reason == .brake && $0.code == nil }
            if isHeld, counted.contains(resource.item.id) {
                broken.append("the brake holds \(resource.item.id), which was changed within the day already")
            }
        }
        return broken
    }

    private func brake(_ id: ResourceID, _ own: LedgerEntry.Intent, _ facts: Facts) -> [String] {
        var changed = facts.ledger.changed(before: facts.world, precedingIntent: own.intent)
        // What was changed within the day before this intent: a retry, or one already counted, costs nothing. The intent
        // is older than its write.
        let before = facts.ledger.changes.contains { id, change in
            id != own.intent && change.resource == own.resource
                && facts.world - change.at < .hours(24) + LedgerFacts.daySlack
        }
        guard !before else { return [] }
        changed.remove(id)
        return facts.governing(id).compactMap { policy in
            if facts.ledger.isReleased(policy.name, id) { return nil }
            let items = policy.login == nil ? facts.hosting.items : facts.items
            let matched = items.values.filter { policy.match.answer(for: $0) == .yes }
            guard let allowance = allowance(policy.brake, matched: matched.count) else { return nil }
            let used = matched.count { changed.contains($0.id) }
            return used < allowance ? nil : "\(used) of \(allowance) changes of '\(policy.name)' were used up"
        }
    }

    private func allowance(_ brake: BrakeLimit, matched: Int) -> Int? {
        switch brake {
        case .percent(let share): max(5, matched * share / 100)
        case .resources(let count): count
        case .off: nil
        }
    }

    private func isProven(_ own: LedgerEntry.Intent, _ facts: Facts) -> Bool {
        let texts = own.fingerprint.split(separator: "+").map(String.init)
        return facts.ledger.proven.contains(own.fingerprint)
            || texts.allSatisfy { facts.ledger.proven.contains($0) }
    }

    /// What no read could confirm does not go first, with waves or without.
    private func evidence(_ own: LedgerEntry.Intent, _ facts: Facts) -> [String] {
        let isPicky = facts.governing(own.resource).contains { $0.login?.evidence == .effective }
        guard isPicky, facts.sights[own.resource]?.sight?.source == "config_files", !isProven(own, facts) else {
            return []
        }
        return ["its policy text is not proven, and no read could confirm it here"]
    }

    private func canary(_ own: LedgerEntry.Intent, _ facts: Facts) -> [String] {
        // What has waves is watched by them.
        guard own.wave == nil, !isProven(own, facts) else { return [] }
        let others = facts.ledger.unsettled.values.filter {
            $0.fingerprint == own.fingerprint && $0.resource != own.resource && !$0.underWaiver
                && !facts.disproved.contains($0.intent)
        }
        let isOpen = facts.ledger.open.values.contains {
            $0.fingerprint == own.fingerprint && $0.resource != own.resource && !$0.underWaiver
        }
        return others.isEmpty && !isOpen ? [] : ["its policy text is not proven, and another write is not confirmed"]
    }
}
