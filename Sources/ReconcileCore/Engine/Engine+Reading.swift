/// What a read of one resource brings.
extension Engine {
    mutating func readAnswered(
        _ index: Int, _ purpose: RequestClass, sentAt: BootTime, _ reply: Reply, at now: Moment
    ) {
        resources[index].activity = .idle
        endAsking(index, sentAt: sentAt, reply.outcome)
        if !pledges.isEmpty, pledges.remove(index) != nil { hasBrakeEased = true }
        switch reply.outcome {
        case .observed(let observation):
            allow(.read, of: resources[index].kind, at: now)
            if isAsBefore(index, observation, at: now) {
                seenAgain(index, sentAt: sentAt, at: now)
            } else {
                let decision = observed(index, observation, sentAt: sentAt, at: now)
                judge(index, decided: decision, at: now)
            }
            return
        case .malformed(let detail):
            resources[index].record.observation = nil
            resources[index].observedAt = nil
            readFailed(index, .backoff, code: "malformed", detail: "The answer cannot be read: \(detail).", at: now)
        case .lost(let loss):
            readFailed(index, .backoff, code: "lost", detail: loss.detail, timedOut: loss.timedOut, at: now)
        case .refused(let problem):
            readRefused(index, problem, requestID: reply.requestID, at: now)
        case .unsent(let detail):
            readFailed(index, .backoff, code: "unsent", detail: detail, at: now)
        case .page, .written, .rotated:
            preconditionFailure("\(#function): the answer to a read is an observation")
        }
        judge(index, at: now)
    }

    // MARK: Success

    /// True where a service sees again what it saw of a resource that is as wanted: then nothing need be decided.
    private func isAsBefore(_ index: Int, _ observation: Observation, at now: Moment) -> Bool {
        isSteady(index, at: now) && memory.drifts[resources[index].id] == nil && resources[index].confirmation == nil
            && configuration.mode.patience == nil && resources[index].record.observation == observation
    }

    private mutating func seenAgain(_ index: Int, sentAt: BootTime, at now: Moment) {
        noteRead(index, sentAt: sentAt, at: now)
        resources[index].record.lastCompliant = now.wall
        remember(index)
        testify(index, .compliant, at: now)
        goesOnSteady(index, at: now)
    }

    private mutating func noteRead(_ index: Int, sentAt: BootTime, at now: Moment) {
        // Where the list is what is looked at, asking for one more word makes the row no newer.
        let kind = resources[index].kind
        let listedAt = kind.isSeenInList ? inventory[kind]?.completeSince : nil
        let seenAt = listedAt.map { min($0, sentAt) } ?? sentAt
        resources[index].record.observedAt = now.wall(at: seenAt)
        resources[index].observedAt = seenAt
        resources[index].nextLook = resources[index].governance.nextLook(at: resources[index].id, after: now)
        looksAfterSoak(index, at: now)
    }

    /// - Returns: the decision, where it cannot have changed meanwhile.
    private mutating func observed(
        _ index: Int, _ observation: Observation, sentAt: BootTime, at now: Moment
    ) -> Decision? {
        let before = resources[index].record.observation ?? resources[index].seenBefore
        resources[index].record.observation = observation
        noteRead(index, sentAt: sentAt, at: now)
        forgetFailure(index, after: observation)
        // Also of one that no list names: a write that waits to be seen would ask for it again and again.
        confirm(index, observation, at: now)
        noteRootLogin(index, observation)
        if resources[index].record.absence != nil { return nil }
        let decision = decide(index, at: now)
        if (decision.verdict == .drifted) != (memory.drifts[resources[index].id] != nil) {
            trackDrift(index, cause: cause(of: index, before: before, at: now), at: now)
        }
        if decision.verdict == .compliant { resources[index].record.lastCompliant = now.wall }
        noteSoak(index, decision, at: now)
        sayReadability(index, decision)
        remember(index)
        testify(index, decision.verdict, at: now)
        return decision.verdict == .compliant ? decision : nil
    }

    /// A good read ends the wait after failed reads, and after a refused write if the gate is another one now.
    private mutating func forgetFailure(_ index: Int, after observation: Observation) {
        resources[index].readFailure = nil
        if let failure = resources[index].writeFailure, let gate = failure.gate,
            let change = resources[index].governance.governor?.change, observation.gateState(for: change) != gate
        {
            resources[index].writeFailure = nil
        }
    }

    private mutating func sayReadability(_ index: Int, _ decision: Decision) {
        let unreadable = decision.verdict == .unknown ? decision.holds.first { $0.reason == .unknownState } : nil
        if let unreadable, !resources[index].isSaidUnreadable {
            resources[index].isSaidUnreadable = true
            notify(.cannotRead(resources[index].subject, detail: unreadable.detail))
        } else if unreadable == nil, resources[index].isSaidUnreadable {
            resources[index].isSaidUnreadable = false
            notify(.canReadAgain(resources[index].subject))
        }
    }

    mutating func testify(_ index: Int, _ verdict: Verdict, at now: Moment) {
        guard configuration.mode.writes, let governor = resources[index].governance.governor else { return }
        let read = EvidenceRead(
            resource: resources[index].id, policy: governor.name, verdict: verdict, at: now.wall,
            joinWithin: governor.every * 1.5)
        effects.append(.remember(.evidence(read)))
    }

