import Foundation
import GRDB
import ReconcileCore

@testable import ReconcileStore

/// A state of its own for one test, in a directory that goes away with it.
final class Scratch: Sendable {
    let root: String
    let directory: StateDirectory
    let lock: StateLock

    init() throws {
        root = FileManager.default.temporaryDirectory.path + "/reconciled-store-" + UUID().uuidString
        directory = try StateDirectory(path: root + "/state")
        try directory.create()
        lock = try StateLock.acquire(in: directory)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    func open() async throws -> StateStore {
        try await StateStore.open(directory, holding: lock)
    }

    func openForReading() async throws -> StateStore {
        try await StateStore.openForReading(directory)
    }

    /// Opens, lets `body` work and closes in good order.
    @discardableResult
    func withStore<Value: Sendable>(_ body: (StateStore) async throws -> Value) async throws -> Value {
        let store = try await open()
        let value = try await body(store)
        await store.close()
        return value
    }

    /// Every row that can be replayed.
    func rows() async throws -> [LedgerRow] {
        try await withStore { try await $0.ledger.rows() }
    }

    /// Copies the state's databases and the escrow as a crash at this instant would leave them.
    func copy() throws -> Scratch {
        let copy = try Scratch()
        try copy.take(directory.path, to: copy.directory.path) { $0.contains(".db") && !$0.hasSuffix("-shm") }
        try copy.takeEscrow(of: self)
        return copy
    }

    func takeEscrow(of other: Scratch) throws {
        try take(other.directory.escrow, to: directory.escrow) { _ in true }
    }

    private func take(_ source: String, to target: String, where isWanted: (String) -> Bool) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: source) where isWanted(name) {
            try? FileManager.default.removeItem(atPath: target + "/" + name)
            try FileManager.default.copyItem(atPath: source + "/" + name, toPath: target + "/" + name)
        }
    }

    func remove(_ names: String...) throws {
        for name in names { try FileManager.default.removeItem(atPath: directory.path + "/" + name) }
    }

    /// The names of the files in the state directory, the lock aside.
    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0 != "lock" }.sorted()
    }

    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// Works on the ledger as a stranger would, while nobody has it open.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: directory.ledger)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }
}

extension LedgerStore {
    nonisolated(nonsending) func rows() async throws -> [LedgerRow] {
        var rows: [LedgerRow] = []
        try await replay { rows.append($0) }
        return rows
    }

    func execute(_ sql: String) async throws {
        guard let queue else { return }
        try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    func number(_ sql: String) async throws -> Int? {
        guard let queue else { return nil }
        return try await queue.read { try Int.fetchOne($0, sql: sql) }
    }
}

extension LedgerEntry {
    static func pause(_ resource: String, _ reason: String = "maintenance") -> LedgerEntry {
        .paused(.init(policy: nil, resource: ResourceID(resource), reason: reason, until: nil, by: .root))
    }

    static let start = LedgerEntry.started(.init(command: "run", version: "1.0.0", pid: 4711))
}

extension Actor {
    static let root = Actor(uid: 0, name: "root")
}

extension WallTime {
    /// 2026-11-21T12:00:00Z.
    static let noon = WallTime(millisecondsSince1970: 1_795_262_400_000)
}

extension ResourceRecord {
    static func vps(_ id: String, enabled: Bool = false) -> ResourceRecord {
        let gate = ActionGate(allowed: true)
        let key = AuthorizedKey(text: "ssh-ed25519 AAAA\(id) x", reading: .usable(fingerprint: "SHA256:\(id)"))
        let observation = SSHPasswordLoginObservation(
            available: true, enabled: enabled, passwordAuthentication: "no", permitRootLogin: "prohibit-password",
            source: .effective, sshKeysConfigured: true, sshKeys: [key], canEnable: gate, canDisable: gate)
        return ResourceRecord(
            item: InventoryItem(id: ResourceID(id), kind: .sshPasswordLogin, name: "web-\(id)", tags: ["prod"]),
            observation: .sshPasswordLogin(observation), observedAt: .noon, lastCompliant: .noon)
    }
}
