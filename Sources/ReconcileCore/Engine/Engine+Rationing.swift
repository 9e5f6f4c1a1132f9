/// Brake and canary: how many are changed in a day, and who goes first.
extension Engine {
    func rationing(_ index: Int, at now: Moment) -> [Hold] {
        guard let governor = resources[index].governance.governor, !isOrdered(index, at: now) else { return [] }
        return [waveHold(index, governor), brakeHold(index, governor, at: now)].compactMap { $0 }
    }

    /// True for the two writes of a waiver, the one that opens the door and the one that shuts it.
    func isWaiverWrite(_ index: Int, at now: Moment) -> Bool {
        let id = resources[index].id
        if memory.waiverChanges[id] != nil { return true }
        let written = resources[index].governance.governor?.waivers.map(Waiver.init) ?? []
        let all = written + (memory.waivers[id].map { [$0.waiver] } ?? [])
        return Waiver.binding(all, at: now.wall)?.enabled != nil
    }

    // MARK: Canary

    /// True while another resource is the first of this policy text and not confirmed yet.
    func waitsForCanary(_ index: Int) -> Bool {
        guard let governor = resources[index].governance.governor, !memory.rollouts.isProven(governor.fingerprint),
            let canary = canaries[governor.fingerprint]
        else { return false }
        return canary != index
    }

    private func waveHold(_ index: Int, _ governor: Governor) -> Hold? {
        if let waves = governor.waves { return turnHold(index, governor, waves) }
        guard !memory.rollouts.isProven(governor.fingerprint) else { return nil }
        if let halted = memory.rollouts.haltedAt(governor.fingerprint), halted != resources[index].id {
            let name = indices[halted].flatMap { resources[$0].record.item.name } ?? halted.text
            let detail = "The first write of this policy text, at \(name), could not be confirmed. \(governor.remedy)"
            return Hold(.wave, detail, code: "canary")
        }
        return resources[index].isThisMachine ? thisMachineHold(governor) : evidenceHold(index, governor)
    }

    func thisMachineHold(_ governor: Governor) -> Hold {
        let detail =
            "reconciled runs on this server, so another one must prove the policy text first. \(governor.remedy)"
        return Hold(.wave, detail, code: "this_machine")
    }

    /// A write that no read could confirm proves nothing of its policy text. It is not made first even where nobody else
    /// could be: whether the text does what it should would stay unknown.
    func evidenceHold(_ index: Int, _ governor: Governor) -> Hold? {
        guard !canConfirm(index, governor) else { return nil }
        let detail =
            "Only its configuration files can be read, which under 'evidence: effective' confirms no write, so another "
            + "server must prove the policy text first, or a read of sshd itself come. \(governor.remedy)"
        return Hold(.wave, detail, code: "evidence")
    }

    /// False where reads like the newest one could not show that a write took.
    func canConfirm(_ index: Int, _ governor: Governor) -> Bool {
        guard let seen = resources[index].record.observation else { return true }
        return governor.wanted.canConfirm(by: seen)
    }

    /// A canary that cannot go on, or that another text governs now, leaves its place to another.
    mutating func freeCanary(_ index: Int, _ decision: Decision, at now: Moment) {
        guard !canaries.isEmpty else { return }
        let isStuck = decision.change == nil || decision.holds.contains { !$0.reason.passesSoon }
        let current = isStuck ? nil : resources[index].governance.governor?.fingerprint
        for fingerprint in canaries.filter({ $0.value == index && $0.key != current }).keys.sorted() {
            endCanary(fingerprint, of: index, at: now)
        }
    }

    /// Frees the first place under a text, if it is this resource's: another's write, such as a waiver's, frees nothing.
    mutating func endCanary(_ fingerprint: String, of index: Int, at now: Moment) {
        guard canaries[fingerprint] == index, memory.rotations[resources[index].id].open == nil else { return }
        canaries[fingerprint] = nil
        judgeDrifted(at: now)
    }

    // MARK: Brake

    private func brakeHold(_ index: Int, _ governor: Governor, at now: Moment) -> Hold? {
        let id = resources[index].id
        guard memory.brake.lastChange(of: id, at: now.wall) == nil else { return nil }
        let drift = memory.drifts[id]
        for policy in governor.policies {
            guard !memory.brake.isReleased(policy: policy.name, drift),
                let allowance = policy.brake.allowance(matched: matchedCounts[policy.name] ?? 0)
            else { continue }
            let used = usedBrake(of: policy.name) + pledged(besides: index, under: policy.name)
            if used >= allowance {
                let detail =
                    "\(used) of \(allowance) changes a day are used up; "
                    + "`reconciled release \(policy.name) --reason …` lets the rest proceed."
                return Hold(.brake, detail, until: brakeEnds(at: now))
            }
        }
        return kindBrakeHold(resources[index].kind, governor, drift, at: now)
    }

    private func kindBrakeHold(
        _ kind: ResourceKind, _ governor: Governor, _ drift: LedgerMemory.OpenDrift?, at now: Moment
    ) -> Hold? {
        guard settings.brake != .off,
            let allowance = settings.brake.allowance(matched: resources.count { $0.kind == kind }),
            !memory.brake.isReleased(policy: governor.name, drift)
        else { return nil }
        // One that no list names any more counts against every kind.
        let used = memory.brake.counted(at: now.wall).keys.count { id in
            indices[id].map { resources[$0].kind == kind } ?? true
        }
        guard used >= allowance else { return nil }
        let detail =
            "\(used) of \(allowance) changes a day over all policies are used up; "
            + "`reconciled release \(governor.name) --reason …` lets the rest proceed."
        return Hold(.brake, detail, code: "all_policies", until: brakeEnds(at: now))
    }

