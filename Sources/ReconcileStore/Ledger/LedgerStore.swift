import Foundation
import GRDB
package import ReconcileCore

/// The ledger: rows that decide and cannot be rebuilt, each chained to the one before.
package actor LedgerStore {
    /// Whether rows may be appended. Changes to distrusted when a later look finds damage.
    package internal(set) var trust: LedgerTrust
    /// 16 hexadecimal digits that tell this installation from others; `nil` where there is no readable ledger.
    package internal(set) var instanceID: String?
    /// Why the witness in the escrow directory lags behind, or `nil` while it does not. The next append tries again.
    package internal(set) var witnessProblem: String?

    /// The least time between two moves of the witnesses: each costs three more flushes of a disk.
    private static let witnessPause = Duration.milliseconds(500)

    private var headToWitness: LedgerHead?
    private var witnessing: Task<Void, Never>?
    let directory: StateDirectory
    let cache: CacheStore
    let mayWrite: Bool
    /// `nil` where there is no ledger that can be opened.
    var queue: DatabaseQueue?

    init(_ opening: LedgerOpening, directory: StateDirectory, cache: CacheStore, mayWrite: Bool) {
        trust = opening.trust
        instanceID = opening.instanceID
        queue = opening.queue
        self.directory = directory
        self.cache = cache
        self.mayWrite = mayWrite
    }

    /// Appends entries in one transaction, which is on disk when this returns, and has the witnesses follow.
    ///
    /// Not cut short by the cancellation of the task: a row is either there, and returned, or it is not.
    ///
    /// - Parameters:
    ///   - entries: the entries in their order; none is allowed and does nothing.
    ///   - time: the time that all of them get.
    ///   - sealed: what becomes of sealed passwords in the same transaction.
    /// - Returns: the rows as they lie in the ledger.
    /// - Throws: `StoreError`: `.readOnly`, `.distrusted`, `.full`, `.busy` or `.unusable`. Nothing was appended then,
    ///   and a later call may succeed.
    package func append(
        _ entries: [LedgerEntry], at time: WallTime, sealed: SealedChanges = SealedChanges()
    ) async throws -> [LedgerRow] {
        let queue = try writableQueue()
        guard !entries.isEmpty else { return [] }
        let rows: [LedgerRow]
        do {
            rows = try await withCheckedThrowingContinuation { continuation in
                queue.asyncWriteWithoutTransaction { database in
                    continuation.resume(with: Result { try Self.commit(entries, at: time, sealed, to: database) })
                }
            }
        } catch {
            throw noticing(error)
        }
        if let head = rows.last.map(LedgerHead.init) { moveWitnesses(to: head) }
        return rows
    }

    /// Waits until both witnesses have been moved on to the newest row, or could not be.
    package func settleWitnesses() async {
        witnessing?.cancel()
        await witnessing?.value
    }

    /// The witnesses follow behind, the newest head only: one that lags is still true, and nothing waits for its disk.
    /// Cancelled, they are moved without a pause.
    private func moveWitnesses(to head: LedgerHead) {
        headToWitness = head
        guard witnessing == nil else { return }
        witnessing = Task {
            while let head = headToWitness {
                headToWitness = nil
                let path = directory.escrowHead
                witnessProblem = try? await blocking { Self.witness(head, in: path) }
                await cache.witness(head)
                try? await Task.sleep(for: Self.witnessPause)
            }
            witnessing = nil
        }
    }

    /// The newest row's number and hash, which goes to the journal with each outcome.
    ///
    /// - Returns: `nil` where there is no readable ledger.
    /// - Throws: `StoreError`.
    package func head() async throws -> LedgerHead? {
        guard let queue else { return nil }
        do {
            return try await queue.read(LedgerTable.head)
        } catch {
            throw noticing(error)
        }
    }

    /// Writes the witnesses anew after opening: one may be missing, or lag after a crash.
    func renewWitnesses() async throws {
        guard mayWrite, trust == .good, let queue else { return }
        let escrowHead = directory.escrowHead
        let head: LedgerHead
        do {
            (head, witnessProblem) = try await queue.writeWithoutTransaction { database in
                let head = try LedgerTable.head(of: database)
                // Nearly always it says so already, and a start need not wait for the disk.
                let isThere = Witness.read(escrowHead) == .head(head)
                return (head, isThere ? nil : Self.witness(head, in: escrowHead))
            }
        } catch {
            throw noticing(error)
        }
        await cache.witness(head)
    }

    /// Closes the file in good order. Rows can be neither read nor appended afterwards.
    package func close() async {
        await settleWitnesses()
        let closing = queue
        queue = nil
        try? await blocking { try closing?.close() }
    }

    func writableQueue() throws -> DatabaseQueue {
        guard mayWrite else { throw StoreError.readOnly }
        if case .distrusted(let reason) = trust { throw StoreError.distrusted(reason: reason) }
        guard let queue else { throw StoreError.unusable(file: directory.ledger, detail: "it is closed") }
        return queue
    }

    /// What an error means to us; damage ends the trust in the ledger.
    func noticing(_ error: any Error) -> StoreError {
        let reason: String
        if let damage = error as? Damage {
            reason = damage.reason
        } else if case .damaged(_, let detail) = StoreError(error, file: directory.ledger) {
            reason = detail
        } else {
            return StoreError(error, file: directory.ledger)
        }
        if case .good = trust { trust = .distrusted(reason: reason) }
        return .distrusted(reason: reason)
    }

    private static func commit(
        _ entries: [LedgerEntry], at time: WallTime, _ sealed: SealedChanges, to database: Database
    ) throws -> [LedgerRow] {
        var rows: [LedgerRow] = []
        try database.inTransaction(.immediate) {
            rows = try LedgerTable.append(entries, at: time, to: database)
            try SealedTable.apply(sealed, to: database)
            return .commit
        }
        return rows
    }

    /// Writes the witness beside the escrow.
    ///
    /// - Returns: why it could not be written. That is no failure of the append: the rows are on disk, and a witness
    ///   that lags is still true.
    static func witness(_ head: LedgerHead?, in path: String) -> String? {
        guard let head else { return nil }
        do {
            try DurableFile.replace(path, with: head.line)
            return nil
        } catch {
            return StoreError(error, file: path).description
        }
    }
}

extension LedgerHead {
    init(_ row: LedgerRow) {
        self.init(rows: row.sequence, hash: row.hash)
    }
}
