import Foundation
import GRDB

/// A cache as it was found and opened. Blocks; call it where that does no harm.
struct CacheOpening: Sendable {
    var queue: DatabaseQueue?
    var witness: LedgerHead?
    /// Where a damaged database was moved.
    var setAside: String?

    /// Opens a cache for reading and makes nothing; a damaged one reads as empty.
    ///
    /// - Throws: `StoreError`, `.newerSchema` among them.
    static func read(_ path: String) throws -> CacheOpening {
        guard DatabaseFile.exists(path) else { return CacheOpening() }
        do {
            let queue = try DatabaseFile.openForReading(path)
            return try mappingErrors(path) {
                switch try queue.read(CacheSchema.current.find) {
                case .newer(let version):
                    throw StoreError.newerSchema(file: path, found: version, known: CacheSchema.current.version)
                case .foreign:
                    throw StoreError.damaged(file: path, detail: "it is not a database of this program")
                case .blank: return CacheOpening()
                case .ours: return CacheOpening(queue: queue, witness: try queue.read(CacheTable.witness))
                }
            }
        } catch StoreError.damaged {
            return CacheOpening()
        }
    }

    /// Opens a cache for writing, and makes it where it is missing or damaged.
    ///
    /// - Throws: `StoreError`, `.newerSchema` among them.
    static func write(_ path: String) throws -> CacheOpening {
        // Looked at first, so that a newer program's file stays as it is.
        let found = try read(path)
        try mappingErrors(path) { try found.queue?.close() }
        do {
            return try open(path)
        } catch StoreError.damaged {
            return try rebuild(path)
        }
    }

    /// Moves a damaged database out of the way, over an earlier one, and makes a new one.
    static func rebuild(_ path: String) throws -> CacheOpening {
        let aside = path + ".damaged"
        DatabaseFile.remove(aside)
        if DatabaseFile.exists(path + "-wal") { try DurableFile.rename(path + "-wal", to: aside + "-wal") }
        if DatabaseFile.exists(path) { try DurableFile.rename(path, to: aside) }
        DatabaseFile.remove(path)
        var opening = try open(path)
        opening.setAside = aside
        return opening
    }

    /// What an error met while using the cache means to us.
    static func error(_ error: any Error, _ path: String) -> StoreError {
        if let damage = error as? Damage { return .damaged(file: path, detail: damage.reason) }
        return StoreError(error, file: path)
    }

    private static func open(_ path: String) throws -> CacheOpening {
        let queue = try DatabaseFile.openForWriting(path, synchronous: .normal)
        return try mappingErrors(path) {
            try CacheSchema.current.migrate(queue, file: path)
            return CacheOpening(queue: queue, witness: try queue.read(CacheTable.witness))
        }
    }

    private static func mappingErrors<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw Self.error(error, path)
        }
    }
}
