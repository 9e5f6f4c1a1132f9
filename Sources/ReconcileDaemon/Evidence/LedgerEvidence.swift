import ReconcileCore
import ReconcileStore

/// What the rows of the ledger tell an auditor about a span. Rows come in oldest first, from the very first on, as what
/// began before the span may reach into it.
struct LedgerEvidence: Sendable {
    private(set) var stories: [ResourceID: Story] = [:]
    /// The newest row.
    private(set) var head: LedgerHead?
    private var changes: [IntentID: EvidenceChange] = [:]
    private var allWaivers: [EvidenceWaiver] = []
    private var allPauses: [EvidencePause] = []
    private var allRemarks: [EvidenceRemark] = []
    /// Where the waivers and pauses lie that have not ended.
    private var openWaivers: [ResourceID: Int] = [:]
    private var openPauses: [LedgerMemory.PauseScope: Int] = [:]
    private let span: EvidenceSpan

    init(span: EvidenceSpan) {
        self.span = span
    }

    /// What the ledger tells of one resource.
    struct Story: Hashable, Sendable {
        var firstListed: WallTime?
        var gone: WallTime?
        var policy: String?
        var drifts: [DriftSpell] = []
        var openings: [Opening] = []
    }

    /// From the look that showed drift to the one that showed it over.
    struct DriftSpell: Hashable, Sendable {
        var from: WallTime
        var to: WallTime?
        /// True where a change of ours ended it.
        var wasRepaired = false
    }

    /// A time in which a waiver wanted the door open.
    struct Opening: Hashable, Sendable {
        var from: WallTime
        var to: WallTime?
    }

    mutating func apply(_ row: LedgerRow) {
        head = LedgerHead(rows: row.sequence, hash: row.hash)
        guard row.at <= span.until else { return }
        switch row.entry {
        case .known(let known): know(known.resources, at: row.at)
        case .gone(let gone): stories[gone.resource, default: Story()].gone = row.at
        case .drift(let drift): begin(drift, at: row.at)
        case .driftEnded(let ended): end(ended, at: row.at)
        case .intent(let intent): intend(intent, row)
        case .outcome(let answer): settle(answer, row)
        case .confirmed(let confirmed): confirm(confirmed, row)
        case .unconfirmed(let unconfirmed):
            changes[unconfirmed.intent]?.confirmation = .init(source: EvidenceSource(row), seen: nil)
        case .paused(let pause): begin(pause, at: row.at)
        case .resumed(let resumed): end(resumed, row)
        case .waived(let waived): begin(waived, at: row.at)
        case .waiverEnded(let ended): endWaiver(ended.resource, at: row.at)
        case .released(let released):
            remark(row, "The brake or a halted wave was released: \(released.reason)", by: released.by)
        case .chainAccepted(let accepted):
            let before = accepted.previousSHA256.map { ", kept, its SHA-256 is \($0)" } ?? ""
            remark(
                row, "This ledger follows another one (\(accepted.found)\(before)): \(accepted.reason)", by: accepted.by
            )
        case .invariantBroken(let broken): remark(row, "The program stopped writing: \(broken.what)", by: nil)
        case .rotationRequested(let request):
            remark(row, "A new password for \(request.resource.text) was asked for: \(request.reason)", by: request.by)
        case .escrowProven(let proven):
            remark(row, "A person could open the escrow for \(proven.target)", by: proven.by)
        case .started, .stopped, .enforcing, .soaked, .passwordSealed, .passwordEscrowed, .escrowChallenged: break
        }
    }

    // MARK: Resources and drift

    private mutating func know(_ resources: [ResourceID], at time: WallTime) {
        for id in resources {
            if stories[id]?.firstListed == nil { stories[id, default: Story()].firstListed = time }
            stories[id]?.gone = nil
        }
    }

    private mutating func begin(_ drift: LedgerEntry.Drift, at time: WallTime) {
        var story = stories[drift.resource] ?? Story()
        story.policy = drift.policy
        story.drifts.append(DriftSpell(from: time))
        // What is drift now is judged by the policy's own wish again.
        story.closeOpening(at: time)
        stories[drift.resource] = story
    }

    private mutating func end(_ row: LedgerEntry.DriftEnded, at time: WallTime) {
        guard var story = stories[row.resource], let last = story.drifts.last, last.to == nil else { return }
        story.drifts[story.drifts.count - 1].to = time
        story.drifts[story.drifts.count - 1].wasRepaired = row.reason == .repaired
        // What ended before the span says nothing about it.
        if time < span.since { story.drifts.removeLast() }
        stories[row.resource] = story
    }

    // MARK: Changes

