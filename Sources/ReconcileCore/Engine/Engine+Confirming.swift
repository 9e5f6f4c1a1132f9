/// The reads after a write: did it take?
extension Engine {
    /// Takes up a write of an earlier process that no read has shown yet. Where it was the first of its policy text,
    /// it still is: no other goes before it is confirmed. What the provider claimed of it still counts: it gets as long
    /// to show as any other.
    mutating func awaitConfirmation(of write: UnsettledWrite, _ index: Int, at now: Moment) {
        let intent = write.intent
        resources[index].confirmation = Confirmation(of: intent, claimed: write.isClaimed ? true : nil, at: now.boot)
        if !intent.underWaiver, intent.wave == nil, !memory.rollouts.isProven(intent.fingerprint) {
            canaries[intent.fingerprint] = index
        }
    }

    /// Compares a read with the write it follows, if there is one.
    mutating func confirm(_ index: Int, _ seen: Observation, at now: Moment) {
        guard let confirmation = resources[index].confirmation else {
            confirmLate(index, seen, at: now)
            return
        }
        guard shows(seen, confirmation.intent, index, at: now) else {
            missedConfirmation(index, provesDrift: disproves(seen, confirmation.intent, index, at: now), at: now)
            return
        }
        confirmed(confirmation.intent, index, seen, at: now)
    }

    /// A write that no read had shown in time may show after all.
    private mutating func confirmLate(_ index: Int, _ seen: Observation, at now: Moment) {
        guard let intent = memory.unsettled[resources[index].id]?.intent, shows(seen, intent, index, at: now) else {
            return
        }
        confirmed(intent, index, seen, at: now)
    }

    private func shows(_ seen: Observation, _ intent: LedgerEntry.Intent, _ index: Int, at now: Moment) -> Bool {
        guard let wanted = resources[index].governance.governor?.wanted, let enabled = intent.change.enabled else {
            return seen.agrees(with: intent.change)
        }
        return wanted.overridden(enabled: enabled).finding(for: seen, at: now.wall) == .compliant
    }

    /// True where the read is sure that the write did not take. One that does not tell the state disproves nothing.
    private func disproves(_ seen: Observation, _ intent: LedgerEntry.Intent, _ index: Int, at now: Moment) -> Bool {
        guard let wanted = resources[index].governance.governor?.wanted, let enabled = intent.change.enabled else {
            return seen.contradicts(intent.change)
        }
        switch wanted.overridden(enabled: enabled).finding(for: seen, at: now.wall) {
        case .drifted: return true
        case .compliant, .unknown, .undecidable: return false
        }
    }

    private mutating func confirmed(
        _ intent: LedgerEntry.Intent, _ index: Int, _ seen: Observation, at now: Moment
    ) {
        let id = resources[index].id
        let wasProven = memory.rollouts.isProven(intent.fingerprint)
        resources[index].confirmation = nil
        resources[index].readFailure = nil
        resources[index].writeFailure = nil
        resources[index].operation?.confirmed = true
        record(
            .confirmed(
                .init(
                    intent: intent.intent, resource: id, policy: intent.policy, fingerprint: intent.fingerprint,
                    seen: seen)), at: now)
        looksAfterSoak(index, at: now)
        if memory.drifts[id] != nil, decide(index, at: now).verdict == .compliant {
            endDrift(index, reason: .repaired, at: now)
        }
        notify(.confirmed(resources[index].subject, enabled: intent.change.enabled ?? false))
        if seen.isWeaker(than: intent.before) {
            let (before, after) = (intent.before.rootLogin, seen.rootLogin)
            notify(.rootLoginWeaker(resources[index].subject, before: before, after: after))
            if weakened[index] == nil { weakened[index] = intent.before }
        }
        if memory.rollouts.isProven(intent.fingerprint) { canaries[intent.fingerprint] = nil }
        if !wasProven { judgeDrifted(at: now) }
    }

    /// Says when root gets in no more easily any longer than before the change that made it so.
    mutating func noteRootLogin(_ index: Int, _ seen: Observation) {
        guard !weakened.isEmpty, let before = weakened[index], seen.isNoWeaker(than: before) else { return }
        weakened[index] = nil
        notify(.rootLoginRestored(resources[index].subject, now: seen.rootLogin))
    }

    /// A read that should have shown the write did not.
    ///
    /// - Parameter provesDrift: true where the read plainly shows the opposite of what was asked for.
    mutating func missedConfirmation(_ index: Int, provesDrift: Bool, at now: Moment) {
        guard var confirmation = resources[index].confirmation else { return }
        let failures = (resources[index].writeFailure?.count ?? 0) + 1
        if confirmation.claimed == nil, provesDrift {
            // The answer was lost, and so, it seems, was the request: another try, after a pause.
            resources[index].confirmation = nil
            let delay = Backoff.transient(failures: failures, using: &jitter)
            writeFailed(index, .backoff, "lost", "The last write was not answered and did not take.", delay, at: now)
        } else if confirmation.missed(at: now.boot) {
            resources[index].confirmation = confirmation
        } else {
            giveUp(confirmation.intent, index, at: now)
        }
    }

    private mutating func giveUp(_ intent: LedgerEntry.Intent, _ index: Int, at now: Moment) {
        resources[index].confirmation = nil
        record(
            .unconfirmed(
                .init(
                    intent: intent.intent, resource: intent.resource, policy: intent.policy,
                    fingerprint: intent.fingerprint)), at: now)
        notify(.unconfirmed(resources[index].subject))
        neverShowed(index, at: now)
        endCanary(intent.fingerprint, of: index, at: now)
    }

    /// Holds further writes of one resource whose newest one no read has shown.
    mutating func neverShowed(_ index: Int, at now: Moment) {
        let failures = (resources[index].writeFailure?.count ?? 0) + 1
        let detail = "The last write did not show in any read within a minute."
        writeFailed(index, .unverified, nil, detail, Backoff.conflict(failures: failures), at: now)
    }
}

extension Observation {
    /// True where the read is sure of the opposite of what a change was to bring.
    fileprivate func contradicts(_ change: Change) -> Bool {
        switch (self, change) {
        case (.sshPasswordLogin(let seen), .sshPasswordLogin(let enabled)): seen.available && seen.enabled == !enabled
        case (.hostingPassword, _), (.sshPasswordLogin, .hostingPassword): false
        }
    }

    fileprivate func agrees(with change: Change) -> Bool {
        switch (self, change) {
        case (.sshPasswordLogin(let seen), .sshPasswordLogin(let enabled)): seen.available && seen.enabled == enabled
        case (.hostingPassword, _), (.sshPasswordLogin, .hostingPassword): false
        }
    }

    fileprivate var rootLogin: String {
        switch self {
        case .sshPasswordLogin(let seen): seen.permitRootLogin ?? "not known"
        case .hostingPassword: "not known"
        }
    }
}
