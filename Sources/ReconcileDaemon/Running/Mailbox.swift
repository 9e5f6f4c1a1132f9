import ReconcileCore
import Synchronization

/// Events on their way to the engine, in the order in which they came; its one reader takes all that wait at once.
final class Mailbox: Sendable {
    private let state = Mutex(State())

    private struct State {
        var events: [Event] = []
        var reader: CheckedContinuation<[Event], Never>?
    }

    func post(_ event: Event) {
        let reader = state.withLock { state -> CheckedContinuation<[Event], Never>? in
            guard let reader = state.reader else {
                state.events.append(event)
                return nil
            }
            state.reader = nil
            return reader
        }
        reader?.resume(returning: [event])
    }

    /// Waits until there is at least one event.
    func take() async -> [Event] {
        await withCheckedContinuation { continuation in
            let waiting = state.withLock { state -> [Event]? in
                guard !state.events.isEmpty else {
                    precondition(state.reader == nil, "a mailbox has one reader")
                    state.reader = continuation
                    return nil
                }
                defer { state.events = [] }
                return state.events
            }
            if let waiting { continuation.resume(returning: waiting) }
        }
    }
}
