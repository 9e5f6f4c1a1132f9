import Foundation
import ReconcileCore
import ReconcileEscrow
import ReconcileStore
import ReconcileSystemd
import Testing

@testable import ReconcileDaemon

@Suite("The vault")
struct VaultTests {
    private let version = PasswordVersion(account: ResourceID("acct_01"), number: 1)

    private func deposit(_ recipients: [String], isNew: Bool = true) -> EscrowOrder {
        .deposit(
            version,
            .init(target: .recipients(recipients), name: "shop.example.com", madeAt: .noon, isNew: isNew, before: nil))
    }

    /// Makes and seals a password, and writes its row with it.
    private func seal(_ vault: Vault, _ store: StateStore) async throws -> String? {
        guard case .sealed(let digest)? = await vault.perform(.seal(version, length: 32, avoiding: [])) else {
            return nil
        }
        let row = LedgerEntry.passwordSealed(
            .init(resource: version.account, policy: "p", version: 1, sha256: digest))
        let changes = vault.changes(with: [row], erasing: [])
        _ = try await store.ledger.append([row], at: .noon, sealed: changes)
        vault.recorded(changes)
        return digest
    }

    @Test("a password is sealed with its row, handed over, and opens for whoever it was handed to")
    func story() async throws {
        let world = try await RunnerWorld(guests: 0)
        let vault = Vault(world.store)
        var random = SystemRandomNumberGenerator()
        let person = try AgeIdentity(using: &random)
        let digest = try await seal(vault, world.store)
        let sealed = try await world.store.ledger.sealed(version)
        #expect(digest != nil && SealedPassword(bytes: sealed ?? []).digest == digest)
        guard case .deposited(let file)? = await vault.perform(deposit([person.recipient.text])) else {
            Issue.record("it was not handed over")
            return
        }
        #expect(await vault.perform(.promote(version)) == .marked)
        let path = world.store.directory.escrow + "/acct_01/current.age"
        let bytes = Array(FileManager.default.contents(atPath: path) ?? Data())
        #expect(Digest.hexadecimal(of: bytes) == file)
        let record = try AgeFile.decrypt(bytes, with: [person])
        let fields = try JSONSerialization.jsonObject(with: Data(record)) as? [String: Any]
        #expect(
            fields?.keys.sorted() == ["accountId", "createdAt", "name", "password", "schema", "version"])
        #expect("\(try await vault.body(for: version))" == "<password>")
        await world.store.close()
    }

    @Test("a key that is gone while something is sealed is not made anew, and the error says what to put back")
    func lostKey() async throws {
        let world = try await RunnerWorld(guests: 0)
        let vault = Vault(world.store)
        _ = try await seal(vault, world.store)
        let key = world.store.directory.path + "/seal.key"
        try FileManager.default.removeItem(atPath: key)
        let sentence =
            "cannot open the sealed passwords: their key is gone; put it back as '\(key)', or hand it over as the "
            + "systemd credential 'reconciled-seal'"
        let next = PasswordVersion(account: version.account, number: 2)
        #expect(await vault.perform(.seal(next, length: 32, avoiding: [])) == .failed(sentence))
        #expect(await vault.perform(deposit(["age1x"])) != nil)
        #expect(!FileManager.default.fileExists(atPath: key))
        await #expect(throws: SealingKeyMissing.self) { try await vault.body(for: version) }
        await world.store.close()
    }

    @Test("what cannot be handed over says why, and nothing of the password")
    func badRecipient() async throws {
        let world = try await RunnerWorld(guests: 0)
        let vault = Vault(world.store)
        _ = try await seal(vault, world.store)
        guard case .failed(let detail)? = await vault.perform(deposit(["age1notone"])) else {
            Issue.record("it was handed over")
            return
        }
        #expect(detail.hasPrefix("cannot encrypt for the escrow: ") && !detail.contains("password"))
        await world.store.close()
    }
}
