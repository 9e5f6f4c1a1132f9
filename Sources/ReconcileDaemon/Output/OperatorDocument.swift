import ReconcileCore

/// What `pause`, `resume`, `waive` and `release` print as JSON.
struct OperatorDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    /// What was done, in sentences; `nil` where nothing was.
    @Nullable var done: String? = nil
    @Nullable var error: String? = nil

    init(at time: WallTime, done: String) {
        at = time
        self.done = done
    }

    init(failedAt time: WallTime, error: String) {
        at = time
        self.error = error
    }
}
