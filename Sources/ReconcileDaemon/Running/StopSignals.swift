import ReconcileCore
import UnixSignals

/// Turns SIGTERM and SIGINT into the wish to stop.
struct StopSignals: Sendable {
    private let task: Task<Void, Never>

    init(_ mailbox: Mailbox) {
        task = Task {
            for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
                mailbox.post(.stopping)
            }
        }
    }

    func cancel() {
        task.cancel()
    }
}
