import Foundation
import GRDB

/// How our databases are opened.
enum DatabaseFile {
    /// How long to wait for another process that has the database locked, such as a person's `sqlite3`: long enough
    /// for a glance, short enough for the watchdog.
    static let busyTimeout: TimeInterval = 5

    /// How far a commit must get before it counts, as SQLite's `PRAGMA synchronous` has it.
    enum Synchronous: Int {
        /// Sound after a power cut, but the newest commits may be missing.
        case normal = 1
        /// On disk when the commit returns.
        case full = 2
    }

    /// Opens a database for writing, in WAL mode, and makes the file where it is missing.
    ///
    /// - Throws: `StoreError`.
    static func openForWriting(_ path: String, synchronous: Synchronous) throws -> DatabaseQueue {
        try mappingErrors(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration())
            // GRDB's own WAL setting would set `synchronous` to NORMAL after us, and write on every opening.
            try queue.writeWithoutTransaction { database in
                let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                guard mode == "wal" else {
                    throw StoreError.unusable(file: path, detail: "its file system does not support WAL")
                }
                try database.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
            }
            return queue
        }
    }

    /// Opens a database for reading, beside a process that writes it or alone, and makes no file.
    ///
    /// Without a write-ahead log nobody has it open, or nobody has written since, and it is read as a file that does
    /// not change: SQLite would otherwise make a log of its own, which needs a writable directory.
    ///
    /// - Throws: `StoreError`.
    static func openForReading(_ path: String) throws -> DatabaseQueue {
        try mappingErrors(path) {
            var configuration = configuration()
            configuration.readonly = true
            if size(path + "-wal") == 0, let name = immutableName(path) {
                return try DatabaseQueue(path: name, configuration: configuration)
            }
            return try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// Runs `body`, whose errors come out as `StoreError`.
    static func mappingErrors<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// The size of a file in bytes, 0 where there is none.
    static func size(_ path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    /// Removes a database with its log and index, as far as they are there.
    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout)
        return configuration
    }

    /// The file as a URI (https://www.sqlite.org/uri.html) that promises that it does not change.
    private static func immutableName(_ path: String) -> String? {
        let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
        return escaped.map { "file:\($0)?immutable=1" }
    }
}
