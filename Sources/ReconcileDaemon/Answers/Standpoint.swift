import ReconcileCore
import ReconcilePolicy
import ReconcileStore

/// What every answer is made from, so that service and command line give the same one: the engine as it stands in the
/// running service, or one made from the state that no service has.
struct Standpoint: Sendable {
    var engine: Engine
    /// The files in force, and what was said of them.
    var files: [String]
    var fileWarnings: [String]
    /// `nil` where no service runs.
    var service: ServiceFacts?
    var now: Moment
    private var state: State

    /// The process that answers for itself.
    struct ServiceFacts: Hashable, Sendable {
        var pid: Int32
        var version: String
        var since: WallTime
        var socket: String
    }

    private enum State: Sendable {
        case open(StateStore)
        /// Opened beside the service's own, for each answer anew: nobody who reads keeps the writer waiting.
        case directory(StateDirectory)
    }

    /// That of the running service.
    ///
    /// - Parameter refused: why newer files than those in force were refused, where there are any.
    init(
        _ engine: Engine, _ inputs: Inputs, refused: ReloadRefusal? = nil, _ service: ServiceFacts,
        _ directory: StateDirectory, at now: Moment
    ) {
        self.engine = engine
        self.service = service
        self.now = now
        files = inputs.files
        fileWarnings = [refused?.sentence].compactMap { $0 } + inputs.warnings.map(\.oneLine)
        state = .directory(directory)
    }

    /// That of the state as it was left.
    ///
    /// - Parameter inputs: `nil` where the files cannot be read; nothing is known of policies then.
    /// - Throws: `CommandFailure` where the state cannot be read.
    init(_ store: StateStore, _ inputs: Inputs?, _ settings: Settings, at now: Moment) async throws {
        let cache = try await StateAccess.reading { try await store.cache.load() }
        let configuration = EngineConfiguration(
            mode: .service, settings: settings, seed: 0, localAddresses: LocalAddresses.read(),
            ledgerDistrust: await StateAccess.distrust(of: store))
        var memory = try await StateAccess.memory(of: store)
        memory.presumeInterrupted()
        engine = Engine(
            configuration, policies: inputs?.policies ?? [], memory: memory,
            records: cache.resources, pacing: cache.pacing, at: now)
        (files, fileWarnings) = (inputs?.files ?? [], inputs?.warnings.map(\.oneLine) ?? [])
        service = nil
        self.now = now
        state = .open(store)
    }

    /// Reads the databases.
    func withStore<Value: Sendable>(_ body: (StateStore) async throws -> Value) async throws -> Value {
        switch state {
        case .open(let store):
            return try await StateAccess.reading { try await body(store) }
        case .directory(let directory):
            let store = try await StateAccess.reading { try await StateStore.openForReading(directory) }
            do {
                let value = try await StateAccess.reading { try await body(store) }
                await store.close()
                return value
            } catch {
                await store.close()
                throw error
            }
        }
    }

    var report: PassReport { engine.report(at: now) }
    var names: ResourceNames { ResourceNames(engine.items) }
}

extension PolicyDiagnostic {
    /// The diagnostic in one line.
    var oneLine: String {
        "\(file):\(line):\(column): \(message)" + (hint.map { " (\($0))" } ?? "")
    }
}
