import Synchronization

/// Ends work that takes too long. One clock for all of it: a timer for each request would outlive most of them.
///
/// A deadline is noticed up to `tick` late.
final class Deadlines: Sendable {
    private let state = Mutex(State())

    private struct State {
        var nextID: UInt64 = 0
        var waiting: [UInt64: Entry] = [:]
        var isTicking = false
    }

    private struct Entry {
        var due: ContinuousClock.Instant
        var end: @Sendable () -> Void
    }

    /// A name for one piece of work.
    struct ID: Sendable {
        fileprivate let number: UInt64
    }

    private static let tick = Duration.milliseconds(100)

    /// Calls `end` once, at `due` or a little later, unless `met` is called before.
    func set(_ due: ContinuousClock.Instant, end: @escaping @Sendable () -> Void) -> ID {
        let (id, startsTicking) = state.withLock { state in
            state.nextID += 1
            state.waiting[state.nextID] = Entry(due: due, end: end)
            defer { state.isTicking = true }
            return (ID(number: state.nextID), !state.isTicking)
        }
        if startsTicking { Task { await tick() } }
        return id
    }

    /// The work is done.
    ///
    /// - Returns: false where it was ended before.
    func met(_ id: ID) -> Bool {
        state.withLock { $0.waiting.removeValue(forKey: id.number) != nil }
    }

    /// Looks at all deadlines until there is none.
    private func tick() async {
        while true {
            try? await Task.sleep(for: Self.tick)
            let now = ContinuousClock.now
            let overdue = state.withLock { state -> [Entry]? in
                guard !state.waiting.isEmpty else {
                    state.isTicking = false
                    return nil
                }
                let overdue = state.waiting.filter { $0.value.due <= now }
                for id in overdue.keys { state.waiting[id] = nil }
                return Array(overdue.values)
            }
            guard let overdue else { return }
            for entry in overdue { entry.end() }
        }
    }
}
