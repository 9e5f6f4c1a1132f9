import Foundation
import GRDB
package import ReconcileCore

/// One sealed password, which only the sealing key opens.
package struct SealedRow: Hashable, Sendable {
    package var version: PasswordVersion
    package var bytes: [UInt8]

    package init(version: PasswordVersion, bytes: [UInt8]) {
        self.version = version
        self.bytes = bytes
    }
}

/// What becomes of sealed passwords in the transaction of the rows that speak of them.
package struct SealedChanges: Sendable {
    package var added: [SealedRow] = []
    package var erased: [PasswordVersion] = []

    package init(added: [SealedRow] = [], erased: [PasswordVersion] = []) {
        self.added = added
        self.erased = erased
    }

    package var isEmpty: Bool { added.isEmpty && erased.isEmpty }
}

/// The table `sealed` of `ledger.db`: not chained, because what is in it has to be erased for good one day.
enum SealedTable {
    static func create(in database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE sealed (
                    account TEXT NOT NULL,
                    version INTEGER NOT NULL,
                    bytes BLOB NOT NULL,
                    PRIMARY KEY (account, version)
                ) WITHOUT ROWID;
                """)
    }

    static func apply(_ changes: SealedChanges, to database: Database) throws {
        guard !changes.isEmpty else { return }
        // What is erased is overwritten (https://www.sqlite.org/pragma.html#pragma_secure_delete).
        try database.execute(sql: "PRAGMA secure_delete = ON")
        for row in changes.added {
            try database.execute(
                sql: "INSERT OR REPLACE INTO sealed (account, version, bytes) VALUES (?, ?, ?)",
                arguments: [row.version.account.text, row.version.number, Data(row.bytes)])
        }
        for version in changes.erased {
            try database.execute(
                sql: "DELETE FROM sealed WHERE account = ? AND version = ?",
                arguments: [version.account.text, version.number])
        }
    }

    static func bytes(of version: PasswordVersion, in database: Database) throws -> [UInt8]? {
        try Data.fetchOne(
            database, sql: "SELECT bytes FROM sealed WHERE account = ? AND version = ?",
            arguments: [version.account.text, version.number]
        ).map(Array.init)
    }

    static func versions(in database: Database) throws -> [PasswordVersion] {
        let cursor = try Row.fetchCursor(database, sql: "SELECT account, version FROM sealed ORDER BY account, version")
        var versions: [PasswordVersion] = []
        while let row = try cursor.next() {
            versions.append(
                PasswordVersion(account: ResourceID(try row.text(at: 0)), number: Int(try row.integer(at: 1))))
        }
        return versions
    }
}

extension LedgerStore {
    /// The sealed form of one version; `nil` where it was erased, or never was.
    ///
    /// - Throws: `StoreError`.
    package func sealed(_ version: PasswordVersion) async throws -> [UInt8]? {
        guard let queue else { return nil }
        do {
            return try await queue.read { try SealedTable.bytes(of: version, in: $0) }
        } catch {
            throw noticing(error)
        }
    }

    /// Every version that lies sealed beside the ledger.
    ///
    /// - Throws: `StoreError`.
    package func sealedVersions() async throws -> [PasswordVersion] {
        guard let queue else { return [] }
        do {
            return try await queue.read(SealedTable.versions)
        } catch {
            throw noticing(error)
        }
    }

    /// Erases what a crash kept from being erased: every sealed version but these.
    ///
    /// - Throws: `StoreError`.
    package func eraseSealed(except kept: Set<PasswordVersion>) async throws {
        let superfluous = try await sealedVersions().filter { !kept.contains($0) }
        guard !superfluous.isEmpty else { return }
        let queue = try writableQueue()
        do {
            try await queue.write { try SealedTable.apply(SealedChanges(erased: superfluous), to: $0) }
        } catch {
            throw noticing(error)
        }
    }
}
