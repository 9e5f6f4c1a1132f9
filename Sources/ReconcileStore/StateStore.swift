import GRDB

/// Both databases of one state, opened together. A step commits the ledger first, then the cache.
package struct StateStore: Sendable {
    package let ledger: LedgerStore
    package let cache: CacheStore
    /// Where both lie.
    package let directory: StateDirectory
    /// The right to write; `nil` in a store that only reads. It is let go when the last copy of the store is gone.
    private let lock: StateLock?

    /// Opens the state for the one process that writes it, and makes what is missing.
    ///
    /// A distrusted ledger does not fail the opening: ask `ledger.trust`. Nor does a damaged cache: ask
    /// `cache.setAside`.
    ///
    /// - Parameters:
    ///   - directory: the state, whose directories exist.
    ///   - lock: the proof that nobody else writes it.
    /// - Throws: `StoreError`: `.newerSchema`, `.full`, `.busy` or `.unusable`.
    package static func open(_ directory: StateDirectory, holding lock: StateLock) async throws -> StateStore {
        let (ledgerOpening, cacheOpening) = try await blocking {
            // Only looked at so far: a newer ledger or cache must be left as it is, and a cache that was made before
            // the ledger would make the next start look as if a ledger had been lost.
            let known = try CacheOpening.read(directory.cache)
            let ledger = try LedgerOpening.write(directory, witnesses(of: directory, known))
            try? known.queue?.close()
            return (ledger, try CacheOpening.write(directory.cache))
        }
        let cache = CacheStore(cacheOpening, path: directory.cache, mayWrite: true)
        let ledger = LedgerStore(ledgerOpening, directory: directory, cache: cache, mayWrite: true)
        try await ledger.renewWitnesses()
        return StateStore(ledger: ledger, cache: cache, directory: directory, lock: lock)
    }

    /// Opens the state beside whoever writes it: takes no lock and makes no file. What is missing reads as empty.
    ///
    /// - Throws: `StoreError`: `.newerSchema`, `.busy` or `.unusable`.
    package static func openForReading(_ directory: StateDirectory) async throws -> StateStore {
        let (ledgerOpening, cacheOpening) = try await blocking {
            let cache = try CacheOpening.read(directory.cache)
            return (try LedgerOpening.read(directory, witnesses(of: directory, cache)), cache)
        }
        let cache = CacheStore(cacheOpening, path: directory.cache, mayWrite: false)
        let ledger = LedgerStore(ledgerOpening, directory: directory, cache: cache, mayWrite: false)
        return StateStore(ledger: ledger, cache: cache, directory: directory, lock: nil)
    }

    /// Closes both files in good order, which folds their logs into them.
    package func close() async {
        await ledger.close()
        await cache.close()
    }

    private static func witnesses(of directory: StateDirectory, _ cache: CacheOpening) -> LedgerWitnesses {
        LedgerWitnesses(
            escrow: Witness.read(directory.escrowHead), escrowHasFiles: directory.escrowHasFiles(),
            cache: cache.witness.map(Witness.head) ?? .absent)
    }
}
