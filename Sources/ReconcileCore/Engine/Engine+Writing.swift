import DequeModule

/// From a wanted change to a confirmed one.
extension Engine {
    // MARK: Intent

    /// A slot is free for this write: everything is checked again, then the intent is handed out for recording.
    mutating func beginWrite(_ index: Int, at now: Moment) {
        guard let intent = nextIntent(index, at: now) else {
            judge(index, at: now)
            // Its turn goes to the next that the brake held.
            hasBrakeEased = true
            return
        }
        if let version = preparation(for: intent.change, index) { return prepare(version, index, at: now) }
        // Asked last: one that cannot go for another reason must not use up the one try that is let through.
        let family = RequestFamily(.write, of: resources[index].kind)
        if let opensAt = families[family, default: FamilyGate()].admits(at: now.boot) {
            if configuration.mode.patience == nil { queue.plan(nil, for: index, due: opensAt) }
            return
        }
        probingWrite = families[family]?.stopped == nil ? nil : intent.resource
        let id = nextRequestID()
        pacer.sent(id, for: .write, at: now.boot)
        let wasCounted = memory.brake.lastChange(of: intent.resource, at: now.wall) != nil
        record(.intent(intent), at: now)
        if !intent.underWaiver, !wasCounted { countChange(of: index, by: 1, at: now) }
        if intent.wave != nil {
            waveTexts[intent.fingerprint]?.seats.used(intent.resource)
        } else if !memory.rollouts.isProven(intent.fingerprint), !intent.underWaiver {
            canaries[intent.fingerprint] = index
        }
        resources[index].activity = .recording(intent, id)
        unrecorded.append((index, entriesHandedOut))
    }

    private func nextIntent(_ index: Int, at now: Moment) -> LedgerEntry.Intent? {
        let decision = decide(index, at: now)
        let state = resources[index]
        guard decision.allowsWrite, !waitsForCanary(index), let change = decision.change,
            let governor = state.governance.governor, let before = seen(index, at: now),
            let age = age(index, at: now), isFreshEnoughToWrite(index, at: now)
        else { return nil }
        let underWaiver = isWaiverWrite(index, at: now)
        return LedgerEntry.Intent(
            intent: IntentID(number: memory.lastIntent.number + 1), resource: state.id, policy: governor.name,
            fingerprint: governor.fingerprint, change: change, before: before, readAgeMilliseconds: age.milliseconds,
            underWaiver: underWaiver, wave: isOrdered(index, at: now) ? nil : wave(of: governor))
    }

    /// Intents cannot be made durable now: their slots go to reads meanwhile, and they are not sent any more.
    mutating func recordingFailed(_ detail: String) {
        recordingTrouble = detail
        for waiting in unrecorded {
            // A password that waits to be written down needs no slot.
            if case .recording(_, let id) = resources[waiting.resource].activity { pacer.withdrawn(id) }
        }
    }

    /// The first `count` entries are durable: the intents among them may go, if everything still allows it.
    mutating func recorded(_ count: UInt64, at now: Moment) {
        recordingTrouble = nil
        memory.recorded(at: now.wall)
        while let first = unrecorded.first, first.mark <= count {
            unrecorded.removeFirst()
            release(first.resource, at: now)
        }
    }

    private mutating func release(_ index: Int, at now: Moment) {
        switch resources[index].activity {
        case .recording(let intent, let id):
            if mayStillGo(intent, id, index, at: now) {
                resources[index].activity = .writing(intent, id)
                resources[index].writtenAt = now.boot
                requests[id] = .write(index)
                requestsSent += 1
                effects.append(.send(id, .write(WriteRequest(resource: intent.resource, change: intent.change))))
            } else {
                pacer.withdrawn(id)
                resources[index].activity = .idle
                endProbe(of: intent.resource)
                settle(intent, index, .withdrawn, message: "Something forbade it before it was sent.", at: now)
                judge(index, at: now)
            }
        case .preparing(let version): deposit(version, index)
        case .idle, .reading, .writing:
            preconditionFailure("\(#function) while \(resources[index].activity): no intent is being recorded")
        }
    }

    private func mayStillGo(_ intent: LedgerEntry.Intent, _ id: RequestID, _ index: Int, at now: Moment) -> Bool {
        let decision = decide(index, at: now)
        let isSameText = resources[index].governance.governor?.fingerprint == intent.fingerprint
        return decision.allowsWrite && decision.change == intent.change && isSameText
            && isFreshEnoughToWrite(index, at: now) && !isStopping && !isFinished && pacer.holdsSlot(id)
            && pacer.closed(at: now.boot) == nil && breaker.open == nil && pacer.isWithinCeiling(at: now.boot)
    }

