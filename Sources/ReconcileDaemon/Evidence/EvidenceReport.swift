import ReconcileCore
import ReconcileStore

/// Evidence for an auditor: how each resource stood over a span of time, what was changed, and who made exceptions.
///
/// Assembled from values alone; three renderings show it.
struct EvidenceReport: Sendable {
    var span: EvidenceSpan
    var instance: String?
    var ledger: Ledger
    /// In the order of their names and then ids.
    var resources: [Resource]
    /// In the order of the ledger, as the lists below.
    var changes: [EvidenceChange]
    var waivers: [EvidenceWaiver]
    var pauses: [EvidencePause]
    var remarks: [EvidenceRemark]

    /// The chain that the report rests on.
    struct Ledger: Hashable, Sendable {
        /// `nil` where there is no ledger.
        var head: LedgerHead?
        /// Why not every row could be verified, or `nil` where all were. What follows the fault is not in the report.
        var fault: String?
    }

    struct Resource: Sendable {
        var id: ResourceID
        var name: String?
        var kind: ResourceKind?
        /// The policy that governs it, or the last one it was looked at under.
        var policy: String?
        var isGoverned: Bool
        /// What is wanted of it by the policies in force, waivers left aside; `nil` where nothing governs it.
        var wanted: Wanted?
        /// When it was first listed, as far as the ledger tells.
        var firstListed: WallTime?
        /// When it was found to be no more.
        var gone: WallTime?
        /// Covers the whole span without a gap, oldest first.
        var timeline: [EvidenceStretch]
        /// What is known of older times by the month only; not on the timeline, but in the totals.
        var folded: [EvidenceSum]
        var totals: EvidenceTotals
        /// True where it was compliant whenever it was looked at, without a gap, and no look is overdue.
        var isSteady: Bool
    }
}

/// From when until when the report tells, in UTC.
struct EvidenceSpan: Hashable, Sendable {
    var since: WallTime
    var until: WallTime

    var length: Duration { until - since }
}

/// How a resource stood. What was not seen, or seen without an answer, is not observed, and never compliant.
enum EvidenceState: String, Hashable, CaseIterable, Codable, Sendable {
    case compliant
    /// It differed from what its policy wants, whether a waiver allowed that or not.
    case open
    case notObserved
}

/// A time of one state. Of no length where a single look gave it.
struct EvidenceStretch: Hashable, Sendable {
    var state: EvidenceState
    var from: WallTime
    var to: WallTime
    /// How many looks it rests on, also those of it before the span. Those without an answer count as not observed.
    var looks: Int

    var length: Duration { to - from }
}

/// How long a resource was in each state; the three add up to the span.
struct EvidenceTotals: Hashable, Sendable {
    var compliant = Duration.zero
    var open = Duration.zero
    var notObserved = Duration.zero

    /// - Parameter folded: what is to be counted beside the timeline, which shows it as not observed.
    init(_ timeline: [EvidenceStretch] = [], folded: [EvidenceSum] = []) {
        for stretch in timeline {
            switch stretch.state {
            case .compliant: compliant += stretch.length
            case .open: open += stretch.length
            case .notObserved: notObserved += stretch.length
            }
        }
        for sum in folded { count(sum) }
    }

    /// Takes the time out of what was not observed, and never more than there is.
    private mutating func count(_ sum: EvidenceSum) {
        let observed = min(sum.observed, notObserved)
        switch sum.verdict {
        case .compliant: compliant += observed
        case .drifted: open += observed
        case .unknown: return
        }
        notObserved -= observed
    }

    static func += (total: inout Self, part: Self) {
        total.compliant += part.compliant
        total.open += part.open
        total.notObserved += part.notObserved
    }
}

/// Shares of the span in hundredths of a percent, which add up to 10,000: compliant is rounded down and open up, so
/// that neither looks better than it was.
struct EvidenceShares: Hashable, Sendable {
    var compliant: Int64
    var open: Int64
    var notObserved: Int64

    init(_ totals: EvidenceTotals) {
        let whole = (totals.compliant + totals.open + totals.notObserved).milliseconds
        guard whole > 0 else {
            (compliant, open, notObserved) = (0, 0, 10_000)
            return
        }
        compliant = Self.share(of: totals.compliant, in: whole, roundedUp: false)
        open = Self.share(of: totals.open, in: whole, roundedUp: true)
        notObserved = 10_000 - compliant - open
    }

    /// With 128 bits between, as a fleet's years in milliseconds times 10,000 can leave 64 behind.
    private static func share(of part: Duration, in whole: Int64, roundedUp: Bool) -> Int64 {
        let (share, rest) = whole.dividingFullWidth(part.milliseconds.multipliedFullWidth(by: 10_000))
        return roundedUp && rest > 0 ? share + 1 : share
    }

    /// As in `99.87 %`.
    static func text(_ share: Int64) -> String {
        let fraction = share % 100
        return "\(share / 100).\(fraction < 10 ? "0" : "")\(fraction) %"
    }
}
