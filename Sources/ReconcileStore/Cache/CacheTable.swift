import Foundation
import GRDB
import ReconcileCore

/// Reads and writes the tables of `reconciled.db`.
enum CacheTable {
    static func apply(_ updates: [CacheUpdate], to database: Database) throws {
        for update in updates {
            switch update {
            case .resource(let record):
                try database.cachedStatement(sql: "INSERT OR REPLACE INTO resource (id, record) VALUES (?, ?)")
                    .execute(arguments: [record.item.id.text, try RecordEncoder.text(of: record)])
            case .forget(let resource):
                try database.execute(sql: "DELETE FROM resource WHERE id = ?", arguments: [resource.text])
                try EvidenceTable.foldAll(resource, in: database)
            case .evidence(let read):
                try EvidenceTable.add(read, to: database)
            case .pacing(let record):
                try database.execute(
                    sql: "INSERT OR REPLACE INTO pacing (one, record) VALUES (1, ?)",
                    arguments: [try RecordEncoder.text(of: record)])
            }
        }
    }

    @Sendable static func contents(of database: Database) throws -> CacheContents {
        var contents = CacheContents()
        let decoder = JSONDecoder()
        let cursor = try Row.fetchCursor(database, sql: "SELECT record FROM resource ORDER BY id")
        while let row = try cursor.next() {
            if let record = try value(ResourceRecord.self, in: row, using: decoder) {
                contents.resources.append(record)
            } else {
                contents.unreadable += 1
            }
        }
        if let row = try Row.fetchOne(database, sql: "SELECT record FROM pacing") {
            contents.pacing = try value(PacingRecord.self, in: row, using: decoder)
            contents.unreadable += contents.pacing == nil ? 1 : 0
        }
        return contents
    }

    static func witness(in database: Database) throws -> LedgerHead? {
        guard let row = try Row.fetchOne(database, sql: "SELECT rows, hash FROM witness") else { return nil }
        return LedgerHead(rows: try row.integer(at: 0), hash: try row.text(at: 1))
    }

    static func witness(_ head: LedgerHead, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO witness (one, rows, hash) VALUES (1, ?, ?)",
            arguments: [head.rows, head.hash])
    }

    /// - Returns: `nil` where the text is of another program's making.
    private static func value<Value: Decodable>(
        _ type: Value.Type, in row: Row, using decoder: JSONDecoder
    ) throws -> Value? {
        try? decoder.decode(type, from: Data(try row.text(at: 0).utf8))
    }
}
