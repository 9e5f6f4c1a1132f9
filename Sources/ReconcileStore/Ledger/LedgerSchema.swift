import GRDB

/// What a ledger says of itself, once, when it is made.
enum LedgerProperty: String, CaseIterable, Sendable {
    /// 16 hexadecimal digits that tell this installation from others.
    case instance
    /// The witnesses of the ledger before it, as a JSON list, which an accepted chain replaces.
    case supersedes
}

/// The tables of `ledger.db`.
enum LedgerSchema {
    /// `rclL` in ASCII.
    static let applicationID = 0x7263_6c4c

    static let current = schema(properties: [:])

    /// - Parameter properties: what a ledger that is yet to be made will say of itself.
    static func schema(properties: [LedgerProperty: String]) -> DatabaseSchema {
        DatabaseSchema(
            applicationID: applicationID, migrations: [{ try createVersion1($0, properties) }, SealedTable.create])
    }

    private static func createVersion1(_ database: Database, _ properties: [LedgerProperty: String]) throws {
        try database.execute(
            sql: """
                CREATE TABLE property (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
                CREATE TABLE ledger (
                    seq INTEGER PRIMARY KEY NOT NULL,
                    at INTEGER NOT NULL,
                    kind TEXT NOT NULL,
                    resource TEXT,
                    policy TEXT,
                    body TEXT NOT NULL,
                    hash TEXT NOT NULL
                );
                CREATE INDEX ledger_resource ON ledger (resource, seq) WHERE resource IS NOT NULL;
                CREATE TRIGGER ledger_update BEFORE UPDATE ON ledger
                    BEGIN SELECT RAISE(ABORT, 'the ledger is only appended to'); END;
                CREATE TRIGGER ledger_delete BEFORE DELETE ON ledger
                    BEGIN SELECT RAISE(ABORT, 'the ledger is only appended to'); END;
                CREATE TRIGGER ledger_insert BEFORE INSERT ON ledger
                    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger)
                    BEGIN SELECT RAISE(ABORT, 'the ledger is only appended to'); END;
                """)
        for (name, value) in properties {
            try database.execute(
                sql: "INSERT INTO property (name, value) VALUES (?, ?)", arguments: [name.rawValue, value])
        }
    }
}
