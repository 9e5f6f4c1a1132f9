/// Waiting for what must come, without sleeping for luck.
enum Patience {
    /// How often it is looked again.
    private static let interval = Duration.milliseconds(25)

    struct Exhausted: Error {
        var what: String
        var limit: Duration
    }

    /// - Returns: how long it took.
    /// - Throws: `Exhausted` where it did not come in time.
    @discardableResult
    static func wait(
        for what: String, within limit: Duration = .seconds(30), until isDone: () async throws -> Bool
    ) async throws -> Duration {
        let began = ContinuousClock.now
        while true {
            if try await isDone() { return ContinuousClock.now - began }
            guard ContinuousClock.now - began < limit else { throw Exhausted(what: what, limit: limit) }
            try await Task.sleep(for: interval)
        }
    }
}
