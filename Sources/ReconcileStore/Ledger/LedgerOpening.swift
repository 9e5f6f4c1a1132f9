import Foundation
import GRDB

/// A ledger as it was found, and opened as far as it may be. Blocks; call it where that does no harm.
struct LedgerOpening: Sendable {
    var trust: LedgerTrust
    var instanceID: String?
    /// For writing if it is good and may be written, else for reading; `nil` where it cannot be read at all.
    var queue: DatabaseQueue?

    /// Opens a ledger for reading and makes nothing.
    ///
    /// - Throws: `StoreError`, `.newerSchema` among them.
    static func read(_ directory: StateDirectory, _ witnesses: LedgerWitnesses) throws -> LedgerOpening {
        let path = directory.ledger
        guard DatabaseFile.exists(path) else {
            return LedgerOpening(trust: withoutLedger(directory, witnesses, isBlank: false))
        }
        var queue: DatabaseQueue?
        do {
            let opened = try DatabaseFile.openForReading(path)
            queue = opened
            return try DatabaseFile.mappingErrors(path) { try judge(opened, directory, witnesses) }
        } catch StoreError.damaged(_, let detail) {
            return LedgerOpening(trust: .distrusted(reason: detail), queue: queue)
        }
    }

    /// Opens a ledger for writing, makes it on a first start, and brings it to the newest schema.
    ///
    /// One that is distrusted is left as it is and opened for reading.
    ///
    /// - Throws: `StoreError`, `.newerSchema` among them.
    static func write(_ directory: StateDirectory, _ witnesses: LedgerWitnesses) throws -> LedgerOpening {
        let found = try read(directory, witnesses)
        guard found.trust == .good else { return found }
        try DatabaseFile.mappingErrors(directory.ledger) { try found.queue?.close() }
        let schema = LedgerSchema.schema(properties: [.instance: newInstanceID()])
        let queue = try openForWriting(directory.ledger, schema)
        let instance = try instanceID(of: queue, directory.ledger)
        return LedgerOpening(trust: .good, instanceID: instance, queue: queue)
    }

    /// Opens a ledger for writing with commits that are on disk when they return.
    static func openForWriting(_ path: String, _ schema: DatabaseSchema) throws -> DatabaseQueue {
        let queue = try DatabaseFile.openForWriting(path, synchronous: .full)
        try DatabaseFile.mappingErrors(path) { try schema.migrate(queue, file: path) }
        return queue
    }

    /// 64 random bits, so that no two installations share an id.
    static func newInstanceID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    static func instanceID(of queue: DatabaseQueue, _ path: String) throws -> String? {
        try DatabaseFile.mappingErrors(path) { try queue.read(LedgerTable.properties)[.instance] }
    }

    private static func judge(
        _ queue: DatabaseQueue, _ directory: StateDirectory, _ witnesses: LedgerWitnesses
    ) throws -> LedgerOpening {
        switch try queue.read(LedgerSchema.current.find) {
        case .newer(let version):
            throw StoreError.newerSchema(
                file: directory.ledger, found: version, known: LedgerSchema.current.version)
        case .foreign:
            return LedgerOpening(trust: .distrusted(reason: "'\(directory.ledger)' is not a ledger"))
        case .blank:
            return LedgerOpening(trust: withoutLedger(directory, witnesses, isBlank: true))
        case .ours:
            let trust = try queue.read { try LedgerTrust.judge($0, by: witnesses) }
            let instance = try? queue.read(LedgerTable.properties)[.instance]
            return LedgerOpening(trust: trust, instanceID: instance, queue: queue)
        }
    }

    private static func withoutLedger(
        _ directory: StateDirectory, _ witnesses: LedgerWitnesses, isBlank: Bool
    ) -> LedgerTrust {
        // A start that was cut short before its first commit leaves a blank file with its log and index, or with the
        // journal of the change to a write-ahead log.
        let own = isBlank ? ["ledger.db", "ledger.db-journal", "ledger.db-wal", "ledger.db-shm"] : []
        return LedgerTrust.withoutLedger(
            witnesses, files: directory.databaseFiles().filter { !own.contains($0) }, escrow: directory.escrow)
    }
}
