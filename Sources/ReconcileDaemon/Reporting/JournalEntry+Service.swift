import ReconcilePolicy
import ReconcileSystemd

/// What concerns the service itself, as the journal says it.
extension JournalEntry {
    /// Something in a file, with its place.
    ///
    /// - Parameters:
    ///   - id: `nil` for a line that another one explains.
    ///   - rest: what follows from it.
    init(_ diagnostic: PolicyDiagnostic, _ id: MessageID?, _ rest: String = "") {
        let priority: Priority =
            switch diagnostic.severity {
            case .error: .error
            case .warning: .warning
            }
        self.init(
            messageID: id?.rawValue, priority: priority, message: diagnostic.oneLine + rest,
            fields: [
                JournalField(.file, diagnostic.file), JournalField(.line, String(diagnostic.line)),
                JournalField(.column, String(diagnostic.column)),
            ])
    }

    /// Only a start makes systemd read the token file again.
    static func endedUnauthorized(_ detail: String) -> JournalEntry {
        JournalEntry(
            .credentialsRefused, .error,
            "\(detail.trimmedStop); ending, so that the token is read anew at the next start",
            [JournalField(.exitStatus, String(ExitStatus.credentialsRefused.rawValue))])
    }

    /// The service works, but nobody can ask it.
    static func notServed(_ detail: String) -> JournalEntry {
        JournalEntry(.notServed, .error, detail)
    }

    static func invariantBroken(_ what: String) -> JournalEntry {
        JournalEntry(
            .invariantBroken, .critical,
            "What must never happen was about to: \(what.trimmedStop); ending, and the next start only looks")
    }
}

extension CommandFailure {
    /// More errors than this are counted: `reconciled check` shows all of them.
    private static let mostErrors = 50

    /// What the journal says of a service that ends for this: each error of the files on a line of its own, then what
    /// that means, which has an explanation.
    var journalEntries: [JournalEntry] {
        let errors = diagnostics.filter { $0.severity == .error }
        let more = errors.count - Self.mostErrors
        let rest = more > 0 ? ["\(more.of("more error"))"] : []
        let sentence = [message] + [cause].compactMap { $0 } + rest + [hint].compactMap { $0 }
        return errors.prefix(Self.mostErrors).map { JournalEntry($0, nil) } + [
            JournalEntry(
                kind.messageID, .error, sentence.joined(separator: "; ").replacing("\n", with: "; "),
                [JournalField(.exitStatus, String(status.rawValue))])
        ]
    }
}

extension CommandFailure.Kind {
    fileprivate var messageID: MessageID {
        switch self {
        case .files: .filesInvalid
        case .token: .tokenUnusable
        case .stateHeld: .stateHeld
        case .stateTooNew: .stateTooNew
        case .stateUnusable: .stateUnusable
        case .other: .failed
        }
    }
}
