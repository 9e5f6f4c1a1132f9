import Foundation
import Glibc
package import ReconcileCore

/// The directory that people open when they need a password without us: `ACCOUNT-ID/VERSION.age`, and `current.age`
/// beside the versions as a copy of the one in force.
///
/// Every step can be done again after it was cut short anywhere. Its calls wait for the disk.
package struct EscrowDirectory: Hashable, Sendable {
    static let currentName = "current.age"
    static let proofName = "prove.age"

    package let path: String

    /// Touches nothing yet.
    package init(_ path: String) {
        self.path = path
    }

    /// Writes one version for `recipients`, forces it to disk, and reads it back.
    ///
    /// - Parameters:
    ///   - isSubmitted: true once the provider may have heard of the password. Until then a file of the version can
    ///     only be what a crash left and is replaced; from then on nothing is.
    ///   - generator: gives the file's keys; only a simulation may pass a seeded one.
    /// - Returns: the SHA-256 of the file in hexadecimal digits.
    /// - Throws: `EscrowError.exists` where a file may hold a password in force, `.notReadBack`, `.insecure`,
    ///   `.unusableAccount`, `.age`, `.file`.
    package func write(
        _ record: EscrowRecord, for recipients: [AgeRecipient], isSubmitted: Bool,
        using generator: inout some RandomNumberGenerator
    ) throws(EscrowError) -> String {
        let file = try Self.encrypted(record.json(), for: recipients, using: &generator)
        let folder = try opened().madeDirectory(AccountFolder.name(for: record.account))
        try folder.refuseIfOthersMayWrite()
        let name = Self.name(of: record.version)
        // An earlier life of the ledger may have counted as far: what is in force is never replaced, whoever says so.
        if !isSubmitted, let old = try folder.read(name), try folder.read(Self.currentName) == old {
            throw .exists(path: folder.path(name))
        }
        try folder.writeUnfinished(file, for: name)
        if isSubmitted {
            try folder.move(name + OpenDirectory.unfinished, to: name)
        } else {
            try folder.placeUnfinished(over: name)
        }
        try Self.compare(name, in: folder, with: file)
        return Digest.hexadecimal(of: file)
    }

    /// Marks a version as one that the provider refused.
    ///
    /// - Throws: `EscrowError.missing`, `.exists` where another was refused under that number, `.file`.
    package func refuse(version: Int, of account: ResourceID) throws(EscrowError) {
        let folder = try folder(of: account)
        try folder.move(Self.name(of: version), to: Self.refusedName(of: version))
    }

    /// Makes `current.age` a copy of a version that the provider took.
    ///
    /// - Throws: `EscrowError.missing`, `.notReadBack`, `.file`.
    package func makeCurrent(version: Int, of account: ResourceID) throws(EscrowError) {
        let folder = try folder(of: account)
        let name = Self.name(of: version)
        guard let file = try folder.read(name) else { throw .missing(path: folder.path(name)) }
        try folder.writeUnfinished(file, for: Self.currentName)
        try folder.placeUnfinished(over: Self.currentName)
        try Self.compare(Self.currentName, in: folder, with: file)
    }

    /// The SHA-256 of a version's file in hexadecimal digits, or `nil` where there is none: is it still what was written?
    package func digest(ofVersion version: Int, of account: ResourceID) throws(EscrowError) -> String? {
        let root = try OpenDirectory(path: path)
        let name = try AccountFolder.name(for: account)
        guard root.status(name) != nil else { return nil }
        return try root.directory(name).read(Self.name(of: version)).map { Digest.hexadecimal(of: $0) }
    }

    /// Writes `prove.age`, instead of one that is there.
    ///
    /// - Returns: its path.
    package func write(
        _ proof: EscrowProof, for recipients: [AgeRecipient], using generator: inout some RandomNumberGenerator
    ) throws(EscrowError) -> String {
        let file = try Self.encrypted(proof.json(), for: recipients, using: &generator)
        let root = try opened()
        try root.writeUnfinished(file, for: Self.proofName)
        try root.placeUnfinished(over: Self.proofName)
        try Self.compare(Self.proofName, in: root, with: file)
        return root.path(Self.proofName)
    }

    /// The directory itself, made with mode 0700 where it is missing. What is above it must be there: a disk that is
    /// not mounted must not be taken for an empty one.
    func opened() throws(EscrowError) -> OpenDirectory {
        if mkdir(path, 0o700) == 0 {
            try OpenDirectory(path: (path as NSString).deletingLastPathComponent).sync()
        } else if errno != EEXIST {
            throw .file(attempt: .make, path: path, code: errno)
        }
        let root = try OpenDirectory(path: path)
        try root.refuseIfOthersMayWrite()
        return root
    }

    private func folder(of account: ResourceID) throws(EscrowError) -> OpenDirectory {
        try OpenDirectory(path: path).directory(AccountFolder.name(for: account))
    }

    static func name(of version: Int) -> String { "\(version).age" }

    static func refusedName(of version: Int) -> String { "\(version).refused.age" }

    private static func encrypted(
        _ json: SecretMemory, for recipients: [AgeRecipient], using generator: inout some RandomNumberGenerator
    ) throws(EscrowError) -> [UInt8] {
        do {
            return try json.withBytes { try AgeFile.encrypt($0, to: recipients, using: &generator) }
        } catch let error as AgeError {
            throw .age(error)
        } catch {
            throw .age(.failed(reason: "\(error)"))
        }
    }

    /// - Throws: `EscrowError.notReadBack` unless the file holds just what was written.
    static func compare(
        _ name: String, in folder: OpenDirectory, with written: [UInt8]
    ) throws(EscrowError) {
        guard try folder.read(name) == written else { throw .notReadBack(path: folder.path(name)) }
    }
}

extension EscrowDirectory {
    /// `nil` where the directory does not exist yet.
    func openedIfThere() throws(EscrowError) -> OpenDirectory? {
        do {
            return try OpenDirectory(path: path)
        } catch .file(_, _, code: ENOENT) {
            return nil
        }
    }
}
