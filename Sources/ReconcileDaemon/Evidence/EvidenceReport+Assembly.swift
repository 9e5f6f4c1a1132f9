import ReconcileCore
import ReconcileStore

/// All that a report is made of, as it was read.
struct EvidenceMaterial: Sendable {
    var span: EvidenceSpan
    var instance: String?
    /// The fleet as it was last listed.
    var records: [ResourceRecord]
    /// The policies in force.
    var policies: [Policy]
    var archive: EvidenceArchive
    var ledger: LedgerEvidence
    /// Why not every row of the ledger could be verified.
    var ledgerFault: String?
}

extension EvidenceReport {
    /// Puts a report together. Reads no clock and no file.
    init(_ material: EvidenceMaterial) {
        span = material.span
        instance = material.instance
        ledger = Ledger(head: material.ledger.head, fault: material.ledgerFault)
        changes = material.ledger.changesInSpan
        pauses = material.ledger.pauses
        remarks = material.ledger.remarks
        waivers = material.ledger.waivers + Self.fileWaivers(material)
        resources = Self.resources(material, changed: Set(changes.map(\.intent.resource)))
    }

    /// Fleet-wide sums of the resources' totals.
    var totals: EvidenceTotals {
        resources.reduce(into: EvidenceTotals()) { $0 += $1.totals }
    }

    // MARK: Resources

    private static func resources(_ material: EvidenceMaterial, changed: Set<ResourceID>) -> [Resource] {
        let intervals = Dictionary(grouping: material.archive.intervals, by: \.resource)
        let firstMonth = material.span.since.firstMonthAfter
        let sums = Dictionary(grouping: material.archive.sums.filter { $0.month >= firstMonth }, by: \.resource)
        let records = Dictionary(material.records.map { ($0.item.id, $0) }) { first, _ in first }
        let governances = records.mapValues { Governance(of: $0.item, by: material.policies) }
        let drifted = material.ledger.stories.filter { !$0.value.drifts.isEmpty }.keys
        let ids = Set(governances.filter { $0.value.policyName != nil }.keys)
            .union(intervals.keys).union(sums.keys).union(drifted).union(changed)
        let resources = ids.map { id in
            Resource(
                id, records[id], governances[id] ?? .none, intervals[id] ?? [], sums[id] ?? [],
                material.ledger.stories[id] ?? .init(), over: material.span)
        }
        return resources.sorted { ($0.name ?? $0.id.text, $0.id) < ($1.name ?? $1.id.text, $1.id) }
    }

    // MARK: Waivers of policy files

    private static func fileWaivers(_ material: EvidenceMaterial) -> [EvidenceWaiver] {
        material.policies.flatMap { policy in
            policy.waivers.filter { $0.until >= material.span.since }.flatMap { waiver in
                material.records.filter {
                    $0.item.kind == policy.rules.kind && waiver.match.answer(for: $0.item) == .yes
                }
                .map { record in
                    EvidenceWaiver(
                        resource: record.item.id, owner: .policyFile(policy.source.file), reason: waiver.reason,
                        enabled: waiver.enabled, since: nil, until: waiver.until)
                }
            }
        }
    }
}

extension EvidenceReport.Resource {
    fileprivate init(
        _ id: ResourceID, _ record: ResourceRecord?, _ governance: Governance, _ intervals: [EvidenceInterval],
        _ sums: [EvidenceSum], _ story: LedgerEvidence.Story, over span: EvidenceSpan
    ) {
        self.id = id
        name = record?.item.name
        kind = record?.item.kind
        isGoverned = governance.policyName != nil
        policy =
            governance.policyName ?? intervals.max { $0.last < $1.last }?.policy ?? story.policy ?? sums.last?.policy
        wanted = governance.governor?.wanted
        firstListed = story.firstListed
        gone = story.gone
        timeline = EvidenceTimeline.stretches(intervals, story, over: span)
        folded = sums
        totals = EvidenceTotals(timeline, folded: sums)
        isSteady = Self.isSteady(timeline, over: span, every: governance.governor?.every)
    }

    private static func isSteady(
        _ timeline: [EvidenceStretch], over span: EvidenceSpan, every: Duration?
    ) -> Bool {
        guard let first = timeline.first, first.state == .compliant, first.length > .zero, let every else {
            return false
        }
        switch timeline.count {
        case 1: return true
        // As long as two looks may lie apart and still be joined.
        case 2: return timeline[1].state == .notObserved && timeline[1].length <= every * 1.5
        default: return false
        }
    }
}

extension WallTime {
    /// The first month that begins at this time or later, as in `2026-12`: what was folded into it lies after this time.
    fileprivate var firstMonthAfter: String {
        let text = rfc3339
        let month = String(text.prefix(7))
        guard text != "\(month)-01T00:00:00Z" else { return month }
        // The longest month has 31 days: from its first, 31 more lead into the next one and not past it.
        guard let first = WallTime(rfc3339: "\(month)-01T00:00:00Z") else { return month }
        return String((first + .days(31)).rfc3339.prefix(7))
    }
}
