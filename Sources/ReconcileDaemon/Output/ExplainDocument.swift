import ReconcileCore

/// What `explain` prints as JSON.
struct ExplainDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    @Nullable var resource: Explained? = nil
    @Nullable var error: String? = nil

    init(_ report: ResourceReport, at now: WallTime) {
        at = now
        resource = Explained(report)
    }

    init(failedAt time: WallTime, error: String) {
        at = time
        self.error = error
    }

    /// A resource as in `once`, with what decided.
    struct Explained: Encodable, Sendable {
        var document: ResourceDocument
        var policies: [String]
        var gates: GatesDocument?
        var guards: [GuardDocument]
        var next: WallTime?
        /// Only for a hosting account.
        var rotation: RotationDocument?

        private enum Keys: CodingKey {
            case policies
            case gates
            case guards
            case next
            case rotation
        }

        init(_ report: ResourceReport) {
            document = ResourceDocument(report)
            policies = report.matching
            gates = document.observed?.gates
            guards = report.guardState.map { [GuardDocument($0)] } ?? []
            next = report.nextLook
            if let known = report.rotation { rotation = RotationDocument(known, report.wanted) }
        }

        func encode(to encoder: any Encoder) throws {
            try document.encode(to: encoder)
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(policies, forKey: .policies)
            try container.encode(gates, forKey: .gates)
            try container.encode(guards, forKey: .guards)
            try container.encode(next, forKey: .next)
            try container.encodeIfPresent(rotation, forKey: .rotation)
        }
    }

    struct GuardDocument: Encodable, Sendable {
        var name = HoldReason.sshKeys
        var open: Bool
        @Nullable var detail: String? = nil
        @Nullable var code: String? = nil

        init(_ state: GuardState) {
            switch state {
            case .open: open = true
            case .closed(let hold):
                open = false
                detail = hold.detail
                code = hold.code
            }
        }
    }
}
