import ReconcileCore

/// What we changed: for each resource the first write that took, or that may have taken for all that is known.
struct OurChanges {
    /// The intent of each such write, which shows the state before us. Where it is not known whether any write to the
    /// resource took, the outcome that leaves it open stands behind it.
    private(set) var rows: [LedgerRow] = []
    /// Of these it is not known whether we changed them.
    private(set) var unsure: [ResourceID] = []

    private enum Fate {
        case taken
        case open
        case notTaken
    }

    /// - Parameter history: rows of the ledger, oldest first.
    init(among history: [LedgerRow]) {
        var outcomes: [IntentID: LedgerRow] = [:]
        var confirmed: Set<IntentID> = []
        for row in history {
            if case .outcome(let outcome) = row.entry { outcomes[outcome.intent] = row }
            if case .confirmed(let confirmation) = row.entry { confirmed.insert(confirmation.intent) }
        }
        var first: [ResourceID: (row: LedgerRow, intent: IntentID)] = [:]
        var changed: Set<ResourceID> = []
        for row in history {
            guard case .intent(let intent) = row.entry else { continue }
            let fate = confirmed.contains(intent.intent) ? Fate.taken : Self.fate(outcomes[intent.intent])
            guard fate != .notTaken else { continue }
            if fate == .taken { changed.insert(intent.resource) }
            if first[intent.resource] == nil { first[intent.resource] = (row, intent.intent) }
        }
        for (resource, change) in first.sorted(by: { $0.value.row.sequence < $1.value.row.sequence }) {
            rows.append(change.row)
            guard !changed.contains(resource) else { continue }
            unsure.append(resource)
            if let outcome = outcomes[change.intent] { rows.append(outcome) }
        }
    }

    /// What one outcome says by itself; an intent without any was under way when the ledger was read.
    private static func fate(_ outcome: LedgerRow?) -> Fate {
        guard case .outcome(let outcome)? = outcome?.entry else { return .open }
        switch outcome.result {
        case .accepted: return outcome.claimed == true ? .taken : .open
        case .unknown: return .open
        case .refused, .withdrawn: return .notTaken
        }
    }
}