    /// The changes that count against a policy. One of a resource that no list names any more counts against all.
    func usedBrake(of policy: String) -> Int {
        (brakeUse[policy] ?? 0) + changesElsewhere
    }

    /// Reads under way that may become a write of their own.
    private func pledged(besides index: Int? = nil, under policy: String) -> Int {
        pledges.count { other in
            other != index && resources[other].governance.governor?.policies.contains { $0.name == policy } == true
        }
    }

    /// When the oldest counted change ceases to count.
    private func brakeEnds(at now: Moment) -> WallTime? {
        oldestCountedChange.map { $0 + BrakeMemory.span }
    }

    /// Plans anew what the brake held, now that it counts less: as many as there is room for, in the order in which they
    /// would be sent. To judge them all would only hold the others again.
    mutating func judgeBraked(at now: Moment) {
        guard hasBrakeEased else { return }
        hasBrakeEased = false
        guard brakedCount > 0 else { return }
        var room = brakeRoom
        for isFresh in [true, false] {
            for isThisMachine in [false, true] {
                for index in resources.indices where resources[index].isBraked {
                    guard settings.brake != .off || room.values.contains(where: { $0 > 0 }) else { return }
                    guard isFreshEnoughToWrite(index, at: now) == isFresh,
                        resources[index].isThisMachine == isThisMachine
                    else { continue }
                    judgeBraked(index, &room, at: now)
                }
            }
        }
    }

    private mutating func judgeBraked(_ index: Int, _ room: inout [String: Int], at now: Moment) {
        let names = resources[index].governance.governor?.policies.map(\.name) ?? []
        guard names.allSatisfy({ room[$0, default: 1] > 0 }) else { return }
        let planned = judge(index, at: now)
        guard planned == .driftedReread || planned == .write else { return }
        for name in names { room[name]? -= 1 }
    }

    /// How many more resources each policy that has a brake may change.
    private var brakeRoom: [String: Int] {
        var room: [String: Int] = [:]
        for policy in policies {
            guard let allowance = policy.brake.allowance(matched: matchedCounts[policy.name] ?? 0) else { continue }
            room[policy.name] = allowance - usedBrake(of: policy.name) - pledged(under: policy.name)
        }
        return room
    }

    /// Counts anew how many resources each policy matches, and how many of them were changed within a day.
    mutating func recount(at now: Moment) {
        chooseFirstTurns()
        matchedCounts = [:]
        for index in resources.indices where resources[index].record.absence == nil {
            for policy in resources[index].governance.governor?.matching ?? [] {
                matchedCounts[policy.name, default: 0] += 1
            }
        }
        recountChanges(at: now)
    }

    /// Counts anew how many resources of each policy were changed within a day.
    mutating func recountChanges(at now: Moment) {
        brakeUse = [:]
        changesElsewhere = 0
        let changed = memory.brake.counted(at: now.wall)
        for resource in changed.keys { count(resource, by: 1) }
        countedChanges(at: now, oldest: changed.values.min())
    }

    /// Takes off what has ceased to count, before anything is done: with a new change the ledger's memory forgets it.
    mutating func easeBrake(at now: Moment) {
        let isDue = brakeEasesAt.map { $0 <= now.boot } ?? false
        guard isDue || oldestCountedChange.map({ now.wall - $0 >= BrakeMemory.span }) ?? false else { return }
        brakeEasesAt = nil
        expireChanges(at: now)
        hasBrakeEased = true
    }

    /// The same for what has ceased to count since the last time, without counting everything anew.
    private mutating func expireChanges(at now: Moment) {
        let (resources, oldest) = memory.brake.expired(since: changesCountedAt, at: now.wall)
        for resource in resources { count(resource, by: -1) }
        countedChanges(at: now, oldest: oldest)
    }

    private mutating func count(_ resource: ResourceID, by difference: Int) {
        guard let index = indices[resource] else {
            changesElsewhere += difference
            return
        }
        count(index, by: difference)
    }

    private mutating func count(_ index: Int, by difference: Int) {
        // Also where the policies disagree by now: a change is not undone by that.
        let item = resources[index].record.item
        let matching =
            resources[index].governance.governor?.matching ?? policies.filter { $0.match.answer(for: item) == .yes }
        for policy in matching { brakeUse[policy.name, default: 0] += difference }
    }

    private mutating func countedChanges(at now: Moment, oldest: WallTime?) {
        changesCountedAt = now.wall
        oldestCountedChange = oldest
        if let oldest {
            let due = now.boot(at: oldest + BrakeMemory.span)
            brakeEasesAt = min(brakeEasesAt ?? due, max(due, now.boot))
        }
    }

    /// Follows one change of what counts, without counting everything anew.
    mutating func countChange(of index: Int, by difference: Int, at now: Moment) {
        count(index, by: difference)
        guard difference > 0 else {
            hasBrakeEased = true
            return
        }
        guard oldestCountedChange == nil else { return }
        oldestCountedChange = now.wall
        let due = now.boot + BrakeMemory.span
        brakeEasesAt = min(brakeEasesAt ?? due, due)
    }
}

extension Governor {
    /// What a person can do who has looked at what holds its writes.
    var remedy: String {
        "`reconciled release \(name) --reason …` lets it proceed."
    }
}
