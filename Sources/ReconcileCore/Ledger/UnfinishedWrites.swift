/// A write that may have taken effect and that no read has shown yet.
package struct UnsettledWrite: Hashable, Sendable {
    package var intent: LedgerEntry.Intent
    /// True where the provider said that it took; where it did not, the next read decides.
    package var isClaimed: Bool
    /// True once no read had shown it in time: nobody waits for it any more.
    package var isGivenUp = false
}

/// A write that failed: how long to wait before the next one outlives the process.
package struct FailedWrite: Hashable, Sendable {
    package var intent: LedgerEntry.Intent
    /// `nil` where the write was accepted, or its answer lost, and no read showed it in time.
    package var refusal: LedgerEntry.IntentOutcome?
    /// In a row, at least 1.
    package var count: Int
    package var at: WallTime
}

extension LedgerEntry {
    /// True where a person asks for a write of their own, whatever became of those before.
    var asksForWrite: Bool {
        switch self {
        case .waived(let row): row.enabled != nil
        case .rotationRequested: true
        case .started, .stopped, .known, .gone, .enforcing, .drift, .driftEnded, .intent, .outcome, .confirmed,
            .unconfirmed, .soaked, .paused, .resumed, .waiverEnded, .released, .passwordSealed, .passwordEscrowed,
            .escrowChallenged, .escrowProven, .chainAccepted, .invariantBroken:
            false
        }
    }
}

extension LedgerEntry.IntentOutcome {
    /// That of a write in the middle of which the process ended: it may have been carried out.
    static func interrupted(_ intent: LedgerEntry.Intent) -> LedgerEntry.IntentOutcome {
        LedgerEntry.IntentOutcome(
            intent: intent.intent, resource: intent.resource, policy: intent.policy, result: .unknown,
            message: "The process ended before the answer came.")
    }

    /// True where the refusal is about this resource: neither the limit nor the token.
    var isOfResource: Bool { status != 429 && status != 401 }
}
