package import ReconcilePolicy

/// What a command's exit code says, as in the README; those above 63 are from sysexits(3).
package enum ExitStatus: Int32, Sendable {
    case done = 0
    /// Nothing could be listed, the state cannot be used, or another process has it.
    case failed = 1
    /// Drift, an unknown verdict or a hold remains.
    case outstanding = 2
    case usage = 64
    case credentialsRefused = 77
    /// Configuration or policies are invalid or missing, or a database is of a newer program.
    case invalid = 78
}

/// Why a command ends without doing what it was asked for.
package struct CommandFailure: Error, Sendable {
    package var status: ExitStatus
    package var kind: Kind
    /// What was attempted, on what, and why not.
    package var message: String
    package var cause: String?
    /// All that was found in the files; shown before the message.
    package var diagnostics: [PolicyDiagnostic]
    /// One thing the person can do.
    package var hint: String?

    package init(
        _ status: ExitStatus, _ message: String, cause: String? = nil, diagnostics: [PolicyDiagnostic] = [],
        hint: String? = nil, kind: Kind = .other
    ) {
        self.status = status
        self.kind = kind
        self.message = message
        self.cause = cause
        self.diagnostics = diagnostics
        self.hint = hint
    }

    /// What stands in the way, where the journal has an explanation of its own for it.
    package enum Kind: CaseIterable, Sendable {
        case files
        case token
        /// Another process has the state.
        case stateHeld
        /// The state is of a newer program.
        case stateTooNew
        case stateUnusable
        case other
    }

    /// The failure in one line: what was attempted, and why not.
    package var summary: String {
        cause.map { "\(message): \($0)" } ?? message
    }

    /// The failure as a person reads it on standard error.
    package var text: String {
        var lines = diagnostics.map(\.description) + ["error: \(message)"]
        if let cause { lines.append("  caused by: \(cause)") }
        if let hint { lines.append("  hint: \(hint)") }
        return lines.joined(separator: "\n")
    }
}
