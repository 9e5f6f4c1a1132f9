import UnixSignals

/// SIGTERM and SIGINT stop the service, SIGHUP reloads it.
struct ServiceSignals: Sendable {
    private let task: Task<Void, Never>

    /// - Parameter stop: called for each such signal, also while an earlier call is under way.
    init(stop: @escaping @Sendable () async -> Void, reload: @escaping @Sendable () async -> Void) {
        task = Task {
            for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup) {
                if signal == .sighup { await reload() } else { Task { await stop() } }
            }
        }
    }

    func cancel() {
        task.cancel()
    }
}
