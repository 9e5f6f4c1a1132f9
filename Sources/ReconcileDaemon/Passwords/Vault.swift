import Dispatch
import Foundation
import HostUpAPI
import ReconcileCore
import ReconcileEscrow
import ReconcileStore
import Synchronization

/// Carries out what the engine orders about passwords: the one place in the service where they are seen.
///
/// All of it waits for disks and programs, so it has a thread of its own, and takes one order after the other.
final class Vault: Sendable {
    private let ledger: LedgerStore
    private let keys: SealingKeys
    private let directory: EscrowDirectory
    private let queue = DispatchQueue(label: "vault")
    /// Sealed passwords whose rows are not durable yet.
    private let unrecorded = Mutex<[PasswordVersion: SealedRow]>([:])

    init(_ store: StateStore, keys: SealingKeys? = nil) {
        ledger = store.ledger
        self.keys = keys ?? SealingKeys(stateDirectory: store.directory.path)
        directory = EscrowDirectory(store.directory.escrow)
    }

    /// Carries out one order.
    ///
    /// - Returns: `nil` for an order that has no answer.
    func perform(_ order: EscrowOrder) async -> EscrowAnswer? {
        do {
            switch order {
            case .seal(let version, let length, let words):
                return .sealed(sha256: try await seal(version, length: length, avoiding: words))
            case .deposit(let version, let deposit):
                return .deposited(sha256: try await hand(version, deposit))
            case .promote(let version):
                try await onThread { [directory] in try directory.settleCurrent(version) }
                return .marked
            case .refuse(let version):
                try await onThread { [directory] in try directory.settleRefused(version) }
                return .marked
            case .erase:
                // In the transaction of the row that says why: see `changes`.
                return nil
            }
        } catch {
            return .failed("\(error)")
        }
    }

    /// What becomes of sealed passwords with these entries.
    func changes(with entries: [LedgerEntry], erasing erased: [PasswordVersion]) -> SealedChanges {
        let sealed = entries.compactMap { entry -> PasswordVersion? in
            guard case .passwordSealed(let row) = entry else { return nil }
            return PasswordVersion(account: row.resource, number: row.version)
        }
        return unrecorded.withLock { unrecorded in
            SealedChanges(added: sealed.compactMap { unrecorded[$0] }, erased: erased)
        }
    }

    /// These entries are durable, and with them what they sealed.
    func recorded(_ changes: SealedChanges) {
        unrecorded.withLock { unrecorded in
            for row in changes.added { unrecorded[row.version] = nil }
        }
    }

    /// The body that sets a password.
    ///
    /// - Throws: `EscrowError`, `StoreError`, `SealingKeyMissing` or `CredentialError`.
    func body(for version: PasswordVersion) async throws -> PasswordBody {
        let password = try await opened(version)
        guard let body = password.withBytes(PasswordBody.init) else {
            throw EscrowError.sealBroken(account: version.account, version: version.number)
        }
        return body
    }

    // MARK: Steps

    private func seal(_ version: PasswordVersion, length: Int, avoiding words: [String]) async throws -> String {
        let isAnythingSealed = try await !ledger.sealedVersions().isEmpty
        return try await onThread { [self] in
            let key = try keys.key(isAnythingSealed: isAnythingSealed)
            let password = try PasswordGenerator(length: length, avoiding: words).password()
            var random = SystemRandomNumberGenerator()
            let sealed = try Seal(key).seal(password, for: SealContext(version), using: &random)
            unrecorded.withLock { $0[version] = SealedRow(version: version, bytes: sealed.bytes) }
            return sealed.digest
        }
    }

    private func hand(_ version: PasswordVersion, _ deposit: EscrowOrder.Deposit) async throws -> String? {
        switch deposit.target {
        case .command(let words):
            // It took the record once; whether it still has it only those who run it can tell.
            guard deposit.before == nil else { return nil }
            let record = try await record(of: version, deposit)
            try await onThread { try EscrowCommand(words).run(input: record.json()) }
            return nil
        case .recipients(let texts):
            let recipients = try AgeRecipient.all(texts)
            if let before = deposit.before?.sha256,
                try await onThread({ [directory] in
                    try directory.digest(ofVersion: version.number, of: version.account)
                }) == before
            {
                return before
            }
            let record = try await record(of: version, deposit)
            return try await onThread { [directory] in
                var random = SystemRandomNumberGenerator()
                return try directory.write(record, for: recipients, isSubmitted: !deposit.isNew, using: &random)
            }
        }
    }

    private func record(of version: PasswordVersion, _ deposit: EscrowOrder.Deposit) async throws -> EscrowRecord {
        EscrowRecord(
            account: version.account, name: deposit.name, version: version.number,
            password: try await opened(version), createdAt: deposit.madeAt)
    }

    private func opened(_ version: PasswordVersion) async throws -> Password {
        guard let bytes = try await ledger.sealed(version) else {
            throw EscrowError.sealBroken(account: version.account, version: version.number)
        }
        return try await onThread { [keys] in
            let key = try keys.key(isAnythingSealed: true)
            return try Seal(key).open(SealedPassword(bytes: bytes), for: SealContext(version))
        }
    }

    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await OffThread.run(on: queue, body)
    }
}

extension SealContext {
    init(_ version: PasswordVersion) {
        self.init(account: version.account, version: version.number)
    }
}

extension EscrowDirectory {
    /// Makes `current.age` follow a version, unless it does already, or a program and not this directory has it.
    fileprivate func settleCurrent(_ version: PasswordVersion) throws {
        guard try digest(ofVersion: version.number, of: version.account) != nil else { return }
        try makeCurrent(version: version.number, of: version.account)
    }

    /// Marks a version as refused, unless it is already, or a program and not this directory has it.
    fileprivate func settleRefused(_ version: PasswordVersion) throws {
        guard try digest(ofVersion: version.number, of: version.account) != nil else { return }
        try refuse(version: version.number, of: version.account)
    }
}
