package import ReconcileCore

/// A time during which every look at a resource gave the same verdict, and the looks were close enough to join.
///
/// What lies between two intervals was not observed, whatever their verdicts are.
package struct EvidenceInterval: Hashable, Sendable {
    package var resource: ResourceID
    package var policy: String
    package var verdict: Verdict
    /// The first look; the interval begins there.
    package var first: WallTime
    /// The last look so far.
    package var last: WallTime
    /// How many looks it rests on, at least 1.
    package var reads: Int

    package init(
        resource: ResourceID, policy: String, verdict: Verdict, first: WallTime, last: WallTime, reads: Int
    ) {
        self.resource = resource
        self.policy = policy
        self.verdict = verdict
        self.first = first
        self.last = last
        self.reads = reads
    }
}

/// What remains of old intervals: their lengths added up by the month, in UTC, in which each began.
package struct EvidenceSum: Hashable, Sendable {
    package var resource: ResourceID
    package var policy: String
    package var verdict: Verdict
    /// As in `2026-11`.
    package var month: String
    /// How long the verdict was observed in all.
    package var observed: Duration
    package var reads: Int

    package init(
        resource: ResourceID, policy: String, verdict: Verdict, month: String, observed: Duration, reads: Int
    ) {
        self.resource = resource
        self.policy = policy
        self.verdict = verdict
        self.month = month
        self.observed = observed
        self.reads = reads
    }
}
