import Foundation
package import ReconcileCore

/// One file of the escrow, copied elsewhere.
package struct EscrowCopy: Hashable, Sendable {
    /// Below the directory, as in `acct_01/3.age`.
    package var name: String
    /// In lower-case hexadecimal.
    package var sha256: String
}

extension EscrowDirectory {
    /// Where a version lies, or would.
    ///
    /// - Returns: the path; empty for an account that no folder can be named after.
    package func file(ofVersion version: Int, isRefused: Bool, of account: ResourceID) -> String {
        guard let folder = try? AccountFolder.name(for: account) else { return "" }
        return "\(path)/\(folder)/\(isRefused ? Self.refusedName(of: version) : Self.name(of: version))"
    }

    /// Copies every version that was not refused, and each account's `current.age`, into a directory that is made for it;
    /// each copy is read back and compared.
    ///
    /// - Returns: the copies, in the order of their names.
    /// - Throws: `EscrowError`: `.exists` where the directory is there already, `.damaged` for a file that is none of
    ///   age, `.notReadBack`, `.file`.
    package func export(to target: String) throws(EscrowError) -> [EscrowCopy] {
        guard !FileManager.default.fileExists(atPath: target) else { throw .exists(path: target) }
        let listing = try list()
        if let odd = listing.unreadable.first { throw .damaged(path: odd.path, problem: odd.reason) }
        let source = try OpenDirectory(path: path)
        let root = try EscrowDirectory(target).opened()
        var copies: [EscrowCopy] = []
        for account in listing.accounts {
            let folder = try AccountFolder.name(for: account.id)
            let (from, to) = (try source.directory(folder), try root.madeDirectory(folder))
            var names = account.versions.filter { !$0.isRefused }.map { Self.name(of: $0.number) }
            if account.versions.contains(where: \.isCurrent) { names.append(Self.currentName) }
            for name in names {
                guard let file = try from.read(name) else { throw .missing(path: from.path(name)) }
                try to.writeUnfinished(file, for: name)
                try to.placeUnfinished(over: name)
                try Self.compare(name, in: to, with: file)
                copies.append(EscrowCopy(name: "\(folder)/\(name)", sha256: Digest.hexadecimal(of: file)))
            }
        }
        return copies
    }
}
