import GRDB

/// The tables of `reconciled.db`.
enum CacheSchema {
    static let current = DatabaseSchema(applicationID: applicationID, migrations: [createVersion1])

    /// `rclC` in ASCII.
    static let applicationID = 0x7263_6c43

    @Sendable private static func createVersion1(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE resource (id TEXT PRIMARY KEY NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
                CREATE TABLE pacing (one INTEGER PRIMARY KEY CHECK (one = 1), record TEXT NOT NULL);
                CREATE TABLE witness (
                    one INTEGER PRIMARY KEY CHECK (one = 1),
                    rows INTEGER NOT NULL,
                    hash TEXT NOT NULL
                );
                CREATE TABLE interval (
                    id INTEGER PRIMARY KEY NOT NULL,
                    resource TEXT NOT NULL,
                    policy TEXT NOT NULL,
                    verdict TEXT NOT NULL,
                    first INTEGER NOT NULL,
                    last INTEGER NOT NULL,
                    reads INTEGER NOT NULL
                );
                CREATE INDEX interval_subject ON interval (resource, policy, id);
                CREATE TABLE sum (
                    resource TEXT NOT NULL,
                    policy TEXT NOT NULL,
                    verdict TEXT NOT NULL,
                    month TEXT NOT NULL,
                    observed INTEGER NOT NULL,
                    reads INTEGER NOT NULL,
                    PRIMARY KEY (resource, policy, verdict, month)
                ) WITHOUT ROWID;
                """)
    }
}
