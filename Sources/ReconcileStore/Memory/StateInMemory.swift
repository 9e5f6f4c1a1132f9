import Foundation
import GRDB
package import ReconcileCore

/// The two databases of one state without their files, for simulations: the same tables, rows, bodies and chain, but
/// no witness, no log and no disk. It outlives the simulated processes that use it, as files outlive real ones.
///
/// Not for the service: what is in it is gone with its last reference.
package final class StateInMemory: Sendable {
    private let ledger: DatabaseQueue
    private let cache: DatabaseQueue

    /// A way in which SQLite fails a commit. What was being written is rolled back wholly.
    package enum Failure: String, Hashable, CaseIterable, Codable, Sendable {
        case busy
        case full
        case inputOutput
    }

    /// - Parameter instance: what the ledger says of itself, which its chain begins with.
    /// - Throws: `StoreError`.
    package init(instance: String) throws {
        (ledger, cache) = try DatabaseFile.mappingErrors(Self.name) {
            (try DatabaseQueue(), try DatabaseQueue())
        }
        try LedgerSchema.schema(properties: [.instance: instance]).migrate(ledger, file: Self.name)
        try CacheSchema.current.migrate(cache, file: Self.name)
    }

    /// Appends entries in one transaction, as `LedgerStore.append` does.
    ///
    /// - Parameter failure: what SQLite reports in place of success.
    /// - Throws: `StoreError`; nothing was appended then.
    package func append(
        _ entries: [LedgerEntry], at time: WallTime, sealed: SealedChanges = SealedChanges(),
        failing failure: Failure? = nil
    ) throws -> [LedgerRow] {
        try write(to: ledger, failing: failure) { database in
            let rows = try LedgerTable.append(entries, at: time, to: database)
            try SealedTable.apply(sealed, to: database)
            return rows
        }
    }

    /// As `LedgerStore.sealed`.
    ///
    /// - Throws: `StoreError`.
    package func sealed(_ version: PasswordVersion) throws -> [UInt8]? {
        try DatabaseFile.mappingErrors(Self.name) { try ledger.read { try SealedTable.bytes(of: version, in: $0) } }
    }

    /// As `LedgerStore.eraseSealed`.
    ///
    /// - Throws: `StoreError`.
    package func eraseSealed(except kept: Set<PasswordVersion>) throws {
        try write(to: ledger, failing: nil) { database in
            let superfluous = try SealedTable.versions(in: database).filter { !kept.contains($0) }
            try SealedTable.apply(SealedChanges(erased: superfluous), to: database)
        }
    }

    /// Makes all changes in one transaction, as `CacheStore.update` does.
    ///
    /// - Throws: `StoreError`; nothing was changed then.
    package func update(_ updates: [CacheUpdate], failing failure: Failure? = nil) throws {
        try write(to: cache, failing: failure) { try CacheTable.apply(updates, to: $0) }
    }

    /// Every row, oldest first, its chain verified on the way.
    ///
    /// - Throws: `StoreError.distrusted` where a row is not as it was written, or another `StoreError`.
    package func rows() throws -> [LedgerRow] {
        do {
            return try ledger.read { database in
                let stored = try LedgerTable.rows(after: 0, limit: .max, in: database)
                let start = LedgerChain.start(try LedgerTable.properties(of: database))
                _ = try LedgerTable.verify(stored, after: LedgerHead(rows: 0, hash: start))
                let decoder = JSONDecoder()
                return try stored.map { try LedgerBody.row($0, using: decoder) }
            }
        } catch let damage as Damage {
            throw StoreError.distrusted(reason: damage.reason)
        } catch {
            throw StoreError(error, file: Self.name)
        }
    }

    /// All that is known of resources and of the pace.
    ///
    /// - Throws: `StoreError`.
    package func contents() throws -> CacheContents {
        try DatabaseFile.mappingErrors(Self.name) { try cache.read(CacheTable.contents) }
    }

    private static let name = "memory"

    private func write<Value>(
        to queue: DatabaseQueue, failing failure: Failure?, _ body: (Database) throws -> Value
    ) throws -> Value {
        try DatabaseFile.mappingErrors(Self.name) {
            var value: Value?
            try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    value = try body(database)
                    if let failure { throw DatabaseError(resultCode: failure.code) }
                    return .commit
                }
            }
            guard let value else { throw StoreError.unusable(file: Self.name, detail: "nothing was written") }
            return value
        }
    }
}

extension StateInMemory.Failure {
    fileprivate var code: ResultCode {
        switch self {
        case .busy: .SQLITE_BUSY
        case .full: .SQLITE_FULL
        case .inputOutput: .SQLITE_IOERR
        }
    }
}
