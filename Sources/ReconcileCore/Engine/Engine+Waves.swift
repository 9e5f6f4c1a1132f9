/// Waves: who goes when under one policy text, and whether what went before lasts.
extension Engine {
    /// What is known in this process of one text with waves.
    struct WaveText: Sendable {
        var waves: Waves
        /// The policies that the text is of.
        var policies: [String]
        var seats: WaveSeats
    }

    /// A confirmed write that no read can tell of for so long beyond its soak counts as failed, so that nobody waits for it
    /// for ever.
    static let soakPatience = Duration.hours(1)
    /// Between two looks at a resource whose soak is over and that could not be judged.
    private static let soakRetry = Duration.minutes(5)

    // MARK: Holds

    /// Why a resource has to wait for others of its text; `nil` where it may go.
    func turnHold(_ index: Int, _ governor: Governor, _ waves: Waves) -> Hold? {
        let rollout = memory.rollouts[governor.fingerprint]
        let id = resources[index].id
        if rollout.isHalted(by: waves) {
            let names = rollout.failures.sorted().prefix(3).map { id in
                indices[id].flatMap { resources[$0].record.item.name } ?? id.text
            }
            let detail =
                "\(rollout.failures.count) changes under this policy text failed (\(names.joined(separator: ", ")))."
            return Hold(.wave, "\(detail) \(governor.remedy)", code: "halted")
        }
        if !rollout.isProven, let hold = evidenceHold(index, governor) { return hold }
        let text = waveTexts[governor.fingerprint]
        let wave = max(text?.seats.wave ?? 0, rollout.wave)
        let isMember = rollout.members[id].map { $0 != .failed && wave == rollout.wave } ?? false
        if isMember || text?.seats.seated.contains(id) == true { return nil }
        if resources[index].isThisMachine, wave == 0, !rollout.isProven { return thisMachineHold(governor) }
        let others = wave == 0 ? "The canaries" : "Wave \(wave)"
        let soak = waves.soak.milliseconds / 1000
        let detail = "\(others) of this policy text go first: each is to be confirmed and to last for \(soak) s."
        return Hold(.wave, detail, code: Hold.turn)
    }

    /// The wave that the next write of a resource belongs to.
    func wave(of governor: Governor) -> Int? {
        guard governor.waves != nil else { return nil }
        let text = governor.fingerprint
        return max(waveTexts[text]?.seats.wave ?? 0, memory.rollouts[text].wave)
    }

    // MARK: Seats

    /// Asks for a seat where nothing else holds a wanted write, and gives it up where something does.
    mutating func seekSeat(_ index: Int, _ decision: Decision) {
        guard hasWaves else { return }
        let governor = resources[index].governance.governor
        guard governor?.waves != nil || !waveTexts.isEmpty else { return }
        let id = resources[index].id
        let waits = decision.holds.contains { $0.code == Hold.turn }
        let isHeld = decision.holds.contains { $0.code != Hold.turn }
        let seeks = decision.change != nil && !isHeld
        for text in Array(waveTexts.keys) where !seeks || text != governor?.fingerprint {
            if waveTexts[text]?.seats.leave(id) == true { textsToFill.insert(text) }
        }
        guard seeks, waits, let governor, let waves = governor.waves else { return }
        let text = governor.fingerprint
        if waveTexts[text] == nil {
            let policies = governor.policies.filter { $0.waves != nil }.map(\.name)
            waveTexts[text] = WaveText(waves: waves, policies: policies, seats: WaveSeats(memory.rollouts[text]))
        }
        let (lateness, isLast) = (lateness(index, governor), resources[index].isThisMachine)
        if waveTexts[text]?.seats.ask(id, lateness: lateness, isLast: isLast) == true { textsToFill.insert(text) }
    }

    /// How far behind the others one goes whose write, by all that is known, will count as failed in its wave: the newest
    /// one did, or no read could show that it took. It would halt them. `nil` for one that is likely to succeed.
    func lateness(_ index: Int, _ governor: Governor) -> Int? {
        guard governor.waves != nil else { return nil }
        return memory.rollouts[governor.fingerprint].laggards[resources[index].id]
            ?? (canConfirm(index, governor) ? nil : 0)
    }

    /// True where seats can be given: the order of the waves is that of a hash, so all must have been looked at once.
    var hasSeatsToFill: Bool {
        mutating get {
            guard !textsToFill.isEmpty, inventory.hasAny else { return false }
            while lookedAt < resources.count, isLookedAt(lookedAt) { lookedAt += 1 }
            return lookedAt == resources.count
        }
    }

