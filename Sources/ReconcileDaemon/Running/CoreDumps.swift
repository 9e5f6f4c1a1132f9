import ReconcileSystemd

/// A process that holds the account's key must never leave its memory on a disk.
package enum CoreDumps {
    /// Call it before the key is read.
    ///
    /// - Throws: `CommandFailure` where the kernel refuses.
    package static func forbid() throws {
        do {
            try ProcessHardening.apply()
        } catch {
            throw CommandFailure(.failed, "\(error)", hint: error.hint)
        }
    }
}
