import Glibc
import ReconcileCore
import ReconcilePolicy
import ReconcileStore

/// How commands come to the state.
enum StateAccess {
    /// Opens the state for the time that `body` takes.
    ///
    /// - Throws: what `body` throws, and `CommandFailure` where the state cannot be used or another process has it.
    static func with<Value: Sendable>(
        _ invocation: Invocation, _ configuration: Configuration, writes: Bool,
        _ body: (StateStore) async throws -> Value
    ) async throws -> Value {
        let store = try await open(invocation, configuration, writes: writes)
        do {
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    /// - Throws: `CommandFailure` where another process has it, or where it cannot be used.
    static func open(_ invocation: Invocation, _ configuration: Configuration, writes: Bool) async throws -> StateStore
    {
        let directory = try Inputs.stateDirectory(invocation, configuration)
        return try await reading {
            guard writes else { return try await StateStore.openForReading(directory) }
            // Nobody but the owner may read what is made from here on.
            umask(0o077)
            try directory.create()
            return try await StateStore.open(directory, holding: try StateLock.acquire(in: directory))
        }
    }

    /// Writes down that a process took the state, so that an end without a word can be told from a good one.
    static func begin(_ command: String, _ store: StateStore) async throws {
        guard await store.ledger.trust == .good else { return }
        let row = LedgerEntry.Started(command: command, version: Version.current, pid: ProcessIdentity.current)
        _ = try await reading { try await store.ledger.append([.started(row)], at: SystemClock.now().wall) }
    }

    /// Writes down that the process let the state go. A failure makes the end look like one without a word, no more.
    static func end(_ store: StateStore) async {
        _ = try? await store.ledger.append([.stopped(.init())], at: SystemClock.now().wall)
    }

    /// What the rows of the ledger add up to, as far as they can be read.
    static func memory(of store: StateStore) async throws -> LedgerMemory {
        var memory = LedgerMemory()
        do {
            try await store.ledger.replay { memory.apply($0.entry, at: $0.at) }
        } catch StoreError.distrusted {
            // What could be read counts; nothing is written on it.
        } catch let error as StoreError {
            throw CommandFailure(error)
        }
        return memory
    }

    /// Why the ledger cannot be trusted, as a sentence that says what ends it.
    static func distrust(of store: StateStore) async -> String? {
        switch await store.ledger.trust {
        case .good: nil
        case .distrusted(let reason):
            "The ledger cannot be trusted: \(reason). "
                + "`reconciled resume --accept-ledger --reason …` starts a new one."
        }
    }

    /// Turns the store's errors into the command's.
    static func reading<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as StoreError {
            throw CommandFailure(error)
        }
    }
}
