import ReconcileCore
import ReconcileStore

/// What `report --format json` prints.
struct EvidenceDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    @Nullable var since: WallTime? = nil
    @Nullable var program: Program? = nil
    @Nullable var ledger: Ledger? = nil
    @Nullable var summary: Summary? = nil
    var resources: [Resource] = []
    var changes: [ChangeDocument] = []
    var waivers: [WaiverDocument] = []
    var pauses: [PauseDocument] = []
    var remarks: [RemarkDocument] = []
    @Nullable var error: String? = nil

    init(_ report: EvidenceReport) {
        at = report.span.until
        since = report.span.since
        program = Program(instance: report.instance)
        ledger = Ledger(report.ledger)
        summary = Summary(report)
        resources = report.resources.map(Resource.init)
        changes = report.changes.map(ChangeDocument.init)
        waivers = report.waivers.map(WaiverDocument.init)
        pauses = report.pauses.map(PauseDocument.init)
        remarks = report.remarks.map(RemarkDocument.init)
    }

    init(failedAt time: WallTime, error: String) {
        at = time
        self.error = error
    }

    struct Program: Encodable, Sendable {
        var version = Version.current
        @Nullable var instance: String? = nil
    }

    struct Ledger: Encodable, Sendable {
        var rows: Int64
        @Nullable var head: String? = nil
        var verified: Bool
        @Nullable var fault: String? = nil

        init(_ ledger: EvidenceReport.Ledger) {
            rows = ledger.head?.rows ?? 0
            head = ledger.head?.hash
            verified = ledger.head != nil && ledger.fault == nil
            fault = ledger.fault
        }
    }

    /// Shares of the span in percent, which add up to 100.
    struct Shares: Encodable, Sendable {
        var compliant: Double
        var open: Double
        var notObserved: Double

        init(_ totals: EvidenceTotals) {
            let shares = EvidenceShares(totals)
            compliant = Double(shares.compliant) / 100
            open = Double(shares.open) / 100
            notObserved = Double(shares.notObserved) / 100
        }
    }

    struct Seconds: Encodable, Sendable {
        var compliant: Double
        var open: Double
        var notObserved: Double

        init(_ totals: EvidenceTotals) {
            compliant = totals.compliant.seconds
            open = totals.open.seconds
            notObserved = totals.notObserved.seconds
        }
    }

    struct Summary: Encodable, Sendable {
        var resources: Int
        var steady: Int
        var everOpen: Int
        var changes: Int
        var confirmed: Int
        var share: Shares

        init(_ report: EvidenceReport) {
            resources = report.resources.count
            steady = report.resources.filter(\.isSteady).count
            everOpen = report.resources.filter(\.wasEverOpen).count
            changes = report.changes.count
            confirmed = report.changes.filter(\.isConfirmed).count
            share = Shares(report.totals)
        }
    }

    struct Resource: Encodable, Sendable {
        var id: String
        @Nullable var name: String? = nil
        @Nullable var kind: ResourceKind? = nil
        @Nullable var policy: String? = nil
        var governed: Bool
        @Nullable var desired: DesiredDocument? = nil
        @Nullable var firstListed: WallTime? = nil
        @Nullable var gone: WallTime? = nil
        var share: Shares
        var seconds: Seconds
        var intervals: [Interval]
        var folded: [Folded]

        init(_ resource: EvidenceReport.Resource) {
            id = resource.id.text
            name = resource.name
            kind = resource.kind
            policy = resource.policy
            governed = resource.isGoverned
            desired = resource.wanted.map(DesiredDocument.init)
            firstListed = resource.firstListed
            gone = resource.gone
            share = Shares(resource.totals)
            seconds = Seconds(resource.totals)
            intervals = resource.timeline.map(Interval.init)
            folded = resource.folded.map(Folded.init)
        }
    }

    struct Interval: Encodable, Sendable {
        var state: EvidenceState
        var from: WallTime
        var to: WallTime
        var seconds: Double
        var looks: Int

        init(_ stretch: EvidenceStretch) {
            state = stretch.state
            from = stretch.from
            to = stretch.to
            seconds = stretch.length.seconds
            looks = stretch.looks
        }
    }

    struct Folded: Encodable, Sendable {
        var month: String
        var state: EvidenceState
        var policy: String
        var seconds: Double
        var looks: Int

        init(_ sum: EvidenceSum) {
            month = sum.month
            state = sum.state
            policy = sum.policy
            seconds = sum.observed.seconds
            looks = sum.reads
        }
    }
}

extension EvidenceReport.Resource {
    /// True where any time or single look of the span was open.
    var wasEverOpen: Bool {
        timeline.contains { $0.state == .open } || folded.contains { $0.verdict == .drifted }
    }
}

extension EvidenceSum {
    var state: EvidenceState {
        switch verdict {
        case .compliant: .compliant
        case .drifted: .open
        case .unknown: .notObserved
        }
    }
}
