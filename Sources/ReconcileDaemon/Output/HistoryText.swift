import ReconcileCore

/// One row of the ledger as a person reads it.
enum HistoryText {
    private static let kindWidth = 12

    static func line(_ row: LedgerRow, names: [ResourceID: String?]) -> String {
        let time = row.at.rfc3339.prefix(19).map { $0 == "T" ? " " : $0 }
        let kind = row.entry.word
        let padding = String(repeating: " ", count: max(1, kindWidth - kind.count))
        let subject = row.entry.resource.map { id in
            let name = (names[id] ?? nil).map { "\($0) " } ?? ""
            return "\(name)\(id.shortened)  "
        }
        return "\(String(time))  \(kind)\(padding)\(subject ?? "")\(row.entry.story)"
    }
}

extension LedgerEntry {
    /// The word in front of the line; what the provider claims is not the same as an outcome.
    fileprivate var word: String {
        if case .outcome(let row) = self, row.claimed == true { return "claimed" }
        return kind.rawValue
    }

    fileprivate var story: String {
        switch self {
        case .started(let row): "\(row.command), version \(row.version), process \(row.pid)"
        case .stopped: "in good order"
        case .known(let row): "\(row.resources.count.of("resource")) listed for the first time"
        case .gone: "no longer in the account"
        case .enforcing(let row): row.policies.map(\.name).joined(separator: ", ")
        case .drift(let row): row.story
        case .driftEnded(let row): "ended: \(row.reason.rawValue)"
        case .intent(let row):
            "PATCH enabled: \(row.change.enabled) (read \(Durations.short(.milliseconds(row.readAgeMilliseconds))) old)"
        case .outcome(let row): row.story
        case .confirmed(let row): "shown by our own read (intent \(row.intent.number))"
        case .unconfirmed(let row): "no read showed it in time (intent \(row.intent.number))"
        case .paused(let row): "\(row.policy ?? row.resource?.text ?? "everything"): \(row.reason)\(until(row.until))"
        case .resumed(let row): "\(row.policy ?? row.resource?.text ?? "everything"): \(row.reason)"
        case .waived(let row): "\(row.reason)\(until(row.until))"
        case .waiverEnded: "the policy's wish counts again"
        case .released(let row): "\(row.policy): \(row.reason)"
        case .chainAccepted(let row): "a new ledger begins: \(row.reason) (the old one: \(row.found))"
        case .invariantBroken(let row): row.what
        }
    }

    private func until(_ time: WallTime?) -> String {
        time.map { ", until \($0.rfc3339)" } ?? ""
    }
}

extension LedgerEntry.Drift {
    fileprivate var story: String {
        switch cause {
        case .adoption: "seen for the first time, policy \(policy)"
        case .policy: "policy \(policy) wants something else now"
        case .change:
            "changed by someone else" + (lastCompliant.map { " after \($0.rfc3339)" } ?? "") + ", policy \(policy)"
        }
    }
}

extension LedgerEntry.IntentOutcome {
    fileprivate var story: String {
        let said = message.map { ": \"\($0)\"" } ?? ""
        let facts = [status.map(String.init), code, requestId].compactMap { $0 }.joined(separator: " ")
        return "\(result.rawValue)\(said)\(facts.isEmpty ? "" : " (\(facts))")"
    }
}
