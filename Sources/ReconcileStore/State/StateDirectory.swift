import Foundation
import Glibc

/// Where the state and the escrow are. Making one touches nothing; `create` does.
package struct StateDirectory: Hashable, Sendable {
    /// The directory of the two databases and the lock.
    package let path: String
    /// The directory of what must outlive the state, kept apart so that losing one does not lose both.
    package let escrow: String

    /// What the escrow of a state is called, if it is not called otherwise.
    private static let escrowSuffix = "-escrow"

    /// Only the owner may look in: the ledger tells a lot about an account.
    private static let mode: mode_t = 0o700

    /// - Parameters:
    ///   - path: the state directory, which need not exist yet.
    ///   - escrow: the escrow directory; `nil` for the state's path with `-escrow` added.
    /// - Throws: `StoreError.escrowNotApart` where one of them lies in the other, links followed; `.namedAsEscrow` where
    ///   the state is called like the escrow of another one, as with `reconciled@shop-escrow` beside `reconciled@shop`.
    package init(path: String, escrow: String? = nil) throws {
        self.path = Self.absolute(path)
        self.escrow = escrow.map(Self.absolute) ?? self.path + Self.escrowSuffix
        if self.path.hasSuffix(Self.escrowSuffix) { throw StoreError.namedAsEscrow(state: self.path) }
        let (state, beside) = (Self.resolved(self.path) + "/", Self.resolved(self.escrow) + "/")
        if state.hasPrefix(beside) || beside.hasPrefix(state) {
            throw StoreError.escrowNotApart(escrow: self.escrow, state: self.path)
        }
    }

    /// Makes what is missing of the two directories, with mode 0700; what is there is left as it is.
    ///
    /// - Throws: `StoreError.full` or `.unusable`.
    package func create() throws {
        try Self.make(path)
        try Self.make(escrow)
    }

    var lock: String { path + "/lock" }
    var ledger: String { path + "/ledger.db" }
    /// A new chain while it is being made, before it takes the ledger's name.
    var ledgerInTheMaking: String { path + "/ledger.db.new" }
    var cache: String { path + "/reconciled.db" }
    var escrowHead: String { escrow + "/ledger-head" }

    /// The names of the files in the state directory that a database of ours leaves, in order.
    func databaseFiles() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasPrefix("ledger.db") || $0.hasPrefix("reconciled.db") }.sorted()
    }

    /// True if the escrow holds anything but an unfinished `ledger-head`, which a crash on the first start may leave.
    func escrowHasFiles() -> Bool {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: escrow)) ?? []
        return names.contains { escrow + "/" + $0 != DurableFile.unfinished(escrowHead) }
    }

    private static func make(_ directory: String) throws {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) {
            guard isDirectory.boolValue else {
                throw StoreError.unusable(file: directory, detail: "it is not a directory")
            }
            return
        }
        let parent = URL(fileURLWithPath: directory).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw StoreError.unusable(file: parent, detail: "it cannot be created: \(error.localizedDescription)")
        }
        guard mkdir(directory, mode) == 0 || errno == EEXIST else {
            throw StoreError(errno: errno, file: directory)
        }
    }

    /// The path from the root, without `.`, `..`, doubled or trailing slashes.
    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// The path with every link followed, as far as it exists.
    private static func resolved(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        let url = URL(fileURLWithPath: path)
        guard url.pathComponents.count > 1 else { return path }
        return resolved(url.deletingLastPathComponent().path) + "/" + url.lastPathComponent
    }
}

extension StoreError {
    /// What a failed system call on `file` means to us.
    init(errno code: Int32, file: String) {
        self =
            switch code {
            case ENOSPC, EDQUOT: .full(file: file)
            default: .unusable(file: file, detail: String(cString: strerror(code)))
            }
    }
}