    /// False while its first look is still to come.
    private func isLookedAt(_ index: Int) -> Bool {
        let isSeen = resources[index].record.observation != nil || resources[index].readFailure != nil
        if resources[index].record.absence != nil { return true }
        return isSeen || !isWorthReading(index) || resources[index].isGone || isForbidden(.read, index)
    }

    mutating func fillSeats(at now: Moment) {
        guard hasSeatsToFill else { return }
        let texts = textsToFill.sorted()
        textsToFill = []
        for text in texts {
            guard var entry = waveTexts.removeValue(forKey: text) else { continue }
            let matched = entry.policies.map { matchedCounts[$0] ?? 0 }.min() ?? 0
            let given = entry.seats.fill(memory.rollouts[text], entry.waves, matched: matched) { id, standing in
                isOnTrial(id, standing, text, entry.waves, at: now)
            }
            waveTexts[text] = entry
            for id in given { if let index = indices[id] { judge(index, at: now) } }
        }
    }

    /// True for a resource of the wave under way that still has to prove itself, and can.
    private func isOnTrial(
        _ id: ResourceID, _ standing: Rollout.Standing, _ text: String, _ waves: Waves, at now: Moment
    ) -> Bool {
        guard let index = indices[id], resources[index].governance.governor?.fingerprint == text else { return false }
        switch standing {
        case .soaked, .failed: return false
        case .confirmed: return waves.soak > .zero && decide(index, at: now).waiver?.enabled == nil
        case .written:
            if resources[index].confirmation != nil || !resources[index].activity.isIdle { return true }
            let decision = decide(index, at: now)
            return decision.change != nil && decision.holds.allSatisfy { $0.reason.passesSoon }
        }
    }

    /// Something was written down that may let the next wave start.
    mutating func noteWaves(_ entry: LedgerEntry) {
        guard !waveTexts.isEmpty else { return }
        switch entry {
        case .confirmed(let row):
            // One that had failed shows after all: it has its soak before the next wave begins.
            waveTexts[row.fingerprint]?.seats.goBack(to: memory.rollouts[row.fingerprint])
            textsToFill.formUnion(waveTexts.keys)
        case .outcome, .unconfirmed, .soaked, .gone: textsToFill.formUnion(waveTexts.keys)
        case .started, .stopped, .known, .enforcing, .drift, .driftEnded, .intent, .paused, .resumed, .waived,
            .waiverEnded, .released, .passwordSealed, .passwordEscrowed, .rotationRequested, .escrowChallenged,
            .escrowProven, .chainAccepted, .invariantBroken:
            break
        }
    }

    // MARK: Soak

    /// When the soak of a resource's confirmed write is over; `nil` where none is under way.
    func soakEnds(_ index: Int) -> WallTime? {
        guard hasWaves, let governor = resources[index].governance.governor, let waves = governor.waves,
            waves.soak > .zero,
            case .confirmed(let since)? = memory.rollouts[governor.fingerprint].members[resources[index].id]
        else { return nil }
        return since + waves.soak
    }

    /// A resource in its soak is looked at when that is over.
    mutating func looksAfterSoak(_ index: Int, at now: Moment) {
        guard let end = soakEnds(index) else { return }
        let due = max(now.boot(at: end), now.boot + (end > now.wall ? .zero : Self.soakRetry))
        resources[index].nextLook = min(resources[index].nextLook ?? due, due)
    }

    /// Writes down whether a confirmed write lasted, once a read or the lack of one tells.
    mutating func noteSoak(_ index: Int, _ decision: Decision, at now: Moment) {
        guard let end = soakEnds(index), decision.waiver?.enabled == nil,
            let governor = resources[index].governance.governor,
            clock.hold(newestRow: memory.newest, at: now.wall) == nil
        else { return }
        let result: LedgerEntry.Soaked.Result
        switch decision.verdict {
        case .compliant:
            guard let seenAt = resources[index].record.observedAt, seenAt >= end else { return }
            result = .lasted
        case .drifted: result = .drifted
        case .unknown:
            guard now.wall >= end + Self.soakPatience else { return }
            result = .unseen
        }
        record(
            .soaked(
                .init(
                    resource: resources[index].id, policy: governor.name, fingerprint: governor.fingerprint,
                    result: result)), at: now)
    }
}
