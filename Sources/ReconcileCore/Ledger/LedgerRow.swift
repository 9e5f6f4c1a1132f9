/// One row of the ledger as it was written.
package struct LedgerRow: Hashable, Sendable {
    /// 1, 2, 3 … without gaps.
    package var sequence: Int64
    package var at: WallTime
    package var entry: LedgerEntry
    /// SHA-256 over the row and the hash before it, in lower-case hexadecimal.
    package var hash: String

    package init(sequence: Int64, at: WallTime, entry: LedgerEntry, hash: String) {
        self.sequence = sequence
        self.at = at
        self.entry = entry
        self.hash = hash
    }
}
