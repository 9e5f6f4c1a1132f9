import Foundation
import ReconcileCore
import ReconcileEscrow
import ReconcileStore

/// What the service does with passwords, on disks that are made up: the real generator, sealing and age files.
///
/// Files outlive the process; what it had in memory does not.
final class SimulatedVault {
    /// What goes wrong with the next orders, in their order; `nil`: nothing.
    var troubles: [VaultTrouble?] = []
    /// Sealed passwords whose rows are not durable yet.
    private var unrecorded: [PasswordVersion: SealedRow] = [:]
    private var files: [PasswordVersion: [UInt8]] = [:]
    private var refused: Set<PasswordVersion> = []
    private(set) var current: [ResourceID: Int] = [:]
    /// Every password that was ever made, as text: none of them may turn up anywhere else.
    private var made: Set<String> = []
    private var random: SplitMix64
    private let seal: Seal
    private let identities: [AgeIdentity]

    init(seed: UInt64) throws {
        var draws = SplitMix64.stream("vault", seed: seed)
        let key = (0..<32).map { _ in draws.next() as UInt8 }
        seal = Seal(try SealingKey(credential: key, named: "simulated"))
        identities = try (0..<2).map { _ in try AgeIdentity(using: &draws) }
        random = draws
    }

    /// Carries out one order.
    ///
    /// - Parameter sealed: what lies sealed beside the ledger for its version.
    /// - Returns: `nil` for an order that has no answer.
    func perform(_ order: EscrowOrder, sealed: [UInt8]?) -> EscrowAnswer? {
        do {
            switch order {
            case .seal(let version, let length, let words):
                return .sealed(sha256: try make(version, length: length, avoiding: words))
            case .deposit(let version, let deposit):
                return .deposited(sha256: try hand(version, deposit, sealed))
            case .promote(let version):
                try meetTrouble()
                if files[version] != nil { current[version.account] = version.number }
                return .marked
            case .refuse(let version):
                try meetTrouble()
                if files[version] != nil { refused.insert(version) }
                return .marked
            case .erase: return nil
            }
        } catch {
            return .failed("\(error)")
        }
    }

    /// The password of a version.
    ///
    /// - Throws: `EscrowError` or `VaultTrouble`.
    func open(_ version: PasswordVersion, sealed: [UInt8]?) throws -> Password {
        guard let sealed else { throw VaultTrouble.keyGone }
        return try seal.open(
            SealedPassword(bytes: sealed), for: SealContext(account: version.account, version: version.number))
    }

    /// What becomes of sealed passwords with these entries.
    func changes(with entries: [LedgerEntry], _ orders: [EscrowOrder]) -> SealedChanges {
        let added = entries.compactMap { entry -> SealedRow? in
            guard case .passwordSealed(let row) = entry else { return nil }
            return unrecorded[PasswordVersion(account: row.resource, number: row.version)]
        }
        let erased = orders.compactMap { order -> PasswordVersion? in
            if case .erase(let version) = order { version } else { nil }
        }
        return SealedChanges(added: added, erased: erased)
    }

    func recorded(_ changes: SealedChanges) {
        for row in changes.added { unrecorded[row.version] = nil }
    }

    /// The process is gone, and with it what it had in memory.
    func forget() {
        unrecorded = [:]
    }

    /// The password in a version's file, as a person with one of the keys reads it; `nil` where there is none.
    func opened(_ version: PasswordVersion) throws -> [UInt8]? {
        guard let file = files[version], !refused.contains(version) else { return nil }
        let record = try AgeFile.decrypt(file, with: [identities[version.number % identities.count]])
        return try JSONDecoder().decode(Record.self, from: Data(record)).password.map { Array($0.utf8) }
    }

    /// True where a text holds a password that was ever made.
    func isLeaked(by text: @autoclosure () -> String) -> Bool {
        guard !made.isEmpty else { return false }
        let text = text()
        return made.contains { text.contains($0) }
    }

    /// The versions of an account that lie in the escrow and were not refused.
    func versions(of account: ResourceID) -> [PasswordVersion] {
        files.keys.filter { $0.account == account && !refused.contains($0) }.sorted()
    }

    private struct Record: Decodable {
        var password: String?
    }

    // MARK: Steps

    private func make(_ version: PasswordVersion, length: Int, avoiding words: [String]) throws -> String {
        try meetTrouble()
        let password = try PasswordGenerator(length: length, avoiding: words).password(using: &random)
        made.insert(password.withBytes { String(decoding: $0, as: UTF8.self) })
        let context = SealContext(account: version.account, version: version.number)
        let sealed = try seal.seal(password, for: context, using: &random)
        unrecorded[version] = SealedRow(version: version, bytes: sealed.bytes)
        return sealed.digest
    }

    private func hand(_ version: PasswordVersion, _ deposit: EscrowOrder.Deposit, _ sealed: [UInt8]?) throws -> String {
        try meetTrouble()
        if let file = files[version], let before = deposit.before?.sha256, Self.digest(of: file) == before {
            return before
        }
        guard deposit.isNew || files[version] == nil else { throw VaultTrouble.readOnly }
        let record = EscrowRecord(
            account: version.account, name: deposit.name, version: version.number,
            password: try open(version, sealed: sealed), createdAt: deposit.madeAt)
        let file = try record.json().withBytes { bytes in
            try AgeFile.encrypt(bytes, to: identities.map(\.recipient), using: &random)
        }
        files[version] = file
        return Self.digest(of: file)
    }

    /// A name for a file's bytes: nobody attacks a simulation.
    private static func digest(of file: [UInt8]) -> String {
        String(StableHash.fnv1a(file), radix: 16)
    }

    private func meetTrouble() throws {
        guard !troubles.isEmpty else { return }
        if let trouble = troubles.removeFirst() { throw trouble }
    }
}

/// What can go wrong with the escrow.
package enum VaultTrouble: String, Error, Hashable, CaseIterable, Codable, Sendable, CustomStringConvertible {
    case keyGone
    case readOnly
    case commandFails
    case full

    package var description: String {
        switch self {
        case .keyGone: "cannot open the sealed passwords: their key is gone"
        case .readOnly: "cannot write the escrow: read-only file system"
        case .commandFails: "the escrow command failed: exit code 1"
        case .full: "cannot write the escrow: no space left on device"
        }
    }
}
