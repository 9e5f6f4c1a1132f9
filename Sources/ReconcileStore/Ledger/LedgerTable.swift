import Foundation
import GRDB
import ReconcileCore

/// Reads and writes the rows of `ledger.db`.
enum LedgerTable {
    private static let columns = "seq, at, kind, resource, policy, body, hash"

    /// Appends the entries after the newest row, inside the caller's transaction.
    static func append(_ entries: [LedgerEntry], at time: WallTime, to database: Database) throws -> [LedgerRow] {
        var head = try head(of: database)
        let insert = try database.cachedStatement(
            sql: "INSERT INTO ledger (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?)")
        var rows: [LedgerRow] = []
        for entry in entries {
            var row = StoredRow(
                sequence: head.rows + 1, at: time.millisecondsSince1970, kind: entry.kind.rawValue,
                resource: entry.resource?.text, policy: entry.policy, body: try LedgerBody.text(of: entry), hash: "")
            row.hash = LedgerChain.hash(row, after: head.hash)
            try insert.execute(arguments: [
                row.sequence, row.at, row.kind, row.resource, row.policy, row.body, row.hash,
            ])
            head = LedgerHead(rows: row.sequence, hash: row.hash)
            rows.append(LedgerRow(sequence: row.sequence, at: time, entry: entry, hash: row.hash))
        }
        return rows
    }

    /// The newest row's number and hash, or the chain's start where there is none.
    static func head(of database: Database) throws -> LedgerHead {
        let newest = try database.cachedStatement(sql: "SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
        guard let row = try Row.fetchOne(newest) else {
            return LedgerHead(rows: 0, hash: LedgerChain.start(try properties(of: database)))
        }
        let rows = try row.integer(at: 0)
        guard rows > 0, rows < .max else { throw Damage(reason: "its newest row has the number \(rows)") }
        return LedgerHead(rows: rows, hash: try row.text(at: 1))
    }

    /// The hash of one row, 0 for the chain's start; `nil` where there is no such row.
    static func hash(ofRow sequence: Int64, in database: Database) throws -> String? {
        guard sequence != 0 else { return LedgerChain.start(try properties(of: database)) }
        return try Row.fetchOne(database, sql: "SELECT hash FROM ledger WHERE seq = ?", arguments: [sequence])
            .map { try $0.text(at: 0) }
    }

    /// The rows after number `sequence`, oldest first, at most `limit`.
    static func rows(after sequence: Int64, limit: Int, in database: Database) throws -> [StoredRow] {
        let cursor = try Row.fetchCursor(
            database, sql: "SELECT \(columns) FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?",
            arguments: [sequence, limit])
        var rows: [StoredRow] = []
        while let row = try cursor.next() {
            rows.append(try stored(row))
        }
        return rows
    }

    /// What the ledger says of itself.
    static func properties(of database: Database) throws -> [LedgerProperty: String] {
        var properties: [LedgerProperty: String] = [:]
        let cursor = try Row.fetchCursor(database, sql: "SELECT name, value FROM property")
        while let row = try cursor.next() {
            guard let property = LedgerProperty(rawValue: try row.text(at: 0)) else {
                throw Damage(reason: "it has a property that no program gave it")
            }
            properties[property] = try row.text(at: 1)
        }
        return properties
    }

    /// Checks that rows follow `previous` without a gap and with the right hashes.
    ///
    /// - Returns: where the chain has come to.
    static func verify(_ rows: [StoredRow], after previous: LedgerHead) throws -> LedgerHead {
        var head = previous
        for row in rows {
            guard row.sequence == head.rows + 1 else {
                throw Damage(reason: "row \(head.rows + 1) is missing")
            }
            guard row.hash == LedgerChain.hash(row, after: head.hash) else {
                throw Damage(reason: "row \(row.sequence) does not match its hash")
            }
            head = LedgerHead(rows: row.sequence, hash: row.hash)
        }
        return head
    }

    /// One row whose columns are `columns`, in their order.
    static func stored(_ row: Row) throws -> StoredRow {
        StoredRow(
            sequence: try row.integer(at: 0), at: try row.integer(at: 1), kind: try row.text(at: 2),
            resource: try row.optionalText(at: 3), policy: try row.optionalText(at: 4), body: try row.text(at: 5),
            hash: try row.text(at: 6))
    }
}

/// The text of a row's entry: a flat JSON object whose keys are in order, so that the same entry gives the same text.
enum LedgerBody {
    static func text(of entry: LedgerEntry) throws -> String {
        try RecordEncoder.text(of: entry)
    }

    /// - Throws: `StoreError.newerRow`, since a sound row that we cannot read was written by a program that knew more.
    static func row(_ stored: StoredRow, using decoder: JSONDecoder) throws -> LedgerRow {
        guard let entry = try? decoder.decode(LedgerEntry.self, from: Data(stored.body.utf8)) else {
            throw StoreError.newerRow(sequence: stored.sequence, kind: stored.kind)
        }
        return LedgerRow(
            sequence: stored.sequence, at: WallTime(millisecondsSince1970: stored.at), entry: entry, hash: stored.hash)
    }
}
