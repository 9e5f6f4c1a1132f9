import ReconcileCore

/// The ledger holds what was handed out, in its order, all of it or a beginning of it; each intent ends exactly once;
/// a process begins with exactly the rows that were made durable.
struct JournalChecker: Checker {
    /// Handed out and not durable yet.
    private var waiting: [LedgerEntry] = []
    private var durable: [LedgerRow] = []
    private var lastIntent: UInt64 = 0

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        switch sighting {
        case .handedOut(let entries):
            waiting += entries
            if facts.mode.isPlan, !entries.isEmpty { return ["a plan writes to the ledger"] }
            return entries.flatMap { confirmed($0, facts) }
        case .durable(let rows): return rows.flatMap { follow($0, facts) }
        case .born(let rows, _, _):
            waiting = []
            return rows == durable ? [] : ["the state does not hold the \(durable.count) rows that were written"]
        case .died:
            waiting = []
            return []
        case .sending, .answered, .remembered, .alarm, .reloaded, .noWrites, .tokenReplaced, .told, .report:
            return []
        }
    }

    /// Only a read of our own, made after the write, confirms it.
    private func confirmed(_ entry: LedgerEntry, _ facts: Facts) -> [String] {
        guard case .confirmed(let row) = entry, case .sshPasswordLogin(let seen) = row.seen else { return [] }
        let sight = facts.sights[row.resource]?.sight
        let isShown = sight?.enabled == seen.enabled && !facts.unread.contains(row.resource)
        return isShown ? [] : ["\(row.resource) is confirmed, and no read has shown it"]
    }

    private mutating func follow(_ row: LedgerRow, _ facts: Facts) -> [String] {
        var broken: [String] = []
        if row.sequence != Int64(durable.count) + 1 { broken.append("row \(row.sequence) is out of order") }
        durable.append(row)
        if waiting.first == row.entry {
            waiting.removeFirst()
        } else if !row.entry.isOfCommand || waiting.contains(row.entry) {
            broken.append("row \(row.sequence) (\(row.entry.kind)) is not what was handed out next")
        }
        switch row.entry {
        case .intent(let intent):
            if intent.intent.number != lastIntent + 1 { broken.append("intent \(intent.intent.number) out of order") }
            lastIntent = max(lastIntent, intent.intent.number)
        case .outcome(let outcome):
            if facts.ledger.open[outcome.intent] == nil, !isOpened(outcome.intent) {
                broken.append("an outcome for intent \(outcome.intent.number), which is not open")
            }
            if facts.ledger.outcomes[outcome.intent] != nil {
                broken.append("a second outcome for intent \(outcome.intent.number)")
            }
        default: break
        }
        return broken
    }

    /// True where the intent stands among the rows that were made durable together with its outcome.
    private func isOpened(_ id: IntentID) -> Bool {
        durable.suffix(200).contains { row in
            if case .intent(let intent) = row.entry { intent.intent == id } else { false }
        }
    }
}

extension LedgerEntry {
    /// True for rows that commands write themselves. The engine hands out such a row too, where a person told it.
    var isOfCommand: Bool {
        switch self {
        case .started, .stopped, .paused, .resumed, .waived, .released, .rotationRequested, .escrowChallenged,
            .escrowProven, .chainAccepted, .invariantBroken:
            true
        case .known, .gone, .enforcing, .drift, .driftEnded, .intent, .outcome, .confirmed, .unconfirmed, .soaked,
            .waiverEnded, .passwordSealed, .passwordEscrowed:
            false
        }
    }
}
