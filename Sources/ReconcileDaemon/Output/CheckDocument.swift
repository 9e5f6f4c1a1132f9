import ReconcileCore
import ReconcilePolicy

/// What `check` prints as JSON.
struct CheckDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    var files: [String]
    var errors: [Diagnostic]
    /// Only with `--impact`.
    var impact: PolicyImpact?

    struct Diagnostic: Encodable, Sendable {
        var file: String
        var line: Int
        var column: Int
        var severity: PolicyDiagnostic.Severity
        var message: String
        @Nullable var hint: String? = nil
    }

    init(at now: WallTime, files: [String], _ diagnostics: [PolicyDiagnostic], impact: PolicyImpact?) {
        at = now
        self.files = files
        self.impact = impact
        errors = diagnostics.map {
            Diagnostic(
                file: $0.file, line: $0.line, column: $0.column, severity: $0.severity, message: $0.message,
                hint: $0.hint)
        }
    }
}
