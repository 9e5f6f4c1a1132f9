import Foundation
import GRDB
package import ReconcileCore

/// Rows of the ledger for people to read, oldest first.
package struct LedgerHistory: Hashable, Sendable {
    package var rows: [LedgerRow]
    /// True where older rows were left out to keep within the limit.
    package var isTruncated: Bool
    /// What is wrong with the rows, or kept some from being read; `nil` where all is well.
    package var damage: String?

    package init(rows: [LedgerRow] = [], isTruncated: Bool = false, damage: String? = nil) {
        self.rows = rows
        self.isTruncated = isTruncated
        self.damage = damage
    }
}

extension LedgerStore {
    /// More rows than a person reads, and few enough to hold in memory.
    package static let historyLimit = 10_000

    /// The newest rows about one resource, or about anything, as far as they can be read: also from a ledger that is
    /// distrusted.
    ///
    /// - Parameters:
    ///   - resource: only rows about this one; `nil` for all rows.
    ///   - since: only rows of this time or later.
    ///   - limit: how many rows at most, the newest; 0...`historyLimit`.
    /// - Throws: `StoreError.newerRow` for a sound row that only a newer program can read, `.busy` or `.unusable`.
    package func history(
        resource: ResourceID? = nil, since: WallTime? = nil, limit: Int = LedgerStore.historyLimit
    ) async throws -> LedgerHistory {
        guard let queue else { return LedgerHistory() }
        do {
            return try await queue.read { database in
                try LedgerTable.history(
                    of: database, resource: resource, since: since, limit: min(max(limit, 0), Self.historyLimit))
            }
        } catch {
            throw StoreError(error, file: directory.ledger)
        }
    }
}

extension LedgerTable {
    fileprivate static func history(
        of database: Database, resource: ResourceID?, since: WallTime?, limit: Int
    ) throws -> LedgerHistory {
        var history = LedgerHistory()
        do {
            let decoder = JSONDecoder()
            let cursor = try newest(in: database, resource: resource, since: since, limit: limit)
            while let row = try cursor.next() {
                guard history.rows.count < limit else {
                    history.isTruncated = true
                    break
                }
                try add(row, to: &history, using: decoder)
            }
        } catch let error as DatabaseError {
            guard case .damaged(_, let detail) = StoreError(error, file: "") else { throw error }
            history.damage = detail
        }
        history.rows.reverse()
        return history
    }

    private static func newest(
        in database: Database, resource: ResourceID?, since: WallTime?, limit: Int
    ) throws -> RowCursor {
        try Row.fetchCursor(
            database,
            sql: """
                SELECT seq, at, kind, resource, policy, body, hash,
                    (SELECT hash FROM ledger AS before WHERE before.seq = ledger.seq - 1)
                FROM ledger WHERE \(resource == nil ? "?1 IS NULL" : "resource = ?1") AND at >= ?2
                ORDER BY seq DESC LIMIT ?3
                """,
            arguments: [resource?.text, since?.millisecondsSince1970 ?? .min, limit + 1])
    }

    /// Adds a row that can be read, and notes one that cannot, or that is not as it was written.
    private static func add(_ row: Row, to history: inout LedgerHistory, using decoder: JSONDecoder) throws {
        do {
            let stored = try stored(row)
            let isSound = try row.optionalText(at: 7).map { LedgerChain.hash(stored, after: $0) == stored.hash }
            if isSound == false { history.damage = "row \(stored.sequence) does not match its hash" }
            do {
                history.rows.append(try LedgerBody.row(stored, using: decoder))
            } catch {
                guard isSound == false else { throw error }
            }
        } catch let damage as Damage {
            history.damage = damage.reason
        }
    }
}