    /// The one write that was let through has ended: the stop, if it stays, is for its resource too.
    private mutating func endProbe(of resource: ResourceID) {
        if probingWrite == resource { probingWrite = nil }
    }

    // MARK: Answer

    mutating func writeAnswered(_ index: Int, _ reply: Reply, at now: Moment) {
        guard case .writing(let intent, _) = resources[index].activity else {
            preconditionFailure("\(#function) while \(resources[index].activity): no write is under way")
        }
        resources[index].activity = .idle
        endProbe(of: intent.resource)
        switch reply.outcome {
        case .written(let answer):
            allow(.write, of: resources[index].kind, at: now)
            accepted(intent, index, answer, requestID: reply.requestID, at: now)
        case .rotated(let answer) where answer.account == intent.resource:
            allow(.write, of: resources[index].kind, at: now)
            rotated(intent, index, answer, requestID: reply.requestID, at: now)
        case .rotated(let answer):
            let detail = "The answer names another account, '\(answer.account)'."
            outcomeUnknown(intent, index, detail: detail, reply, at: now)
        case .unsent(let detail):
            settle(intent, index, .withdrawn, message: detail, at: now)
            escrowFailed(index, detail, at: now)
        case .malformed(let detail):
            outcomeUnknown(intent, index, detail: detail, reply, at: now)
        case .lost(let loss):
            outcomeUnknown(intent, index, detail: loss.detail, reply, at: now)
        case .refused(let problem) where problem.status >= 500 || (problem.status == 403 && !problem.isFromAPI):
            let detail = problem.sentence(for: "the write", requestID: nil)
            outcomeUnknown(intent, index, detail: detail, reply, at: now)
        case .refused(let problem):
            refused(intent, index, problem, requestID: reply.requestID, at: now)
        case .page, .observed:
            preconditionFailure("\(#function): the answer to a write is a claim")
        }
        judge(index, at: now)
    }

    private mutating func accepted(
        _ intent: LedgerEntry.Intent, _ index: Int, _ answer: WriteAnswer, requestID: String?, at now: Moment
    ) {
        let claimed = answer.verified && answer.requested == intent.change
        settle(
            intent, index, .accepted, claimed: claimed, message: answer.message, requestID: requestID, at: now)
        resources[index].operation = OperationReport(
            requested: intent.change, claimed: claimed, confirmed: false, message: answer.message,
            requestID: requestID, at: now.wall)
        resources[index].confirmation = Confirmation(of: intent, claimed: claimed, at: now.boot)
        if claimed {
            notify(.claimed(resources[index].subject, enabled: intent.change.enabled ?? false, requestID: requestID))
        } else {
            notify(.unverified(resources[index].subject, message: answer.message))
        }
    }

    private mutating func outcomeUnknown(
        _ intent: LedgerEntry.Intent, _ index: Int, detail: String, _ reply: Reply, at now: Moment
    ) {
        settle(
            intent, index, .unknown, status: reply.outcome.status, message: detail, requestID: reply.requestID,
            at: now)
        resources[index].operation = OperationReport(
            requested: intent.change, claimed: nil, confirmed: false, message: detail, requestID: reply.requestID,
            at: now.wall)
        if resources[index].kind.isSeenInList {
            // Nothing can be read: the same is sent again.
            let failures = (resources[index].writeFailure?.count ?? 0) + 1
            let delay = Backoff.transient(failures: failures, using: &jitter)
            writeFailed(index, .backoff, "lost", "The last write was not answered: \(detail)", delay, at: now)
        } else {
            resources[index].confirmation = Confirmation(of: intent, claimed: nil, at: now.boot)
        }
        notify(.outcomeUnknown(resources[index].subject, detail: detail))
    }

    private mutating func refused(
        _ intent: LedgerEntry.Intent, _ index: Int, _ problem: Problem, requestID: String?, at now: Moment
    ) {
        let before = memory.rotations[intent.resource]
        settle(
            intent, index, .refused, status: problem.status, code: problem.code, message: problem.detail,
            requestID: requestID, at: now)
        resources[index].operation = OperationReport(
            requested: intent.change, claimed: false, confirmed: false, isRefused: true, message: problem.detail,
            requestID: requestID, at: now.wall)
        let isVersionRefused = refuseVersion(since: before, index)
        switch problem.status {
        case _ where isVersionRefused && mayTryAnother(index, problem):
            // Nobody needs to hear of it: another password is made, or the account is not eligible and says so.
            return endCanary(intent.fingerprint, of: index, at: now)
        case 429:
            resources[index].writtenAt = nil
        case 401:
            resources[index].writtenAt = nil
            forbid(.write, of: resources[index].kind, sentence(problem, index, requestID), atOnce: false, at: now)
        case 403:
            forbid(.write, of: resources[index].kind, sentence(problem, index, requestID), atOnce: false, at: now)
            waitAfter(problem, intent, index, requestID: requestID, at: now)
        default:
            waitAfter(problem, intent, index, requestID: requestID, at: now)
        }
        if problem.status != 429, problem.status != 401 {
            notify(.refused(resources[index].subject, problem, requestID: requestID))
        }
        endCanary(intent.fingerprint, of: index, at: now)
    }

