import Foundation
import GRDB
package import ReconcileCore

extension LedgerStore {
    /// How many rows are read at a time, so that appends and other readers get their turn.
    private static let batchLength = 500

    /// Hands over every row, oldest first, and verifies the chain on the way: one pass gives both.
    ///
    /// Rows of a distrusted ledger are handed over too, up to the first damage.
    ///
    /// - Parameter body: called with each row; what it throws ends the replay and is thrown on.
    /// - Throws: `StoreError.distrusted` at the first damage, which also ends the trust in the ledger, `.newerRow` for
    ///   a sound row that only a newer program can read, `.busy` or `.unusable`.
    package nonisolated(nonsending) func replay(_ body: (LedgerRow) throws -> Void) async throws {
        var head: LedgerHead?
        while let batch = try await batch(after: head, decoding: true) {
            try batch.rows.forEach(body)
            head = batch.head
        }
    }

    /// Verifies every row and the tables around them; the start looks only at the newest rows.
    ///
    /// - Returns: the trust in the ledger from here on.
    /// - Throws: `StoreError.busy` or `.unusable`: it could not be told.
    package func verify() async throws -> LedgerTrust {
        do {
            var head: LedgerHead?
            while let batch = try await batch(after: head, decoding: false) {
                head = batch.head
            }
            try await checkIntegrity()
        } catch StoreError.distrusted(let reason) {
            if case .good = trust { trust = .distrusted(reason: reason) }
        }
        return trust
    }

    struct Batch: Sendable {
        var rows: [LedgerRow]
        /// Where the chain has come to.
        var head: LedgerHead
    }

    /// - Returns: `nil` when there is no row after `head`.
    func batch(after head: LedgerHead?, decoding: Bool) async throws -> Batch? {
        guard let queue else { return nil }
        do {
            return try await queue.read { database in
                let head =
                    try head ?? LedgerHead(rows: 0, hash: LedgerChain.start(LedgerTable.properties(of: database)))
                let stored = try LedgerTable.rows(after: head.rows, limit: Self.batchLength, in: database)
                guard !stored.isEmpty else { return nil }
                let next = try LedgerTable.verify(stored, after: head)
                let decoder = JSONDecoder()
                let rows = decoding ? try stored.map { try LedgerBody.row($0, using: decoder) } : []
                return Batch(rows: rows, head: next)
            }
        } catch {
            throw noticing(error)
        }
    }

    /// Has SQLite compare its tables with their indexes, which the chain does not cover.
    private func checkIntegrity() async throws {
        guard let queue else { return }
        do {
            try await queue.read { database in
                let answer = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
                guard answer == "ok" else { throw Damage(reason: answer ?? "SQLite cannot check it") }
            }
        } catch {
            throw noticing(error)
        }
    }
}
