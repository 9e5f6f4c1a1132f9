import GRDB

/// One kind of database: how to tell it, and the steps from each version of its tables to the next.
struct DatabaseSchema: Sendable {
    typealias Migration = @Sendable (Database) throws -> Void

    /// SQLite's `application_id`, which tells our files from others (https://www.sqlite.org/pragma.html).
    let applicationID: Int
    /// `migrations[n]` leads from version `n` to version `n + 1`; version 0 is an empty file.
    let migrations: [Migration]

    /// The newest version that this program knows, kept in `PRAGMA user_version`.
    var version: Int { migrations.count }

    enum Finding: Equatable {
        /// A file in which nothing was ever made.
        case blank
        /// Ours, in a version that we know.
        case ours(version: Int)
        /// Ours, from a newer program.
        case newer(version: Int)
        /// Something else's.
        case foreign
    }

    /// Tells what a file is, without changing it.
    func find(in database: Database) throws -> Finding {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if application == applicationID, version > 0 {
            return version > self.version ? .newer(version: version) : .ours(version: version)
        }
        let objects = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master")
        return application == 0 && version == 0 && objects == 0 ? .blank : .foreign
    }

    /// Brings a blank or older database to the newest version, one step and one transaction at a time.
    ///
    /// Before each step from a version that held something before, the database is copied to `FILE.before-VERSION`.
    ///
    /// - Throws: `StoreError`, `.newerSchema` among them, or a `DatabaseError`.
    func migrate(_ queue: DatabaseQueue, file: String) throws {
        var isNew = false
        while true {
            let from: Int
            switch try queue.read(find) {
            case .blank:
                from = 0
                isNew = true
            case .ours(let version): from = version
            case .newer(let version):
                throw StoreError.newerSchema(file: file, found: version, known: self.version)
            case .foreign: throw StoreError.damaged(file: file, detail: "it is not a database of this program")
            }
            guard from < version else { return }
            if !isNew { try copy(queue, to: "\(file).before-\(from + 1)") }
            try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try migrations[from](database)
                    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
                    try database.execute(sql: "PRAGMA user_version = \(from + 1)")
                    return .commit
                }
            }
        }
    }

    /// Copies a database into one file. A copy that is already there was made of the same rows before a crash.
    private func copy(_ queue: DatabaseQueue, to path: String) throws {
        guard !DatabaseFile.exists(path) else { return }
        let unfinished = DurableFile.unfinished(path)
        DatabaseFile.remove(unfinished)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "VACUUM INTO ?", arguments: [unfinished])
        }
        try DurableFile.sync(unfinished)
        try DurableFile.rename(unfinished, to: path)
    }
}
