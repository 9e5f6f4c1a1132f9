import ReconcileCore
import ReconcilePolicy
import ReconcileStore

/// What `run`, `once` and `plan` stand on: inputs, state and API, opened in the order in which they can fail.
struct Session: Sendable {
    var inputs: Inputs
    var store: StateStore
    var api: API
    var tokens: TokenSource.Tokens

    /// Opens everything a command needs for the time that `body` takes.
    ///
    /// - Parameter writes: false for `plan`: no lock is taken, nothing is made, and the API has no writer.
    /// - Throws: what `body` throws, and `CommandFailure`.
    static func with<Value: Sendable>(
        _ invocation: Invocation, writes: Bool, _ body: (Session) async throws -> Value
    ) async throws -> Value {
        let inputs = try Inputs.require(invocation, at: SystemClock.now().wall)
        let source = TokenSource(tokenFile: inputs.configuration.tokenFile)
        let tokens = try source.read()
        return try await StateAccess.with(invocation, inputs.configuration, writes: writes) { store in
            let api = try API(
                inputs.configuration, tokens: source, read: tokens, instance: await store.ledger.instanceID,
                writes: writes)
            let session = Session(inputs: inputs, store: store, api: api, tokens: tokens)
            do {
                let value = try await body(session)
                await api.shutdown()
                return value
            } catch {
                await api.shutdown()
                throw error
            }
        }
    }

    /// An engine that knows what the state knows.
    ///
    /// - Parameter only: the one resource to deal with; `nil` for all.
    /// - Throws: `CommandFailure` where the state cannot be read.
    func engine(_ mode: EngineConfiguration.Mode, only: ResourceID? = nil) async throws -> Engine {
        let memory = try await StateAccess.memory(of: store)
        if mode.writes, await store.ledger.trust == .good {
            try await StateAccess.reading { try await store.ledger.eraseSealed(except: memory.rotations.sealed) }
        }
        let cache = try await StateAccess.reading { try await store.cache.load() }
        let configuration = EngineConfiguration(
            mode: mode, settings: inputs.configuration.settings, seed: .random(in: .min ... .max),
            localAddresses: LocalAddresses.read(), tokenIsSnapshot: tokens.isSnapshot, only: only,
            ledgerDistrust: await StateAccess.distrust(of: store))
        return Engine(
            configuration, policies: inputs.policies, memory: memory, records: cache.resources, pacing: cache.pacing,
            at: SystemClock.now())
    }
}
