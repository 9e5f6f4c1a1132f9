package import ReconcileCore

/// What is in an escrow directory, as far as it can be told without a key.
package struct EscrowListing: Hashable, Sendable {
    package struct Version: Hashable, Sendable {
        package var number: Int
        package var isRefused: Bool
        /// `current.age` is a copy of it.
        package var isCurrent: Bool
        package var recipientCount: Int
        package var byteCount: Int
    }

    package struct Account: Hashable, Sendable {
        package var id: ResourceID
        /// By number.
        package var versions: [Version]

        /// The largest number, refused ones included; 0 where there is none. A new version has to be beyond it.
        package var newest: Int { versions.last?.number ?? 0 }
    }

    package struct Unreadable: Hashable, Sendable {
        package var path: String
        package var reason: String
    }

    /// By id.
    package var accounts: [Account] = []
    /// What should not be there or cannot be read, by path.
    package var unreadable: [Unreadable] = []
}

extension EscrowDirectory {
    /// Looks at everything in the directory. One that does not exist yet has nothing in it.
    ///
    /// - Throws: `EscrowError.file` where the directory itself cannot be read.
    package func list() throws(EscrowError) -> EscrowListing {
        guard let root = try openedIfThere() else { return EscrowListing() }
        var listing = EscrowListing()
        for name in try root.names() where root.isDirectory(name) {
            guard let id = AccountFolder.account(named: name) else {
                listing.unreadable.append(.init(path: root.path(name), reason: "this is no account's folder"))
                continue
            }
            do {
                var reader = FolderReader(folder: try root.directory(name))
                try reader.readAll()
                listing.accounts.append(.init(id: id, versions: reader.versions))
                listing.unreadable += reader.unreadable
            } catch {
                listing.unreadable.append(.init(path: root.path(name), reason: "\(error)"))
            }
        }
        listing.accounts.sort { $0.id < $1.id }
        return listing
    }
}

/// Reads what is in one account's folder.
private struct FolderReader {
    let folder: OpenDirectory
    var versions: [EscrowListing.Version] = []
    var unreadable: [EscrowListing.Unreadable] = []

    init(folder: OpenDirectory) {
        self.folder = folder
    }

    mutating func readAll() throws(EscrowError) {
        let names = try folder.names().filter { !$0.hasSuffix(OpenDirectory.unfinished) }
        let current = names.contains(EscrowDirectory.currentName) ? read(EscrowDirectory.currentName) : nil
        for name in names where name != EscrowDirectory.currentName {
            guard let (number, isRefused) = Self.version(named: name) else {
                unreadable.append(.init(path: folder.path(name), reason: "this is no version's file"))
                continue
            }
            guard let (file, recipientCount) = read(name) else { continue }
            versions.append(
                EscrowListing.Version(
                    number: number, isRefused: isRefused, isCurrent: file == current?.file,
                    recipientCount: recipientCount, byteCount: file.count))
        }
        versions.sort { ($0.number, $1.isRefused ? 0 : 1) < ($1.number, $0.isRefused ? 0 : 1) }
        if current != nil, !versions.contains(where: \.isCurrent) {
            let path = folder.path(EscrowDirectory.currentName)
            unreadable.append(.init(path: path, reason: "it is a copy of no version that is here"))
        }
    }

    /// A file and for how many it is; `nil` after noting why it cannot be had.
    private mutating func read(_ name: String) -> (file: [UInt8], recipientCount: Int)? {
        let reason: String
        do {
            guard let file = try folder.read(name) else { return nil }
            return (file, try AgeFile.recipientCount(of: file))
        } catch {
            reason = "\(error)"
        }
        unreadable.append(.init(path: folder.path(name), reason: reason))
        return nil
    }

    /// The number in `3.age` or `3.refused.age`, written in the one way in which we write it.
    private static func version(named name: String) -> (number: Int, isRefused: Bool)? {
        guard let number = Int(name.prefix { $0 != "." }), number > 0 else { return nil }
        switch name {
        case EscrowDirectory.name(of: number): return (number, false)
        case EscrowDirectory.refusedName(of: number): return (number, true)
        default: return nil
        }
    }
}