    private mutating func intend(_ intent: LedgerEntry.Intent, _ row: LedgerRow) {
        changes[intent.intent] = EvidenceChange(source: EvidenceSource(row), intent: intent)
        stories[intent.resource, default: Story()].policy = intent.policy
        guard intent.underWaiver, intent.change.enabled == true else { return }
        stories[intent.resource]?.openings.append(Opening(from: row.at))
    }

    private mutating func settle(_ answer: LedgerEntry.IntentOutcome, _ row: LedgerRow) {
        changes[answer.intent]?.outcome = .init(source: EvidenceSource(row), answer: answer)
        guard let intent = changes[answer.intent]?.intent, intent.underWaiver, intent.change.enabled == true
        else { return }
        switch answer.result {
        case .accepted, .unknown: break
        // The door stayed as it was.
        case .refused, .withdrawn: stories[answer.resource]?.closeOpening(at: row.at)
        }
    }

    private mutating func confirm(_ confirmed: LedgerEntry.Confirmed, _ row: LedgerRow) {
        changes[confirmed.intent]?.confirmation = .init(source: EvidenceSource(row), seen: confirmed.seen)
        guard let change = changes[confirmed.intent] else { return }
        if change.intent.change.enabled == false { stories[confirmed.resource]?.closeOpening(at: row.at) }
        // Settled before the span: it is not in the report, and need not be kept.
        if row.at < span.since { changes[confirmed.intent] = nil }
    }

    /// Every change of which anything happened in the span, in the order of the ledger.
    var changesInSpan: [EvidenceChange] {
        changes.values.filter { change in
            let last = [change.source.at, change.outcome?.source.at, change.confirmation?.source.at]
            return last.compactMap { $0 }.contains { $0 >= span.since }
        }.sorted { $0.source.sequence < $1.source.sequence }
    }

    // MARK: What people said

    private mutating func begin(_ waived: LedgerEntry.Waived, at time: WallTime) {
        endWaiver(waived.resource, at: time)
        // As long as it binds, whatever the row says.
        let longest = waived.enabled == true ? Waiver.longestOpen : Waiver.longest
        let until = min(waived.until, time + longest)
        openWaivers[waived.resource] = allWaivers.count
        allWaivers.append(
            EvidenceWaiver(
                resource: waived.resource, owner: .person(waived.by), reason: waived.reason, enabled: waived.enabled,
                since: time, until: until))
        guard waived.enabled == true else { return }
        stories[waived.resource, default: Story()].openings.append(Opening(from: time, to: until))
    }

    private mutating func endWaiver(_ resource: ResourceID, at time: WallTime) {
        guard let index = openWaivers.removeValue(forKey: resource) else { return }
        if time < allWaivers[index].until { allWaivers[index].ended = time }
        stories[resource]?.closeOpening(at: time)
    }

    private mutating func begin(_ pause: LedgerEntry.Paused, at time: WallTime) {
        openPauses[.init(policy: pause.policy, resource: pause.resource)] = allPauses.count
        allPauses.append(
            EvidencePause(
                policy: pause.policy, resource: pause.resource, reason: pause.reason, by: pause.by, since: time,
                until: pause.until))
    }

    private mutating func end(_ resumed: LedgerEntry.Resumed, _ row: LedgerRow) {
        if resumed.identity {
            remark(row, "The account now listed was accepted as the right one: \(resumed.reason)", by: resumed.by)
        }
        let scope = LedgerMemory.PauseScope(policy: resumed.policy, resource: resumed.resource)
        guard let index = openPauses.removeValue(forKey: scope) else { return }
        if let until = allPauses[index].until, until <= row.at { return }
        allPauses[index].resumed = .init(at: row.at, by: resumed.by, reason: resumed.reason)
    }

    private mutating func remark(_ row: LedgerRow, _ text: String, by actor: Actor?) {
        guard row.at >= span.since else { return }
        allRemarks.append(
            EvidenceRemark(
                source: EvidenceSource(row), kind: row.entry.kind, policy: row.entry.policy, text: text, by: actor))
    }

    /// Those that held at some time of the span, in the order of the ledger, as below.
    var waivers: [EvidenceWaiver] {
        allWaivers.filter { $0.end >= span.since }
    }

    var pauses: [EvidencePause] {
        allPauses.filter { $0.end.map { $0 >= span.since } ?? true }
    }

    var remarks: [EvidenceRemark] { allRemarks }
}

extension LedgerEvidence.Story {
    /// Ends every opening that goes on at `time`.
    fileprivate mutating func closeOpening(at time: WallTime) {
        for index in openings.indices where openings[index].to.map({ $0 > time }) ?? true {
            openings[index].to = time
        }
    }
}