    private func sentence(_ problem: Problem, _ index: Int, _ requestID: String?) -> String {
        problem.sentence(
            for: "the write", of: RequestFamily(.write, of: resources[index].kind), requestID: requestID)
    }

    /// Holds further writes of one resource as long as what refused the newest one calls for.
    private mutating func waitAfter(
        _ problem: Problem, _ intent: LedgerEntry.Intent, _ index: Int, requestID: String?, at now: Moment
    ) {
        let detail = sentence(problem, index, requestID)
        let failures = (resources[index].writeFailure?.count ?? 0) + 1
        switch problem.status {
        case 403: writeFailed(index, .forbidden, problem.code, detail, Backoff.rejection(failures: failures), at: now)
        case 404:
            let delay = Backoff.transient(failures: failures, using: &jitter)
            writeFailed(index, .backoff, problem.code ?? "not_found", detail, delay, at: now)
        case 409:
            writeFailed(index, .backoff, problem.code, detail, Backoff.conflict(failures: failures), at: now)
            resources[index].writeFailure?.gate = intent.before.gateState(for: intent.change)
        default: writeFailed(index, .rejected, problem.code, detail, Backoff.rejection(failures: failures), at: now)
        }
    }

    /// Goes on with the wait that an earlier process began: that a service is restarted is no reason to try sooner. Who
    /// starts a run that ends by itself wants it tried now.
    mutating func takeUpFailure(_ index: Int, at now: Moment) {
        guard configuration.mode.patience == nil, let failed = memory.failedWrites[resources[index].id] else { return }
        let problem = failed.refusal.map { Problem(status: $0.status ?? 0, code: $0.code, detail: $0.message) }
        if let problem, mayTryAnother(index, problem) { return }
        // The wait grows with the failures before this one.
        resources[index].writeFailure = ResourceState.Failure(
            reason: .backoff, detail: "", count: failed.count - 1, until: now.boot)
        if let problem {
            waitAfter(problem, failed.intent, index, requestID: failed.refusal?.requestId, at: now)
        } else {
            neverShowed(index, at: now)
        }
        // A clock that was set back meanwhile makes no wait longer.
        let elapsed = max(.zero, now.wall - failed.at)
        if let until = resources[index].writeFailure?.until { resources[index].writeFailure?.until = until - elapsed }
    }

    /// True where a refused password needs no wait: another is made at once, or the account is not asked again soon.
    private func mayTryAnother(_ index: Int, _ problem: Problem) -> Bool {
        let rotation = memory.rotations[resources[index].id]
        switch problem.code {
        case LedgerEntry.IntentOutcome.weak: return rotation.weakInARow < Rotation.mostWeak
        case LedgerEntry.IntentOutcome.notEligible: return true
        default: return false
        }
    }

    mutating func writeFailed(
        _ index: Int, _ reason: HoldReason, _ code: String?, _ detail: String, _ delay: Duration, at now: Moment
    ) {
        let count = (resources[index].writeFailure?.count ?? 0) + 1
        resources[index].writeFailure = ResourceState.Failure(
            reason: reason, code: code, detail: detail, count: count, until: now.boot + delay)
    }

    mutating func settle(
        _ intent: LedgerEntry.Intent, _ index: Int, _ result: LedgerEntry.IntentOutcome.Result, claimed: Bool? = nil,
        status: Int? = nil, code: String? = nil, message: String?, requestID: String? = nil, at now: Moment
    ) {
        let outcome = LedgerEntry.IntentOutcome(
            intent: intent.intent, resource: intent.resource, policy: intent.policy, result: result, claimed: claimed,
            status: status, code: code, message: message, requestId: requestID)
        let wasCounted = memory.brake.lastChange(of: intent.resource, at: now.wall) != nil
        record(.outcome(outcome), at: now)
        if wasCounted, memory.brake.lastChange(of: intent.resource, at: now.wall) == nil {
            countChange(of: index, by: -1, at: now)
        }
        if result == .withdrawn { endCanary(intent.fingerprint, of: index, at: now) }
    }
}

extension Change {
    /// The value of a switch; `nil` for a change that is none.
    package var enabled: Bool? {
        switch self {
        case .sshPasswordLogin(let enabled): enabled
        case .hostingPassword: nil
        }
    }
}
