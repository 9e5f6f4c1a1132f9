/// From a wanted new password to one that may be sent: made, sealed, written down, handed to those who can open it. Each
/// step is durable before the next; sending it is a write like any other.
extension Engine {
    // MARK: Preparing

    /// What has to be done before a change may be sent; `nil` where nothing has.
    func preparation(for change: Change, _ index: Int) -> PasswordVersion? {
        switch change {
        case .sshPasswordLogin: return nil
        case .hostingPassword(let number):
            let wanted = ResourceState.Deposited(number: number, target: escrowIdentity(index) ?? "")
            let isDeposited = resources[index].deposited == wanted
            return isDeposited ? nil : PasswordVersion(account: resources[index].id, number: number)
        }
    }

    /// Begins with the step that the ledger has not seen done. A version that an earlier process handed over is looked at
    /// again: the escrow must still have it when it is sent.
    mutating func prepare(_ version: PasswordVersion, _ index: Int, at now: Moment) {
        guard let governor = resources[index].governance.governor else { return }
        if !memory.rollouts.isProven(governor.fingerprint), governor.waves == nil {
            canaries[governor.fingerprint] = index
        }
        pledges.insert(index)
        resources[index].activity = .preparing(version)
        if memory.rotations[version.account].version(version.number) == nil {
            seal(version, index)
        } else {
            deposit(version, index)
        }
    }

    private mutating func seal(_ version: PasswordVersion, _ index: Int) {
        guard case .hostingPassword(let wanted)? = resources[index].governance.governor?.wanted else { return }
        let item = resources[index].record.item
        let words = [item.id.text] + [item.name].compactMap { $0 } + (item.domains ?? [])
        effects.append(.escrow(.seal(version, length: wanted.length, avoiding: words)))
    }

    /// Who is to have new passwords of an account.
    private func escrowIdentity(_ index: Int) -> String? {
        guard case .hostingPassword(let wanted)? = resources[index].governance.governor?.wanted else { return nil }
        return wanted.escrow.identity
    }

    mutating func deposit(_ version: PasswordVersion, _ index: Int) {
        guard case .hostingPassword(let wanted)? = resources[index].governance.governor?.wanted,
            let known = memory.rotations[version.account].version(version.number)
        else { return endPreparing(index) }
        let deposit = EscrowOrder.Deposit(
            target: wanted.escrow, name: resources[index].record.item.name ?? version.account.text,
            madeAt: known.madeAt, isNew: !known.isSent,
            before: known.deposit.flatMap { before in
                // Others are named now: as long as it was not sent, it goes to them anew.
                known.isSent || before.target == wanted.escrow.identity ? before : nil
            })
        resources[index].depositTarget = wanted.escrow.identity
        effects.append(.escrow(.deposit(version, deposit)))
    }

    mutating func escrowAnswered(_ version: PasswordVersion, _ answer: EscrowAnswer, at now: Moment) {
        guard let index = indices[version.account] else { return }
        guard case .preparing(version) = resources[index].activity else { return noteMarking(index, answer) }
        switch answer {
        case .marked: break
        case .sealed(let sha256):
            let policy = resources[index].governance.policyName ?? ""
            record(
                .passwordSealed(
                    .init(resource: version.account, policy: policy, version: version.number, sha256: sha256)), at: now)
            unrecorded.append((index, entriesHandedOut))
        case .deposited(let sha256):
            let known = memory.rotations[version.account].version(version.number)
            let target = resources[index].depositTarget ?? ""
            let isAsBefore =
                known?.deposit?.sha256 == sha256 && (known?.isSent == true || known?.deposit?.target == target)
            if known?.deposit == nil || !isAsBefore {
                record(
                    .passwordEscrowed(
                        .init(resource: version.account, version: version.number, sha256: sha256, target: target)),
                    at: now)
            }
            resources[index].deposited = .init(number: version.number, target: target)
            if resources[index].writeFailure?.reason == .escrow { resources[index].writeFailure = nil }
            endPreparing(index)
            judge(index, at: now)
        case .failed(let detail):
            endPreparing(index)
            escrowFailed(index, detail, at: now)
            judge(index, at: now)
        }
    }

