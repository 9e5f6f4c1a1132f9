import Foundation
import ReconcileCore
import ReconcilePolicy
import ReconcileStore
import ReconcileSystemd

/// What `run`, `once` and `plan` stand on: inputs, state and API, opened in the order in which they can fail.
struct Session: Sendable {
    var inputs: Inputs
    var store: StateStore
    var api: API
    var tokens: TokenSource.Tokens

    /// Opens everything a command needs.
    ///
    /// - Parameter writes: false for `plan`: no lock is taken, nothing is made, and the API has no writer.
    /// - Throws: `CommandFailure`.
    static func open(_ invocation: Invocation, writes: Bool) async throws -> Session {
        let inputs = try Inputs.require(invocation, at: SystemClock.now().wall)
        let source = TokenSource(tokenFile: inputs.configuration.tokenFile)
        let tokens = try source.read()
        let store = try await StateAccess.open(invocation, inputs.configuration, writes: writes)
        let api = try API(
            inputs.configuration, tokens: source, read: tokens, instance: await store.ledger.instanceID,
            writes: writes)
        return Session(inputs: inputs, store: store, api: api, tokens: tokens)
    }

    /// An engine that knows what the state knows.
    ///
    /// - Throws: `CommandFailure` where the state cannot be read.
    func engine(_ mode: EngineConfiguration.Mode) async throws -> Engine {
        let memory = try await StateAccess.memory(of: store)
        let cache = try await StateAccess.reading { try await store.cache.load() }
        let configuration = EngineConfiguration(
            mode: mode, settings: inputs.configuration.settings, seed: .random(in: .min ... .max),
            localAddresses: LocalAddresses.read(), tokenIsSnapshot: tokens.isSnapshot,
            ledgerDistrust: await StateAccess.distrust(of: store))
        return Engine(
            configuration, policies: inputs.policies, memory: memory, records: cache.resources, pacing: cache.pacing,
            at: SystemClock.now())
    }

    func close() async {
        await api.shutdown()
        await store.close()
    }
}

/// How commands come to the state.
enum StateAccess {
    /// - Throws: `CommandFailure` where another process has it, or where it cannot be used.
    static func open(_ invocation: Invocation, _ configuration: Configuration, writes: Bool) async throws -> StateStore
    {
        let directory = try Inputs.stateDirectory(invocation, configuration)
        return try await reading {
            guard writes else { return try await StateStore.openForReading(directory) }
            try directory.create()
            return try await StateStore.open(directory, holding: try StateLock.acquire(in: directory))
        }
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
