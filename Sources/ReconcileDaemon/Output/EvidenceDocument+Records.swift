import ReconcileCore

extension EvidenceDocument {
    /// The row of the ledger that something rests on.
    struct SourceDocument: Encodable, Sendable {
        var seq: Int64
        var at: WallTime
        var hash: String

        init(_ source: EvidenceSource) {
            seq = source.sequence
            at = source.at
            hash = source.hash
        }
    }

    struct ActorDocument: Encodable, Sendable {
        var uid: UInt32
        @Nullable var name: String? = nil

        init(_ actor: Actor) {
            uid = actor.uid
            name = actor.name
        }
    }

    struct ChangeDocument: Encodable, Sendable {
        var intent: IntentID
        var resource: String
        var policy: String
        var policyFingerprint: String
        var requested: RequestedDocument
        var underWaiver: Bool
        var before: ObservedDocument
        var row: SourceDocument
        @Nullable var outcome: OutcomeDocument? = nil
        @Nullable var confirmation: ConfirmationDocument? = nil

        init(_ change: EvidenceChange) {
            intent = change.intent.intent
            resource = change.intent.resource.text
            policy = change.intent.policy
            policyFingerprint = change.intent.fingerprint
            requested = RequestedDocument(change.intent.change)
            underWaiver = change.intent.underWaiver
            before = ObservedDocument(change.intent.before, at: change.readAt)
            row = SourceDocument(change.source)
            outcome = change.outcome.map(OutcomeDocument.init)
            confirmation = change.confirmation.map(ConfirmationDocument.init)
        }
    }

    struct OutcomeDocument: Encodable, Sendable {
        var result: LedgerEntry.IntentOutcome.Result
        @Nullable var claimed: Bool? = nil
        @Nullable var status: Int? = nil
        @Nullable var code: String? = nil
        @Nullable var message: String? = nil
        @Nullable var requestId: String? = nil
        var row: SourceDocument

        init(_ outcome: EvidenceChange.Outcome) {
            result = outcome.answer.result
            claimed = outcome.answer.claimed
            status = outcome.answer.status
            code = outcome.answer.code
            message = outcome.answer.message
            requestId = outcome.answer.requestId
            row = SourceDocument(outcome.source)
        }
    }

    struct ConfirmationDocument: Encodable, Sendable {
        var confirmed: Bool
        @Nullable var seen: ObservedDocument? = nil
        var row: SourceDocument

        init(_ confirmation: EvidenceChange.Confirmation) {
            confirmed = confirmation.seen != nil
            seen = confirmation.seen.map { ObservedDocument($0, at: confirmation.source.at) }
            row = SourceDocument(confirmation.source)
        }
    }

    struct WaiverDocument: Encodable, Sendable {
        var resource: String
        @Nullable var owner: ActorDocument? = nil
        @Nullable var file: String? = nil
        var reason: String
        @Nullable var enabled: Bool? = nil
        @Nullable var since: WallTime? = nil
        var until: WallTime
        @Nullable var ended: WallTime? = nil

        init(_ waiver: EvidenceWaiver) {
            resource = waiver.resource.text
            switch waiver.owner {
            case .person(let actor): owner = ActorDocument(actor)
            case .policyFile(let path): file = path
            }
            reason = waiver.reason
            enabled = waiver.enabled
            since = waiver.since
            until = waiver.until
            ended = waiver.ended
        }
    }

    struct PauseDocument: Encodable, Sendable {
        @Nullable var policy: String? = nil
        @Nullable var resource: String? = nil
        var reason: String
        var by: ActorDocument
        var since: WallTime
        @Nullable var until: WallTime? = nil
        @Nullable var resumed: ResumedDocument? = nil

        init(_ pause: EvidencePause) {
            policy = pause.policy
            resource = pause.resource?.text
            reason = pause.reason
            by = ActorDocument(pause.by)
            since = pause.since
            until = pause.until
            resumed = pause.resumed.map(ResumedDocument.init)
        }
    }

    struct ResumedDocument: Encodable, Sendable {
        var at: WallTime
        var by: ActorDocument
        var reason: String

        init(_ resumed: EvidencePause.Resumed) {
            at = resumed.at
            by = ActorDocument(resumed.by)
            reason = resumed.reason
        }
    }

    struct RemarkDocument: Encodable, Sendable {
        var kind: LedgerEntry.Kind
        @Nullable var policy: String? = nil
        var text: String
        @Nullable var by: ActorDocument? = nil
        var row: SourceDocument

        init(_ remark: EvidenceRemark) {
            kind = remark.kind
            policy = remark.policy
            text = remark.text
            by = remark.by.map(ActorDocument.init)
            row = SourceDocument(remark.source)
        }
    }
}

extension EvidenceChange {
    /// When the read was made that the write rested on.
    var readAt: WallTime { source.at - .milliseconds(intent.readAgeMilliseconds) }
}
