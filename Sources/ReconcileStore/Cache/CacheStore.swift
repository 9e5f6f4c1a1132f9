import Foundation
import GRDB
package import ReconcileCore

/// What the last process knew, so that this one asks less.
package struct CacheContents: Hashable, Sendable {
    /// In the order of their ids.
    package var resources: [ResourceRecord]
    package var pacing: PacingRecord?
    /// How many records could not be read, as after a change of program; looking again replaces them.
    package var unreadable: Int

    package init(resources: [ResourceRecord] = [], pacing: PacingRecord? = nil, unreadable: Int = 0) {
        self.resources = resources
        self.pacing = pacing
        self.unreadable = unreadable
    }
}

/// The database that only saves requests. One that is damaged is set aside and rebuilt by looking.
package actor CacheStore {
    /// Where a damaged database was moved, the last time that was needed; the next one takes its place.
    package private(set) var setAside: String?

    /// The ledger's head as last written here.
    private(set) var witnessedHead: LedgerHead?

    private let path: String
    private let mayWrite: Bool
    /// `nil` where there is none to read, or after `close`.
    private var queue: DatabaseQueue?

    init(_ opening: CacheOpening, path: String, mayWrite: Bool) {
        queue = opening.queue
        witnessedHead = opening.witness
        setAside = opening.setAside
        self.path = path
        self.mayWrite = mayWrite
    }

    /// Makes all changes in one transaction. Losing the newest in a power cut costs requests, so it waits for no disk.
    ///
    /// - Throws: `StoreError`: `.readOnly`, `.full`, `.busy` or `.unusable`. Nothing was changed then.
    package func update(_ updates: [CacheUpdate]) async throws {
        guard !updates.isEmpty else { return }
        try await write { try CacheTable.apply(updates, to: $0) }
    }

    /// All that is known of resources and of the pace. The whole file is checked first, which opening it does not wait
    /// for: a damaged one is set aside and reads as empty.
    ///
    /// - Throws: `StoreError.busy` or `.unusable`.
    package func load() async throws -> CacheContents {
        try await read { database in
            try Self.check(database)
            return try CacheTable.contents(of: database)
        } ?? CacheContents()
    }

    /// The intervals of a resource that end at `since` or later, by policy and then oldest first.
    ///
    /// - Throws: `StoreError.busy` or `.unusable`.
    package func intervals(resource: ResourceID, since: WallTime? = nil) async throws -> [EvidenceInterval] {
        try await read { try EvidenceTable.intervals(resource, since: since, in: $0) } ?? []
    }

    /// What is left of a resource's older intervals, by policy, month and verdict.
    ///
    /// - Throws: `StoreError.busy` or `.unusable`.
    package func sums(resource: ResourceID) async throws -> [EvidenceSum] {
        try await read { try EvidenceTable.sums(resource, in: $0) } ?? []
    }

    /// The intervals of all resources that end at `since` or later, and what is left of older ones.
    ///
    /// - Throws: `StoreError.busy` or `.unusable`.
    package func evidence(since: WallTime) async throws -> EvidenceArchive {
        try await read { try EvidenceTable.archive(since: since, in: $0) } ?? EvidenceArchive()
    }

    /// Notes how far the ledger has come. A failure only leaves the witness behind, where it is still true.
    func witness(_ head: LedgerHead) async {
        try? await write { try CacheTable.witness(head, in: $0) }
        witnessedHead = head
    }

    /// Closes the file in good order.
    func close() async {
        let closing = queue
        queue = nil
        try? await blocking { try closing?.close() }
    }

    private func write(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        guard mayWrite else { throw StoreError.readOnly }
        do {
            try await commit(body)
        } catch StoreError.damaged {
            try await rebuild()
            try await commit(body)
        }
    }

    private func commit(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        guard let queue else { throw StoreError.unusable(file: path, detail: "it is closed") }
        do {
            // A task of its own: the cancellation of the caller's must not undo half a step.
            try await Task { try await queue.write(body) }.value
        } catch {
            throw CacheOpening.error(error, path)
        }
    }

    /// - Returns: `nil` where there is nothing to read, or nothing any more.
    private func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value? {
        guard let queue else { return nil }
        do {
            return try await queue.read(body)
        } catch {
            let failure = CacheOpening.error(error, path)
            guard case .damaged = failure else { throw failure }
            if mayWrite { try await rebuild() }
            return nil
        }
    }

    private static func check(_ database: Database) throws {
        let answer = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        guard answer == "ok" else { throw Damage(reason: answer ?? "SQLite cannot check it") }
    }

    private func rebuild() async throws {
        await close()
        let path = path
        let opening = try await blocking { try CacheOpening.rebuild(path) }
        (queue, setAside) = (opening.queue, opening.setAside)
    }
}
