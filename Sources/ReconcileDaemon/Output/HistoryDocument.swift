import ReconcileCore

/// What `history` prints as JSON, `{events: [{seq, at, resource, policy, kind, …, hash}]}`.
struct HistoryDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    var events: [EventDocument]
    @Nullable var error: String? = nil

    init(at now: WallTime, _ rows: [LedgerRow], error: String? = nil) {
        at = now
        self.error = error
        events = rows.map(EventDocument.init)
    }

    init(failedAt time: WallTime, error: String) {
        at = time
        events = []
        self.error = error
    }

    /// One row: what every row has, beside the fields of its kind.
    struct EventDocument: Encodable, Sendable {
        let row: LedgerRow

        init(_ row: LedgerRow) {
            self.row = row
        }

        private enum Keys: CodingKey {
            case seq
            case at
            case hash
            case resource
            case policy
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(row.sequence, forKey: .seq)
            try container.encode(row.at, forKey: .at)
            try container.encode(row.hash, forKey: .hash)
            if row.entry.resource == nil { try container.encodeNil(forKey: .resource) }
            if row.entry.policy == nil { try container.encodeNil(forKey: .policy) }
            try row.entry.encode(to: encoder)
        }
    }
}
