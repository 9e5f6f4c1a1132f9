import ReconcileCore

/// A row of the ledger that something rests on: `history` shows it, and its hash proves it.
struct EvidenceSource: Hashable, Sendable {
    var sequence: Int64
    var at: WallTime
    var hash: String

    init(_ row: LedgerRow) {
        sequence = row.sequence
        at = row.at
        hash = row.hash
    }
}

/// A write with all that became of it.
struct EvidenceChange: Hashable, Sendable {
    var source: EvidenceSource
    /// With the state before.
    var intent: LedgerEntry.Intent
    /// What the provider answered; `nil` while that is open.
    var outcome: Outcome?
    /// What our own read showed later; the newest counts.
    var confirmation: Confirmation?

    struct Outcome: Hashable, Sendable {
        var source: EvidenceSource
        var answer: LedgerEntry.IntentOutcome
    }

    struct Confirmation: Hashable, Sendable {
        var source: EvidenceSource
        /// What was seen; `nil` where no read showed the change in time.
        var seen: Observation?
    }

    /// True once a read of ours showed it.
    var isConfirmed: Bool { confirmation?.seen != nil }
}

/// A recorded exception.
struct EvidenceWaiver: Hashable, Sendable {
    var resource: ResourceID
    var owner: Owner
    var reason: String
    /// The value wanted until the end; `nil` where the resource was only left alone.
    var enabled: Bool?
    /// `nil` for one of a policy file, of which nobody knows when it was written.
    var since: WallTime?
    var until: WallTime
    /// When it was ended or replaced, if before its time.
    var ended: WallTime?

    enum Owner: Hashable, Sendable {
        case person(Actor)
        case policyFile(String)
    }

    /// When it ceased or will cease to hold.
    var end: WallTime { min(until, ended ?? until) }
}

struct EvidencePause: Hashable, Sendable {
    /// One policy or one resource; both `nil`: everything.
    var policy: String?
    var resource: ResourceID?
    var reason: String
    var by: Actor
    var since: WallTime
    /// `nil`: until somebody resumes.
    var until: WallTime?
    var resumed: Resumed?

    struct Resumed: Hashable, Sendable {
        var at: WallTime
        var by: Actor
        var reason: String
    }

    /// When it ceased or will cease to hold; `nil` while nobody knows.
    var end: WallTime? {
        [until, resumed?.at].compactMap { $0 }.min()
    }
}

/// Something else that an auditor should know of: what people let pass, and what is odd about the ledger itself.
struct EvidenceRemark: Hashable, Sendable {
    var source: EvidenceSource
    var kind: LedgerEntry.Kind
    var policy: String?
    var text: String
    var by: Actor?
}
