import ReconcileCore

/// Waves by the rows alone: each as large as its policy says at most, none before the one before has proved itself, and
/// nothing once so many have failed that a person has to look, over restarts too.
struct WaveChecker: Checker {
    private var trials: [String: Trial] = [:]
    private var texts: [String: String] = [:]
    /// When the process took up that a read showed a write, by the machine's wall clock.
    private var confirmedAt: [ResourceID: WallTime] = [:]
    private var asked: [ResourceID: WallTime] = [:]
    /// When the newest complete list of hosting accounts was asked for, be it by an earlier process.
    private var accountsListedAt: WallTime?
    private var accounts: Set<ResourceID> = []
    private var ofWaivers: Set<IntentID> = []
    /// Intents of the same commit as their outcome.
    private var fresh: [IntentID: LedgerEntry.Intent] = [:]
    /// Followed row by row: what a person asked for may be of the same commit as the intent.
    private var rotations = RotationFacts()

    /// What is known of one text's rollout.
    private struct Trial {
        var wave = 0
        var members: [ResourceID: Standing] = [:]
        var failures: Set<ResourceID> = []
    }

    private enum Standing {
        case written(IntentID)
        case confirmed
        case lasted
        case failed
    }

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        accountsListedAt = facts.hosting.listedDate ?? accountsListedAt
        switch sighting {
        case .answered(_, .read(.state(_, let id)), _, _, let sentAt):
            asked[id] = facts.now.wall(at: sentAt)
            return []
        case .handedOut(let entries): return entries.flatMap { handedOut($0, facts) }
        case .durable(let rows): return rows.flatMap { follow($0, facts) }
        case .born, .sending, .answered, .died, .remembered, .alarm, .reloaded, .noWrites, .tokenReplaced, .told,
            .report:
            return []
        }
    }

    /// What must be true at the time of an event, before its row is durable.
    private mutating func handedOut(_ entry: LedgerEntry, _ facts: Facts) -> [String] {
        switch entry {
        case .confirmed(let row) where !ofWaivers.contains(row.intent):
            confirmedAt[row.resource] = facts.now.wall
            return []
        case .soaked(let row) where row.result == .lasted:
            let soak = facts.governing(row.resource).compactMap(\.waves?.soak).max() ?? .zero
            let isAccount = accounts.contains(row.resource)
            let newest = isAccount ? accountsListedAt : asked[row.resource]
            guard let since = confirmedAt[row.resource], let asked = newest else { return [] }
            if asked < since + soak { return ["\(row.resource) lasted, yet it was read before its soak was over"] }
            return !isAccount && facts.sights[row.resource]?.sight == nil
                ? ["\(row.resource) lasted, yet nobody could see"] : []
        case .started, .stopped, .known, .gone, .enforcing, .drift, .driftEnded, .intent, .outcome, .confirmed,
            .unconfirmed, .soaked, .paused, .resumed, .waived, .waiverEnded, .released, .passwordSealed,
            .passwordEscrowed, .rotationRequested, .escrowChallenged, .escrowProven, .chainAccepted, .invariantBroken:
            return []
        }
    }

    private mutating func follow(_ row: LedgerRow, _ facts: Facts) -> [String] {
        rotations.follow(row)
        switch row.entry {
        case .enforcing(let row): for text in row.policies { texts[text.name] = text.fingerprint }
        case .intent(let row): return intend(row, facts)
        case .outcome(let row): settle(row, facts)
        case .confirmed(let row) where !ofWaivers.contains(row.intent):
            stand(row.resource, row.fingerprint, .confirmed)
        case .unconfirmed(let row) where !ofWaivers.contains(row.intent):
            stand(row.resource, row.fingerprint, .failed)
        case .soaked(let row): stand(row.resource, row.fingerprint, row.result == .lasted ? .lasted : .failed)
        case .gone(let row):
            for text in trials.keys {
                trials[text]?.members[row.resource] = nil
                trials[text]?.failures.remove(row.resource)
            }
        case .released(let row): release(row.policy)
        case .started, .stopped, .known, .drift, .driftEnded, .confirmed, .unconfirmed, .paused, .resumed, .waived,
            .waiverEnded, .passwordSealed, .passwordEscrowed, .rotationRequested, .escrowChallenged, .escrowProven,
            .chainAccepted, .invariantBroken:
            break
        }
        return []
    }

    private mutating func stand(_ id: ResourceID, _ text: String, _ standing: Standing) {
        guard trials[text]?.members[id] != nil else {
            if case .confirmed = standing { trials[text]?.failures.remove(id) }
            return
        }
        trials[text]?.members[id] = standing
        switch standing {
        case .failed: trials[text]?.failures.insert(id)
        case .confirmed: trials[text]?.failures.remove(id)
        case .written, .lasted: break
        }
    }

    private mutating func settle(_ row: LedgerEntry.IntentOutcome, _ facts: Facts) {
        guard let intent = facts.ledger.open[row.intent] ?? fresh[row.intent], intent.wave != nil else { return }
        switch row.result {
        case .accepted, .unknown: return
        case .withdrawn: trials[intent.fingerprint]?.members[row.resource] = nil
        case .refused:
            // Busy, in a hurry, or about the token or this one resource.
            if let status = row.status, ![401, 403, 404, 409, 429].contains(status) {
                stand(row.resource, intent.fingerprint, .failed)
            } else {
                trials[intent.fingerprint]?.members[row.resource] = nil
            }
        }
    }

    private mutating func release(_ policy: String) {
        guard let text = texts[policy] else { return }
        for key in trials.keys where key.split(separator: "+").contains(Substring(text)) { trials[key]?.failures = [] }
    }

    private mutating func intend(_ row: LedgerEntry.Intent, _ facts: Facts) -> [String] {
        fresh = fresh.filter { facts.ledger.open[$0.key] == nil && facts.ledger.outcomes[$0.key] == nil }
        fresh[row.intent] = row
        if row.underWaiver { ofWaivers.insert(row.intent) }
        if row.change.kind == .hostingPassword { accounts.insert(row.resource) }
        let governing = facts.governing(row.resource).filter { row.fingerprint.contains($0.source.fingerprint) }
        let waves = governing.compactMap(\.waves)
        guard let wave = row.wave else {
            let isOrdered = row.underWaiver || rotations.isOrdered(row)
            return waves.isEmpty || isOrdered ? [] : ["intent for \(row.resource): it is in no wave"]
        }
        var trial = trials[row.fingerprint] ?? Trial()
        var broken: [String] = []
        if wave < trial.wave { broken.append("wave \(wave) after wave \(trial.wave)") }
        if wave > trial.wave {
            let soak = waves.map(\.soak).max() ?? .zero
            for (id, standing) in trial.members where isOnTrial(id, standing, row.fingerprint, soak, facts) {
                broken.append("wave \(wave) begins while \(id) is on trial")
            }
            if wave > trial.wave + 1 { broken.append("wave \(wave) after wave \(trial.wave)") }
            trial.wave = wave
            trial.members = [:]
        }
        if let stop = waves.map(\.stopAfterFailures).min(), trial.failures.count >= stop {
            broken.append("\(trial.failures.count) failures had halted its text")
        }
        trial.members[row.resource] = .written(row.intent)
        let isServer = row.change.kind == .sshPasswordLogin
        let matched = isServer ? max(facts.items.count, facts.walk.count) : facts.hosting.count
        let size = waves.map { wave == 0 ? $0.canary : $0.batch.size(matched: matched) }.min()
        if let size, trial.members.count > size {
            broken.append("wave \(wave) has \(trial.members.count) resources, \(size) are allowed")
        }
        trials[row.fingerprint] = trial
        return broken.map { "intent for \(row.resource): \($0)" }
    }

    private func isOnTrial(
        _ id: ResourceID, _ standing: Standing, _ text: String, _ soak: Duration, _ facts: Facts
    ) -> Bool {
        let own = facts.governing(id).map(\.source.fingerprint)
        guard !own.isEmpty, Set(own) == Set(text.split(separator: "+").map(String.init)) else { return false }
        switch standing {
        case .lasted, .failed: return false
        case .confirmed: return soak > .zero && !isOfWaiver(id, facts)
        case .written(let intent):
            guard facts.ledger.unsettled[id]?.intent == intent else { return facts.ledger.open[intent] != nil }
            // A later read may have shown that it did not take, and then it may be held.
            guard let (sight, _) = facts.sights[id], let sight, sight.isKnown, !facts.unread.contains(id) else {
                return facts.items[id] != nil
            }
            return sight.enabled == facts.ledger.unsettled[id]?.change.enabled
        }
    }

    /// True where an exception wants another value, so that no soak can tell of what the wave brought. A row is durable up
    /// to two minutes after its event.
    private func isOfWaiver(_ id: ResourceID, _ facts: Facts) -> Bool {
        let waivers = facts.waivers(id, at: facts.now.wall - .minutes(2))
        return !waivers.isEmpty && waivers.allSatisfy { $0.enabled != nil }
    }
}
