import ReconcileCore

/// What `init` prints as JSON.
struct InitDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    /// Those that were come to, also where the command failed at a later one.
    var files: [File]
    @Nullable var error: String? = nil

    struct File: Encodable, Sendable {
        var path: String
        /// False where it was there already, and was left as it is.
        var written: Bool
    }

    init(at time: WallTime, _ files: [File], error: String? = nil) {
        at = time
        self.files = files
        self.error = error
    }
}
