import ReconcileCore

/// One row of the ledger as a person reads it.
enum HistoryText {
    /// The longest word with a gap behind it.
    private static let wordWidth = 14

    /// - Parameter names: what the resources are called; `nil` where all rows are about one, so that it goes unsaid.
    static func line(_ row: LedgerRow, names: [ResourceID: String?]?) -> String {
        let time = String(row.at.rfc3339.prefix(19).map { $0 == "T" ? " " : $0 })
        let word = row.entry.word
        let padding = String(repeating: " ", count: max(1, wordWidth - word.count))
        return "\(time)  \(word)\(padding)\(subject(row, names))\(row.entry.story)"
    }

    private static func subject(_ row: LedgerRow, _ names: [ResourceID: String?]?) -> String {
        guard let names, let id = row.entry.resource else { return "" }
        return [names[id] ?? nil, id.shortened].compactMap { $0 }.joined(separator: " ") + "  "
    }
}

extension LedgerEntry {
    /// The word in front of the line; what the provider claims is not the same as an outcome.
    fileprivate var word: String {
        switch self {
        case .outcome(let row): row.claimed == true ? "claimed" : "outcome"
        case .driftEnded: "drift ended"
        case .waiverEnded: "waiver ended"
        case .chainAccepted: "new ledger"
        case .invariantBroken: "broken"
        case .passwordSealed: "sealed"
        case .passwordEscrowed: "escrowed"
        case .rotationRequested: "asked for"
        case .escrowChallenged: "escrow code"
        case .escrowProven: "escrow proven"
        case .started, .stopped, .known, .gone, .enforcing, .drift, .intent, .confirmed, .unconfirmed, .soaked,
            .paused, .resumed, .waived, .released:
            kind.rawValue
        }
    }

    fileprivate var story: String {
        switch self {
        case .started(let row): "\(row.command), version \(row.version), process \(row.pid)"
        case .stopped: "in good order"
        case .known(let row): "\(row.resources.count.of("resource")) listed for the first time"
        case .gone: "no longer in the account"
        case .enforcing(let row): row.policies.map(\.name).joined(separator: ", ")
        case .drift(let row): row.story
        case .driftEnded(let row): row.reason.story
        case .intent(let row): row.story
        case .outcome(let row): row.story
        case .confirmed(let row): row.story
        case .unconfirmed(let row): "nothing showed in time that it took (intent \(row.intent.number))"
        case .soaked(let row): row.result.story
        case .paused(let row): "\(scope(row.policy, row.resource))\(row.reason)\(until(row.until))"
        case .resumed(let row): "\(scope(row.policy, row.resource))\(row.reason)"
        case .waived(let row): "\(row.enabled.map { "wanted \($0.onOff): " } ?? "")\(row.reason)\(until(row.until))"
        case .waiverEnded: "the policy's wish counts again"
        case .released(let row): "\(row.policy): \(row.reason)"
        case .passwordSealed(let row): "version \(row.version) was made and lies sealed, policy \(row.policy)"
        case .passwordEscrowed(let row): row.story
        case .rotationRequested(let row):
            "a new password\(row.supersede ? ", whatever became of the one before" : ""): \(row.reason)"
        case .escrowChallenged(let row): "a code waits to be opened by \(row.target)"
        case .escrowProven(let row): "a person could open it: \(row.target)"
        case .chainAccepted(let row): "\(row.reason) (the one before: \(row.found))"
        case .invariantBroken(let row): row.what
        }
    }

    /// A resource stands before the story already.
    private func scope(_ policy: String?, _ resource: ResourceID?) -> String {
        resource == nil ? "\(policy ?? "everything"): " : ""
    }

    private func until(_ time: WallTime?) -> String {
        time.map { ", until \($0.rfc3339)" } ?? ""
    }
}

extension LedgerEntry.Drift {
    fileprivate var story: String {
        switch cause {
        case .adoption: "\(adoption), policy \(policy)"
        case .age: "it is time for a new password, policy \(policy)"
        case .policy: "policy \(policy) wants something else now"
        case .change:
            "changed by someone else" + (lastCompliant.map { " after \($0.rfc3339)" } ?? "") + ", policy \(policy)"
        }
    }

    private var adoption: String {
        switch seen {
        case .sshPasswordLogin: "seen for the first time"
        case .hostingPassword: "no password of ours yet"
        }
    }
}

extension LedgerEntry.Confirmed {
    fileprivate var story: String {
        switch seen {
        case .sshPasswordLogin: "shown by our own read (intent \(intent.number))"
        case .hostingPassword: "by the provider's answer; it cannot be read back (intent \(intent.number))"
        }
    }
}

extension LedgerEntry.PasswordEscrowed {
    fileprivate var story: String {
        let place = sha256.map { "lies in the escrow (SHA-256 \($0.prefix(12))…)" } ?? "was taken by the command"
        return "version \(version) \(place)"
    }
}

extension LedgerEntry.DriftEnded.Reason {
    fileprivate var story: String {
        switch self {
        case .repaired: "our change was confirmed"
        case .changed: "it became as wanted without us"
        case .policy: "what is wanted changed"
        case .replaced: "it is another machine now, or gone"
        }
    }
}

extension LedgerEntry.Soaked.Result {
    fileprivate var story: String {
        switch self {
        case .lasted: "our change lasted, so the next wave may start"
        case .drifted: "our change did not last: a failure of its wave"
        case .unseen: "nobody could see whether our change lasted: a failure of its wave"
        }
    }
}

extension LedgerEntry.Intent {
    /// With the state before, which is what a person needs to undo it.
    fileprivate var story: String {
        let age = Durations.short(.milliseconds(readAgeMilliseconds))
        let sent = EvidenceWords.change(change)
        return switch before {
        case .sshPasswordLogin(let seen):
            "\(sent); before: \(seen.enabled.map(\.onOff) ?? "not known"), PermitRootLogin "
                + "\(seen.permitRootLogin ?? "not known"), read \(age) earlier\(waveStory)"
        case .hostingPassword(let seen):
            "\(sent); before: \(EvidenceWords.password(seen)), listed \(age) earlier\(waveStory)"
        }
    }

    private var waveStory: String {
        wave.map { $0 == 0 ? ", a canary" : ", wave \($0)" } ?? ""
    }
}

extension LedgerEntry.IntentOutcome {
    fileprivate var story: String {
        let said = message.map { ": \"\($0)\"" } ?? ""
        let facts = [status.map(String.init), code, requestId].compactMap { $0 }.joined(separator: " ")
        return "\(result.rawValue)\(said)\(facts.isEmpty ? "" : " (\(facts))")"
    }
}