    /// Whether people who look into the escrow see what the ledger knows; if not, it is tried again with the next lists.
    private mutating func noteMarking(_ index: Int, _ answer: EscrowAnswer) {
        switch answer {
        case .marked:
            guard unmarked.remove(index) != nil else { return }
            notify(.escrowMarked(resources[index].subject))
        case .failed(let detail):
            guard unmarked.insert(index).inserted else { return }
            notify(.escrowUnmarked(resources[index].subject, detail: detail))
        case .sealed, .deposited: break
        }
    }

    mutating func escrowFailed(_ index: Int, _ detail: String, at now: Moment) {
        let failures = (resources[index].writeFailure?.count ?? 0) + 1
        let sentence = "\(detail). It is tried again by itself."
        writeFailed(index, .escrow, "failed", sentence, Backoff.conflict(failures: failures), at: now)
        if let fingerprint = resources[index].governance.governor?.fingerprint {
            endCanary(fingerprint, of: index, at: now)
        }
    }

    private mutating func endPreparing(_ index: Int) {
        resources[index].activity = .idle
        if pledges.remove(index) != nil { hasBrakeEased = true }
    }

    /// True while any new password is being made and handed over.
    package var isPreparing: Bool {
        pledges.contains { index in
            if case .preparing = resources[index].activity { true } else { false }
        }
    }

    // MARK: Answers

    /// The provider took the password: there is nothing to read it back with, so this is the confirmation, too.
    mutating func rotated(
        _ intent: LedgerEntry.Intent, _ index: Int, _ answer: RotationAnswer, requestID: String?, at now: Moment
    ) {
        let id = resources[index].id
        let before = memory.rotations[id]
        let wasProven = memory.rollouts.isProven(intent.fingerprint)
        settle(intent, index, .accepted, claimed: true, message: nil, requestID: requestID, at: now)
        resources[index].operation = OperationReport(
            requested: intent.change, claimed: true, confirmed: true, message: nil, requestID: requestID, at: now.wall)
        resources[index].writeFailure = nil
        record(
            .confirmed(
                .init(
                    intent: intent.intent, resource: id, policy: intent.policy, fingerprint: intent.fingerprint,
                    seen: seen(index, at: now) ?? intent.before)), at: now)
        looksAfterSoak(index, at: now)
        if memory.drifts[id] != nil { endDrift(index, reason: .repaired, at: now) }
        if case .hostingPassword(let number) = intent.change {
            effects.append(.escrow(.promote(PasswordVersion(account: id, number: number))))
            notify(
                .rotated(
                    resources[index].subject, version: number, affectedAccess: answer.affectedAccess,
                    requestID: requestID))
        }
        eraseDropped(since: before, index)
        if memory.rollouts.isProven(intent.fingerprint) { canaries[intent.fingerprint] = nil }
        if !wasProven { judgeDrifted(at: now) }
    }

    /// What follows in the escrow where the provider refused a password for good.
    ///
    /// - Returns: true where that is so.
    mutating func refuseVersion(since before: Rotation, _ index: Int) -> Bool {
        let id = resources[index].id
        guard let refused = memory.rotations[id].lastRefused, refused != before.lastRefused else { return false }
        effects.append(.escrow(.refuse(PasswordVersion(account: id, number: refused))))
        resources[index].deposited = nil
        eraseDropped(since: before, index)
        return true
    }

    private mutating func eraseDropped(since before: Rotation, _ index: Int) {
        let id = resources[index].id
        let kept = Set(memory.rotations[id].versions.map(\.number))
        for version in before.versions where !kept.contains(version.number) {
            effects.append(.escrow(.erase(PasswordVersion(account: id, number: version.number))))
        }
    }

    /// Finishes what a crash may have kept an earlier process from: each is done again without harm.
    mutating func settleEscrow() {
        for account in memory.rotations.accounts { markVersions(of: account) }
    }

