extension Engine {
    /// Tells how every matched resource stands. Changes nothing.
    package func report(at now: Moment) -> PassReport {
        var ledgerOfPlan = self
        let reports = resources.indices.compactMap { ledgerOfPlan.resourceReport($0, at: now) }
        return PassReport(
            at: now.wall, resources: reports, budget: pacer.budget(at: now.boot),
            closedUntil: pacer.closed(at: now.boot).map(now.wall(at:)), requestsSent: requestsSent,
            nextLook: resources.compactMap(\.nextLook).min().map(now.wall(at:)),
            isListed: inventory.completedAt != nil, stops: globalStops(at: now),
            listedAt: inventory.completedAt.map(now.wall(at:)), pauses: pauseReports(at: now),
            waivers: waiverReports(at: now), warnings: warnings(at: now), unlisted: unlisted,
            silence: silence(at: now))
    }

    /// Of a refused token the stops tell.
    private func silence(at now: Moment) -> PassReport.Silence? {
        let noList = inventory.troubleSince
        if let open = breaker.open {
            let since = noList.map { min($0, open.since) } ?? open.since
            return PassReport.Silence(isWhole: true, detail: open.detail, since: now.wall(at: since))
        }
        guard let noList, let trouble = inventory.trouble else { return nil }
        return PassReport.Silence(isWhole: false, detail: trouble, since: now.wall(at: noList))
    }

    /// The lists that a run which has begun could not read, one sentence each.
    private var unlisted: [String] {
        guard startedAt != nil, configuration.mode.patience != nil else { return [] }
        return inventory.unlisted.map { walk in
            "the \(walk.kind.noun)s of the account could not be listed: "
                + (hopelessness(of: walk) ?? walk.trouble ?? "the list was not answered in time")
        }
    }

    /// Names of policies that once enforced and are not in force any more: said at every start and reload.
    package var vanishedPolicies: [String] {
        memory.everEnforced.subtracting(policies.map(\.name)).sorted()
    }

    private mutating func resourceReport(_ index: Int, at now: Moment) -> ResourceReport? {
        let state = resources[index]
        guard let policy = state.governance.policyName, configuration.only.map({ $0 == state.id }) ?? true else {
            return nil
        }
        var decision = decide(index, at: now)
        if decision.allowsWrite { holdAtTheEnd(&decision, index, at: now) }
        if decision.allowsWrite, !isWaiverWrite(index, at: now),
            memory.brake.lastChange(of: state.id, at: now.wall) == nil
        {
            // What a plan would write counts against what it would write next.
            countChange(of: index, by: 1, at: now)
        }
        let holds = decision.holds.map { hold in
            var hold = hold
            hold.since = hold.since ?? state.record.heldSince(hold.reason) ?? now.wall
            return hold
        }
        let governor = state.governance.governor
        let guardState = decision.change.flatMap { change in
            state.record.observation.flatMap { decision.wanted?.guardState(for: change, seen: $0) }
        }
        return ResourceReport(
            item: state.record.item, policy: policy, mode: governor?.mode,
            matching: governor?.matching.map(\.name) ?? [policy], verdict: decision.verdict, code: decision.code,
            wanted: decision.wanted, observation: seen(index, at: now), observedAt: state.record.observedAt,
            change: decision.change, holds: holds, operation: state.operation,
            driftSince: memory.drifts[state.id]?.since, waiver: decision.waiver,
            guardState: decision.wanted?.hasGuards == true ? guardState : nil,
            isOpenPastWaiver: decision.waiver == nil && memory.waiverChanges[state.id]?.enabled == true
                && decision.verdict == .drifted,
            nextLook: nextLook(index, decision, at: now),
            brake: governor?.policies.map { brakeUse(of: $0) } ?? [],
            rotation: state.kind.isSeenInList ? memory.rotations[state.id] : nil)
    }

    /// When it is looked at next: on schedule, or when the windows open for a write, which begins with a look.
    private func nextLook(_ index: Int, _ decision: Decision, at now: Moment) -> WallTime? {
        guard let look = resources[index].nextLook.map(now.wall(at:)) else { return nil }
        guard decision.change != nil, decision.holds.allSatisfy({ $0.reason == .window }) else { return look }
        let turn = decision.allowsWrite ? turn(index, at: now).map(now.wall(at:)) : nil
        return [look, turn, decision.holds.compactMap(\.until).max()].compactMap { $0 }.min()
    }

    private func brakeUse(of policy: Policy) -> ResourceReport.BrakeUse {
        ResourceReport.BrakeUse(
            policy: policy.name, used: usedBrake(of: policy.name),
            allowance: policy.brake.allowance(matched: matchedCounts[policy.name] ?? 0))
    }

    /// A run that ended with a write neither made nor held ran out of time or budget.
    private func holdAtTheEnd(_ decision: inout Decision, _ index: Int, at now: Moment) {
        guard isFinished, configuration.mode.writes else { return }
        let until = pacer.closed(at: now.boot).map(now.wall(at:))
        if let open = breaker.open {
            decision.holds.append(open.hold(at: now))
        } else if waitsForCanary(index) {
            decision.holds.append(Hold(.wave, "The first write of this policy text is not confirmed yet."))
        } else {
            decision.holds.append(Hold(.rateLimit, "Its turn to be written did not come in time.", until: until))
        }
    }
}
