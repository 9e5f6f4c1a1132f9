import ReconcileCore
import ReconcilePolicy

/// Why the files as they are now did not come into force, until they do.
struct ReloadRefusal: Hashable, Sendable {
    private let at: WallTime
    private let errors: [PolicyDiagnostic]

    init(_ refused: PolicyErrors, at now: WallTime) {
        at = now
        errors = refused.diagnostics.filter { $0.severity == .error }
    }

    /// Where the first error is, as in `/etc/reconciled/policies.d/10-ssh.yaml:4:1`.
    var place: String {
        errors.first.map { "\($0.file):\($0.line):\($0.column)" } ?? "its files"
    }

    var sentence: String {
        let first = errors.first?.oneLine ?? "its files cannot be read"
        let more = errors.count > 1 ? " (and \((errors.count - 1).of("more error")))" : ""
        return "The reload of \(at.rfc3339) was refused, and the version before stays in force: \(first)\(more)"
    }
}
