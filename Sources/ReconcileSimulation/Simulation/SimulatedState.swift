import Foundation
import ReconcileCore
import ReconcileStore

/// The state on disk: in memory for most runs, in real files for some.
enum SimulatedState {
    case memory(StateInMemory)
    case files(StateInFiles)

    static func make(_ scenario: Scenario) throws -> SimulatedState {
        scenario.usesFiles ? .files(try StateInFiles()) : .memory(try StateInMemory(instance: "0123456789abcdef"))
    }

    func append(
        _ entries: [LedgerEntry], at date: WallTime, sealed: SealedChanges = SealedChanges(),
        failing failure: StateInMemory.Failure? = nil
    ) async throws -> [LedgerRow] {
        switch self {
        case .memory(let state): return try state.append(entries, at: date, sealed: sealed, failing: failure)
        case .files(let files):
            if let failure { throw StoreError.unusable(file: "ledger.db", detail: failure.rawValue) }
            return try await files.open().ledger.append(entries, at: date, sealed: sealed)
        }
    }

    func sealed(_ version: PasswordVersion) async throws -> [UInt8]? {
        switch self {
        case .memory(let state): try state.sealed(version)
        case .files(let files): try await files.open().ledger.sealed(version)
        }
    }

    func eraseSealed(except kept: Set<PasswordVersion>) async throws {
        switch self {
        case .memory(let state): try state.eraseSealed(except: kept)
        case .files(let files): try await files.open().ledger.eraseSealed(except: kept)
        }
    }

    func update(_ updates: [CacheUpdate], failing failure: StateInMemory.Failure? = nil) async throws {
        switch self {
        case .memory(let state): try state.update(updates, failing: failure)
        case .files(let files):
            if let failure { throw StoreError.unusable(file: "reconciled.db", detail: failure.rawValue) }
            try await files.open().cache.update(updates)
        }
    }

    /// Every row, its chain verified.
    func rows() async throws -> [LedgerRow] {
        switch self {
        case .memory(let state): return try state.rows()
        case .files(let files):
            var rows: [LedgerRow] = []
            try await files.open().ledger.replay { rows.append($0) }
            return rows
        }
    }

    func contents() async throws -> CacheContents {
        switch self {
        case .memory(let state): try state.contents()
        case .files(let files): try await files.open().cache.load()
        }
    }

    /// Why the ledger cannot be trusted.
    func distrust() async throws -> String? {
        guard case .files(let files) = self else { return nil }
        switch await (try files.open()).ledger.trust {
        case .good: return nil
        case .distrusted(let reason): return reason
        }
    }

    /// The process is gone: what was not committed is lost, and no log is folded.
    func crash() async throws {
        guard case .files(let files) = self else { return }
        try await files.crash()
    }

    func close() async {
        guard case .files(let files) = self else { return }
        await files.close()
    }
}

/// A state in a directory of its own, which goes away with it.
final class StateInFiles {
    private let root: String
    private var generation = 0
    private var store: StateStore?

    init() throws {
        root = FileManager.default.temporaryDirectory.path + "/reconcile-sim-" + UUID().uuidString
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    private func directory() throws -> StateDirectory {
        let directory = try StateDirectory(path: root + "/\(generation)/state")
        try directory.create()
        return directory
    }

    func open() async throws -> StateStore {
        if let store { return store }
        let directory = try directory()
        let opened = try await StateStore.open(directory, holding: try StateLock.acquire(in: directory))
        store = opened
        return opened
    }

    func close() async {
        await store?.close()
        store = nil
    }

    /// What a crash leaves: the files as they lie there, while the databases are still open.
    func crash() async throws {
        guard store != nil else { return }
        let (old, new) = (root + "/\(generation)", root + "/\(generation + 1)")
        let files = FileManager.default
        for part in ["state", "state-escrow"] {
            try files.createDirectory(atPath: new + "/" + part, withIntermediateDirectories: true)
            for name in try files.contentsOfDirectory(atPath: old + "/" + part)
            where !name.hasSuffix("-shm") && name != "lock" {
                // A witness may be replaced meanwhile: it is then there under its name or not yet.
                try? files.copyItem(atPath: old + "/" + part + "/" + name, toPath: new + "/" + part + "/" + name)
            }
        }
        await close()
        try? files.removeItem(atPath: old)
        generation += 1
    }
}
