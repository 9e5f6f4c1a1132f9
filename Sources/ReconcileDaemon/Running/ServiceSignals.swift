import ReconcileCore
import UnixSignals

/// SIGTERM and SIGINT stop the service, SIGHUP reloads it.
struct ServiceSignals: Sendable {
    private let task: Task<Void, Never>

    init(_ mailbox: Mailbox, reload: @escaping @Sendable () async -> Void) {
        task = Task {
            for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup) {
                if signal == .sighup { await reload() } else { mailbox.post(.stopping) }
            }
        }
    }

    func cancel() {
        task.cancel()
    }
}