    // MARK: Drift

    /// Why drift that is seen now came about, by what was seen before.
    private func cause(of index: Int, before: Observation?, at now: Moment) -> LedgerEntry.Drift.Cause {
        guard resources[index].record.lastCompliant != nil else { return .adoption }
        guard let before, let wanted = decide(index, at: now).wanted else { return .change }
        switch wanted.finding(for: before, at: now.wall) {
        case .drifted: return .policy
        case .compliant, .unknown, .undecidable: return .change
        }
    }

    /// Writes down when drift begins and ends.
    mutating func trackDrift(_ index: Int, cause: LedgerEntry.Drift.Cause, at now: Moment) {
        let state = resources[index]
        let decision = decide(index, at: now)
        let open = memory.drifts[state.id]
        switch decision.verdict {
        case .drifted where open == nil:
            guard let seen = seen(index, at: now), let policy = state.governance.policyName else { return }
            let wasFlapping = memory.flaps[state.id]?.heldUntil(at: now.wall) != nil
            let drift = LedgerEntry.Drift(
                resource: state.id, policy: policy, cause: cause, seen: seen, code: decision.code,
                lastCompliant: state.record.lastCompliant)
            record(.drift(drift), at: now)
            // That a password has reached its age is no news; what is done about it is.
            if !state.kind.isSeenInList {
                notify(.drifted(state.subject, wanted: decision.change?.enabled ?? false, code: decision.code))
            }
            if !wasFlapping, let until = memory.flaps[state.id]?.heldUntil(at: now.wall) {
                notify(.flapping(state.subject, until: until))
            }
        case .compliant where open != nil:
            endDrift(index, reason: cause == .policy ? .policy : .changed, at: now)
        case .unknown where open != nil && state.governance.isSettledAgainst:
            endDrift(index, reason: .policy, at: now)
        case .compliant, .drifted, .unknown:
            break
        }
    }

    mutating func endDrift(_ index: Int, reason: LedgerEntry.DriftEnded.Reason, at now: Moment) {
        let state = resources[index]
        guard memory.drifts[state.id] != nil else { return }
        record(.driftEnded(.init(resource: state.id, policy: state.governance.policyName, reason: reason)), at: now)
        if reason == .changed { notify(.driftEnded(state.subject)) }
        if reason == .policy, !state.kind.isSeenInList { notify(.driftDropped(state.subject, isReplaced: false)) }
    }

    // MARK: Failure

    private mutating func readRefused(_ index: Int, _ problem: Problem, requestID: String?, at now: Moment) {
        let family = RequestFamily(.read, of: resources[index].kind)
        let detail = problem.sentence(for: "to read it", of: family, requestID: requestID)
        switch problem.status {
        case 401, 429:
            resources[index].confirmation?.notLooked()
        case 403 where problem.isFromAPI:
            forbid(.read, of: resources[index].kind, detail, atOnce: false, at: now)
            readFailed(index, .forbidden, code: problem.code, detail: detail, at: now)
        case 404:
            if let absence = resources[index].record.absence, isSettled(absence, at: now) {
                retire(index, at: now)
            } else {
                resources[index].record.observation = nil
                resources[index].observedAt = nil
                readFailed(index, .backoff, code: problem.code ?? "not_found", detail: detail, at: now)
            }
        case 409:
            let delay = Backoff.conflict(failures: (resources[index].readFailure?.count ?? 0) + 1)
            readFailed(index, .backoff, code: problem.code, detail: detail, delay: delay, at: now)
        default:
            let reason: HoldReason = problem.isRejection ? .rejected : .backoff
            readFailed(index, reason, code: problem.code, detail: detail, at: now)
        }
    }

    private mutating func readFailed(
        _ index: Int, _ reason: HoldReason, code: String?, detail: String, timedOut: Bool = false,
        delay: Duration? = nil, at now: Moment
    ) {
        let count = (resources[index].readFailure?.count ?? 0) + 1
        let usual =
            reason == .backoff
            ? Backoff.transient(failures: count, using: &jitter) : Backoff.rejection(failures: count)
        if resources[index].confirmation == nil || reason != .backoff {
            resources[index].readFailure = ResourceState.Failure(
                reason: reason, code: code, detail: detail, count: count, until: now.boot + (delay ?? usual),
                timedOut: timedOut)
        }
        if count == Self.failuresToSay, !resources[index].isSaidUnreadable {
            resources[index].isSaidUnreadable = true
            notify(.cannotRead(resources[index].subject, detail: detail))
        }
        missedConfirmation(index, provesDrift: false, at: now)
    }

    /// A read that fails once or twice and then succeeds is not worth a line.
    private static let failuresToSay = 3
}

extension Governance {
    /// True where the policies want nothing of the resource, which ends its drift; an open question does not.
    fileprivate var isSettledAgainst: Bool {
        switch self {
        case .none, .conflict: true
        case .undetermined, .governed: false
        }
    }
}

extension Governor {
    /// The write that the policies could ask for.
    var change: Change? {
        switch wanted {
        case .sshPasswordLogin(let login): .sshPasswordLogin(enabled: login.desired.enabled)
        // Which one depends on the account; no gate of the provider's is about it.
        case .hostingPassword: nil
        }
    }
}