    private mutating func markVersions(of account: ResourceID) {
        let rotation = memory.rotations[account]
        if let current = rotation.current {
            effects.append(.escrow(.promote(PasswordVersion(account: account, number: current.number))))
        }
        if let refused = rotation.lastRefused {
            effects.append(.escrow(.refuse(PasswordVersion(account: account, number: refused))))
        }
    }

    // MARK: Looking

    /// What is known of a resource: its newest read, or what list and ledger say.
    func seen(_ index: Int, at now: Moment) -> Observation? {
        guard let observation = resources[index].record.observation else { return nil }
        switch observation {
        case .sshPasswordLogin: return observation
        case .hostingPassword(var seen):
            let rotation = memory.rotations[resources[index].id]
            seen.row = resources[index].record.item.rowName
            seen.version = rotation.current?.number
            seen.rotatedAt = rotation.rotatedAt
            seen.dueAt = dueAt(index, at: now)
            seen.candidates = rotation.candidates.isEmpty ? nil : rotation.candidates
            return .hostingPassword(seen)
        }
    }

    /// Takes up what a whole list says of resources that are not read otherwise.
    mutating func sawList(of kind: ResourceKind, at now: Moment) {
        guard kind.isSeenInList, let begunAt = inventory[kind]?.begunAt else { return }
        for index in unmarked.sorted() { markVersions(of: resources[index].id) }
        for index in resources.indices where resources[index].kind == kind && !resources[index].isGone {
            guard resources[index].isListed, resources[index].record.absence == nil else { continue }
            if let panel = resources[index].record.item.controlPanel {
                resources[index].record.observation = .hostingPassword(HostingPasswordObservation(controlPanel: panel))
            }
            // Where the list does not say which control panel it is, the account itself is asked first.
            guard resources[index].record.observation != nil else { continue }
            resources[index].observedAt = begunAt
            resources[index].record.observedAt = now.wall(at: begunAt)
            remember(index)
        }
    }

    /// What a look at the list and the calendar brings, for a resource that is not read.
    mutating func lookAtListed(_ index: Int, at now: Moment) {
        giveUpOpen(index, at: now)
        guard resources[index].record.absence == nil, resources[index].record.observation != nil else { return }
        let decision = decide(index, at: now)
        if (decision.verdict == .drifted) != (memory.drifts[resources[index].id] != nil) {
            let isOurs = memory.rotations[resources[index].id].rotatedAt != nil
            trackDrift(index, cause: isOurs ? .age : .adoption, at: now)
        }
        if decision.verdict == .compliant { resources[index].record.lastCompliant = now.wall }
        noteSoak(index, decision, at: now)
        guard resources[index].nextLook.map({ $0 <= now.boot }) ?? true else { return }
        resources[index].nextLook = resources[index].governance.nextLook(at: resources[index].id, after: now)
        looksAfterSoak(index, at: now)
        testify(index, decision.verdict, at: now)
    }

    /// A password is sent again for so long, by a clock that is right; after that only a person can go on.
    private mutating func giveUpOpen(_ index: Int, at now: Moment) {
        let id = resources[index].id
        guard let newest = memory.rotations[id].versions.last, case .open(let since) = newest.standing,
            now.wall >= since + Rotation.longestOpen, let intent = newest.intent,
            clock.hold(newestRow: memory.newest, at: now.wall) == nil
        else { return }
        record(
            .unconfirmed(
                .init(
                    intent: intent.intent, resource: id, policy: intent.policy, fingerprint: intent.fingerprint)),
            at: now)
        let rotation = memory.rotations[id]
        notify(
            .passwordUnsettled(
                resources[index].subject, candidates: rotation.candidates, orOneBeforeUs: rotation.current == nil))
        endCanary(intent.fingerprint, of: index, at: now)
    }

    /// The first password under a policy's text keeps its place while it may be in force and nobody knows, over a restart
    /// too.
    mutating func awaitSettling(_ index: Int) {
        guard let intent = memory.rotations[resources[index].id].open, intent.wave == nil,
            !memory.rollouts.isProven(intent.fingerprint)
        else { return }
        canaries[intent.fingerprint] = index
    }
}
