import Foundation
import GRDB
package import ReconcileCore

extension LedgerStore {
    /// Takes a person's word for it: keeps the distrusted ledger under the name `ledger.db.kept-TIME` and starts a new
    /// chain, whose first row names the SHA-256 of the file kept.
    ///
    /// - Parameters:
    ///   - reason: why the person vouches for it.
    ///   - person: who asked.
    ///   - escrowed: the newest version of each account's password that lies in the escrow.
    ///   - time: the time of the first row.
    /// - Returns: the first row of the new chain.
    /// - Throws: `StoreError`: `.nothingToAccept` for a ledger that is good, `.readOnly`, `.full`, `.busy` or
    ///   `.unusable`. The ledger is distrusted as before then, and what was under its name is there or kept.
    package func accept(
        reason: String, by person: Actor, escrowed: [String: Int]? = nil, at time: WallTime
    ) async throws -> LedgerRow {
        guard mayWrite else { throw StoreError.readOnly }
        guard case .distrusted(let found) = trust else { throw StoreError.nothingToAccept }
        await close()
        let acceptance = LedgerAcceptance(
            directory: directory, instanceID: instanceID, cacheHead: await cache.witnessedHead, found: found,
            reason: reason, by: person, escrowed: escrowed, at: time)
        let row: LedgerRow
        do {
            let accepted: LedgerOpening
            (accepted, row) = try await blocking { try acceptance.perform() }
            (queue, instanceID, trust) = (accepted.queue, accepted.instanceID, accepted.trust)
        } catch {
            queue = try? DatabaseFile.openForReading(directory.ledger)
            throw error
        }
        witnessProblem = Self.witness(LedgerHead(row), in: directory.escrowHead)
        await cache.witness(LedgerHead(row))
        return row
    }
}

/// The replacement of a ledger by a new chain, on disk. At each instant a crash leaves either ledger under the name.
private struct LedgerAcceptance: Sendable {
    let directory: StateDirectory
    let instanceID: String?
    let cacheHead: LedgerHead?
    let found: String
    let reason: String
    let by: Actor
    let escrowed: [String: Int]?
    let at: WallTime

    func perform() throws -> (LedgerOpening, LedgerRow) {
        let old = directory.ledger
        foldLog(of: old)
        let previous = DatabaseFile.exists(old) ? try LedgerChain.hash(file: old) : nil
        let row = try makeChain(previous: previous)
        if previous != nil { try keep(old) }
        DatabaseFile.remove(old + "-wal")
        try? FileManager.default.removeItem(atPath: old + "-shm")
        try DurableFile.rename(directory.ledgerInTheMaking, to: old)
        let queue = try LedgerOpening.openForWriting(old, LedgerSchema.current)
        let instance = try LedgerOpening.instanceID(of: queue, old)
        return (LedgerOpening(trust: .good, instanceID: instance, queue: queue), row)
    }

    /// Moves what is in the write-ahead log into the file, so that the one file is all; where the file is too damaged
    /// for that, the log is kept beside it.
    private func foldLog(of path: String) {
        guard DatabaseFile.size(path + "-wal") > 0 else { return }
        let queue = try? DatabaseFile.openForWriting(path, synchronous: .full)
        try? queue?.close()
    }

    /// Makes the new chain in a file of its own.
    private func makeChain(previous: String?) throws -> LedgerRow {
        let path = directory.ledgerInTheMaking
        DatabaseFile.remove(path)
        do {
            let queue = try LedgerOpening.openForWriting(path, LedgerSchema.schema(properties: properties()))
            let entry = LedgerEntry.chainAccepted(
                .init(previousSHA256: previous, found: found, reason: reason, by: by, escrowed: escrowed))
            let rows = try DatabaseFile.mappingErrors(path) {
                let rows = try queue.write { try LedgerTable.append([entry], at: at, to: $0) }
                try queue.close()
                return rows
            }
            try DurableFile.sync(path)
            guard let row = rows.first else { throw StoreError.unusable(file: path, detail: "it took no row") }
            return row
        } catch {
            DatabaseFile.remove(path)
            throw error
        }
    }

    /// The instance stays the same where it could be read. The witnesses that the new chain replaces are named in it,
    /// so that a crash before they are rewritten does not make it distrusted in turn.
    private func properties() throws -> [LedgerProperty: String] {
        var replaced: [LedgerHead] = []
        if case .head(let head) = Witness.read(directory.escrowHead) { replaced.append(head) }
        if let cacheHead { replaced.append(cacheHead) }
        let list = String(decoding: try JSONEncoder().encode(replaced), as: UTF8.self)
        let isWellFormed = instanceID?.wholeMatch(of: /[0-9a-f]{16}/) != nil
        return [
            .instance: isWellFormed ? instanceID ?? "" : LedgerOpening.newInstanceID(), .supersedes: list,
        ]
    }

    /// Gives the old file, and its log where there is one, a name under which it stays.
    private func keep(_ old: String) throws {
        let stamp = at.rfc3339.filter { $0 != "-" && $0 != ":" }
        for number in 1...Self.mostKeptPerInstant {
            let kept = old + ".kept-" + stamp + (number == 1 ? "" : "-\(number)")
            guard try DurableFile.link(old, as: kept) else { continue }
            if DatabaseFile.size(old + "-wal") > 0 { try DurableFile.rename(old + "-wal", to: kept + "-wal") }
            return
        }
        throw StoreError.unusable(file: old, detail: "too many ledgers of the same time are kept beside it")
    }

    /// Far more than a person accepts in a millisecond; it only ends the search for a name.
    private static let mostKeptPerInstant = 100
}
