/// What the rows of the ledger add up to: everything the core must not forget.
///
/// The same fold serves at the start, over all rows, and while running, over each new one.
package struct LedgerMemory: Sendable {
    /// Every resource ever listed and not gone since, by its kind.
    package private(set) var known: [ResourceKind: Set<ResourceID>] = [:]
    /// True after a person vouched for the account now listed; the next complete list pins it anew.
    package private(set) var repinsAccount = false
    /// The date of the newest row.
    package private(set) var newest: WallTime?
    /// How many rows there are.
    private var count = 0
    package private(set) var lastIntent = IntentID(number: 0)
    /// Intents whose outcome is not known yet.
    package private(set) var openIntents: [IntentID: LedgerEntry.Intent] = [:]
    /// The newest write of each resource that may have taken effect and that no read has shown yet.
    package private(set) var unsettled: [ResourceID: UnsettledWrite] = [:]
    /// The newest write of each resource that failed, if none has taken since.
    package private(set) var failedWrites: [ResourceID: FailedWrite] = [:]
    /// Open drift: under which policy and since when.
    package private(set) var drifts: [ResourceID: OpenDrift] = [:]
    package private(set) var brake = BrakeMemory()
    package private(set) var flaps: [ResourceID: FlapMemory] = [:]
    package private(set) var rollouts = RolloutMemory()
    package private(set) var rotations = RotationMemory()
    package private(set) var pauses: [PauseScope: OpenPause] = [:]
    package private(set) var waivers: [ResourceID: OpenWaiver] = [:]
    /// What a waiver's first write changed, until the second one has changed it back.
    package private(set) var waiverChanges: [ResourceID: Change] = [:]
    /// Names of the policies that ever enforced.
    package private(set) var everEnforced: Set<String> = []
    /// The enforcing policies in force by the newest row about them.
    package private(set) var enforcing: [LedgerEntry.PolicyText] = []
    /// Why nothing may be written until somebody resumes: a broken invariant, or too many abnormal ends.
    package private(set) var selfHold: String?
    private var intendedAt: [IntentID: WallTime] = [:]
    private var abnormalEnds: [WallTime] = []
    private var isStarted = false

    package init() {}

    package struct OpenDrift: Hashable, Sendable {
        package var policy: String
        package var cause: LedgerEntry.Drift.Cause
        package var since: WallTime
        /// The place of its row in the ledger.
        package var row: Int
    }

    package struct OpenPause: Hashable, Sendable {
        package var reason: String
        package var since: WallTime
        package var until: WallTime?
        package var by: Actor
    }

    package struct OpenWaiver: Hashable, Sendable {
        package var waiver: Waiver
        package var since: WallTime
        package var by: Actor
    }

    package enum PauseScope: Hashable, Sendable {
        case everything
        case policy(String)
        case resource(ResourceID)
    }

    /// Three ends without a `stopped` row within this span make the next start only observe.
    package static let abnormalEndSpan = Duration.minutes(10)
    package static let abnormalEndLimit = 3

    package mutating func apply(_ entry: LedgerEntry, at time: WallTime) {
        count += 1
        switch entry {
        case .started: start(at: time)
        case .stopped: isStarted = false
        case .known(let row): know(row)
        case .gone(let row): forget(row.resource)
        case .enforcing(let row): enforce(row.policies, at: time)
        case .drift(let row): drift(row, at: time)
        case .driftEnded(let row): drifts[row.resource] = nil
        case .intent(let row): intend(row, at: time)
        case .outcome(let row): settle(row, at: time)
        case .confirmed(let row): confirm(row, at: time)
        case .unconfirmed(let row):
            let isOfWaiver = unsettled[row.resource]?.intent.underWaiver ?? false
            if let intent = unsettled[row.resource]?.intent { fail(intent, nil, at: time) }
            unsettled[row.resource]?.isGivenUp = true
            if !isOfWaiver { rollouts.change(row.fingerprint) { $0.unconfirmed(row.resource) } }
            if !rotations[row.resource].versions.isEmpty {
                rotations.change(row.resource) { $0.givenUp(row.intent) }
            }
        case .soaked(let row):
            rollouts.change(row.fingerprint) { $0.soaked(row.resource, lasted: row.result == .lasted) }
        case .paused(let row):
            let scope = PauseScope(policy: row.policy, resource: row.resource)
            pauses[scope] = OpenPause(reason: row.reason, since: time, until: row.until, by: row.by)
        case .resumed(let row): resume(row)
        case .waived(let row): waive(row, at: time)
        case .waiverEnded(let row): waivers[row.resource] = nil
        case .released(let row):
            brake.release(row.policy, row: count)
            rollouts.release(policy: row.policy)
        case .passwordSealed(let row): rotations.change(row.resource) { $0.sealed(row, at: time) }
        case .passwordEscrowed(let row): rotations.change(row.resource) { $0.escrowed(row) }
        case .rotationRequested(let row): rotations.change(row.resource) { $0.request(row, at: time) }
        case .escrowChallenged(let row): rotations.challenged(row)
        case .escrowProven(let row): rotations.prove(row)
        case .chainAccepted(let row): rotations.accept(row, at: time)
        case .invariantBroken(let row): selfHold = "The program found itself in a state that must not be: \(row.what)."
        }
        if entry.asksForWrite, let resource = entry.resource { failedWrites[resource] = nil }
        newest = max(newest ?? time, time)
    }

    /// Rows were made durable. Each is dated when it is written down, which may be after the clock was set.
    package mutating func recorded(at time: WallTime) {
        newest = max(newest ?? time, time)
    }

    /// Takes every write without an outcome for one that may have been carried out, as the next process will.
    package mutating func presumeInterrupted() {
        guard let newest else { return }
        for intent in openIntents.values.sorted(by: { $0.intent < $1.intent }) {
            apply(.outcome(.interrupted(intent)), at: newest)
        }
    }

    private mutating func start(at time: WallTime) {
        if isStarted {
            abnormalEnds.append(newest ?? time)
            abnormalEnds = abnormalEnds.suffix(Self.abnormalEndLimit)
            if let first = abnormalEnds.first, let last = abnormalEnds.last,
                abnormalEnds.count == Self.abnormalEndLimit, last - first <= Self.abnormalEndSpan
            {
                selfHold = "The program ended abnormally three times within ten minutes."
            }
        }
        isStarted = true
    }

    private mutating func know(_ row: LedgerEntry.Known) {
        known[row.kind, default: []].formUnion(row.resources)
        repinsAccount = false
    }

    private mutating func forget(_ resource: ResourceID) {
        for kind in known.keys { known[kind]?.remove(resource) }
        drifts[resource] = nil
        unsettled[resource] = nil
        failedWrites[resource] = nil
        flaps[resource] = nil
        waiverChanges[resource] = nil
        rollouts.forget(resource)
    }

    private mutating func enforce(_ policies: [LedgerEntry.PolicyText], at time: WallTime) {
        enforcing = policies
        rotations.enforce(policies, at: time)
        everEnforced.formUnion(policies.map(\.name))
        for policy in policies { rollouts.enforce(policy) }
    }

    private mutating func drift(_ row: LedgerEntry.Drift, at time: WallTime) {
        drifts[row.resource] = OpenDrift(policy: row.policy, cause: row.cause, since: time, row: count)
        if row.cause != .policy { flaps[row.resource]?.driftReturned(at: time) }
    }

    private mutating func intend(_ row: LedgerEntry.Intent, at time: WallTime) {
        lastIntent = max(lastIntent, row.intent)
        openIntents[row.intent] = row
        if row.underWaiver {
            waiverChanges[row.resource] = waiverChanges[row.resource] ?? row.change
        } else {
            brake.changed(row.resource, intent: row.intent, at: time)
        }
        if case .hostingPassword(let version) = row.change {
            rotations.change(row.resource) { $0.intended(version, by: row) }
        }
        intendedAt[row.intent] = time
        if let wave = row.wave { rollouts.change(row.fingerprint) { $0.written(row.resource, wave: wave) } }
    }

    private mutating func settle(_ row: LedgerEntry.IntentOutcome, at time: WallTime) {
        guard let intent = openIntents.removeValue(forKey: row.intent) else { return }
        let sentAt = intendedAt.removeValue(forKey: row.intent) ?? time
        if case .hostingPassword(let version) = intent.change {
            settle(row, intent, version, sentAt: sentAt, at: time)
        }
        switch row.result {
        case .accepted, .unknown:
            if !intent.change.kind.isSeenInList {
                unsettled[row.resource] = UnsettledWrite(intent: intent, isClaimed: row.claimed == true)
            } else if row.result == .accepted {
                failedWrites[row.resource] = nil
            }
        case .refused, .withdrawn:
            if row.result == .refused, row.isOfResource { fail(intent, row, at: time) }
            brake.undo(row.resource, intent: row.intent)
            if intent.wave != nil {
                rollouts.change(intent.fingerprint) { $0.undo(row.resource, isFailure: row.isRejection) }
            }
            let mayHaveOpened = unsettled[row.resource]?.intent.underWaiver ?? false
            if waiverChanges[row.resource] == intent.change, !mayHaveOpened { waiverChanges[row.resource] = nil }
        }
    }

    private mutating func settle(
        _ row: LedgerEntry.IntentOutcome, _ intent: LedgerEntry.Intent, _ version: Int, sentAt: WallTime,
        at time: WallTime
    ) {
        rotations.change(row.resource) { rotation in
            switch row.result {
            case .accepted: rotation.accepted(version, at: time)
            case .unknown: rotation.unknown(version, sentAt: sentAt)
            case .refused: rotation.refused(row, version, at: time, item: intent.before.row)
            case .withdrawn: break
            }
        }
        if row.result == .accepted { rotations.rotated(under: row.policy, at: time) }
    }

    private mutating func confirm(_ row: LedgerEntry.Confirmed, at time: WallTime) {
        let intent = unsettled.removeValue(forKey: row.resource)?.intent
        failedWrites[row.resource] = nil
        if let intent, let opening = waiverChanges[row.resource], intent.change != opening {
            waiverChanges[row.resource] = nil
        }
        if !row.seen.kind.isSeenInList { flaps[row.resource, default: FlapMemory()].repaired() }
        // A waiver's write proves nothing of what the policy's text itself asks for.
        if intent?.underWaiver != true { rollouts.change(row.fingerprint) { $0.confirmed(row.resource, at: time) } }
    }

    private mutating func fail(
        _ intent: LedgerEntry.Intent, _ refusal: LedgerEntry.IntentOutcome?, at time: WallTime
    ) {
        let count = (failedWrites[intent.resource]?.count ?? 0) + 1
        failedWrites[intent.resource] = FailedWrite(intent: intent, refusal: refusal, count: count, at: time)
    }

    private mutating func resume(_ row: LedgerEntry.Resumed) {
        let scope = PauseScope(policy: row.policy, resource: row.resource)
        pauses[scope] = nil
        if row.identity {
            known = [:]
            repinsAccount = true
        } else if scope == .everything {
            selfHold = nil
            abnormalEnds = []
        }
    }

    private mutating func waive(_ row: LedgerEntry.Waived, at time: WallTime) {
        let longest = row.enabled == true ? Waiver.longestOpen : Waiver.longest
        let until = min(row.until, time + longest)
        let waiver = Waiver(until: until, reason: row.reason, enabled: row.enabled)
        waivers[row.resource] = OpenWaiver(waiver: waiver, since: time, by: row.by)
    }
}

extension LedgerMemory.PauseScope {
    package init(policy: String?, resource: ResourceID?) {
        if let resource {
            self = .resource(resource)
        } else if let policy {
            self = .policy(policy)
        } else {
            self = .everything
        }
    }
}
