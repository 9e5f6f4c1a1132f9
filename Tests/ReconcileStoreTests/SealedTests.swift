import Foundation
import ReconcileCore
import ReconcileStore
import Testing

@Suite("Sealed passwords beside the ledger")
struct SealedTests {
    private let first = PasswordVersion(account: ResourceID("acct_a"), number: 1)
    private let second = PasswordVersion(account: ResourceID("acct_a"), number: 2)

    private func row(_ version: PasswordVersion) -> LedgerEntry {
        .passwordSealed(
            .init(resource: version.account, policy: "quarterly", version: version.number, sha256: "ab"))
    }

    @Test("a sealed password is there as soon as its row is, and no sooner")
    func oneTransaction() async throws {
        try await Scratch().withStore { store in
            let marker = Array("the sealed bytes of one".utf8)
            _ = try await store.ledger.append(
                [row(first)], at: .noon, sealed: SealedChanges(added: [SealedRow(version: first, bytes: marker)]))
            #expect(try await store.ledger.sealed(first) == marker)
            #expect(try await store.ledger.sealed(second) == nil)
        }
    }

    @Test("what is erased is overwritten in every file of the state")
    func erased() async throws {
        let marker = Array("a marker that nothing else writes".utf8)
        let scratch = try Scratch()
        try await scratch.withStore { store in
            _ = try await store.ledger.append(
                [row(first)], at: .noon, sealed: SealedChanges(added: [SealedRow(version: first, bytes: marker)]))
            _ = try await store.ledger.append(
                [row(second)], at: .noon,
                sealed: SealedChanges(added: [SealedRow(version: second, bytes: [1])], erased: [first]))
            #expect(try await store.ledger.sealedVersions() == [second])
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: scratch.directory.path) {
            let bytes = FileManager.default.contents(atPath: "\(scratch.directory.path)/\(name)") ?? Data()
            #expect(bytes.range(of: Data(marker)) == nil, "\(name) still has it")
        }
    }

    @Test("at the start only what the ledger still speaks of is kept")
    func leftovers() async throws {
        try await Scratch().withStore { store in
            let rows = [first, second].map { SealedRow(version: $0, bytes: [7]) }
            _ = try await store.ledger.append([row(first)], at: .noon, sealed: SealedChanges(added: rows))
            try await store.ledger.eraseSealed(except: [second])
            #expect(try await store.ledger.sealedVersions() == [second])
        }
    }
}
