import Foundation
import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite struct SealTests {
    private let seal: Seal
    private let context = SealContext(
        account: ResourceID("acct_01"), version: 3)

    init() throws {
        seal = Seal(try SealingKey(credential: noise(32), named: "reconciled-seal"))
    }

    private func sealed(seed: UInt64 = 1) throws -> SealedPassword {
        var generator = SplitMix64(seed: seed)
        return try seal.seal(Password("Correct7Horse"), for: context, using: &generator)
    }

    @Test("what was sealed opens under its context, and its bytes show nothing of it")
    func opens() throws {
        let sealed = try sealed()
        #expect(try seal.open(sealed, for: context).text == "Correct7Horse")
        #expect(sealed.bytes.first == 1)
        #expect(sealed.bytes.count == 1 + 12 + 13 + 16)
        #expect(!String(decoding: sealed.bytes, as: UTF8.self).contains("Horse"))
    }

    @Test("the same generator gives the same bytes, another nonce gives others")
    func deterministic() throws {
        #expect(try sealed() == sealed())
        #expect(try sealed() != sealed(seed: 2))
        #expect(try sealed().digest.count == 64)
        #expect(
            SealedPassword(bytes: Array("abc".utf8)).digest
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("another account or version does not open it, and the error names the two that a person knows")
    func contexts() throws {
        let sealed = try sealed()
        var (account, version) = (context, context)
        account.account = ResourceID("acct_02")
        version.version = 4
        for other in [account, version] {
            let error = #expect(throws: EscrowError.self) { try seal.open(sealed, for: other) }
            #expect(
                error?.description == "cannot open version \(other.version) of the password of '\(other.account)': "
                    + "it was sealed with another key or changed")
        }
    }

    @Test("no changed, missing or added byte opens")
    func changes() throws {
        let sealed = try sealed()
        for index in sealed.bytes.indices {
            var bytes = sealed.bytes
            bytes[index] ^= 1
            #expect(throws: EscrowError.self) { try seal.open(SealedPassword(bytes: bytes), for: context) }
            let short = SealedPassword(bytes: Array(sealed.bytes[..<index]))
            #expect(throws: EscrowError.self) { try seal.open(short, for: context) }
        }
        let long = SealedPassword(bytes: sealed.bytes + [0])
        #expect(throws: EscrowError.self) { try seal.open(long, for: context) }
    }

    @Test("another key does not open it, an unknown format is named as such")
    func otherKeys() throws {
        let other = Seal(try SealingKey(credential: noise(32, seed: 9), named: "reconciled-seal"))
        #expect(throws: EscrowError.sealBroken(account: context.account, version: 3)) {
            try other.open(sealed(), for: context)
        }
        let newer = SealedPassword(bytes: [2] + (try sealed()).bytes.dropFirst())
        #expect(throws: EscrowError.unknownSealFormat(account: context.account, version: 3)) {
            try seal.open(newer, for: context)
        }
    }

    @Test("contexts whose fields run into one another are different ones")
    func ambiguity() {
        let one = SealContext(account: ResourceID("a1"), version: 2)
        let two = SealContext(account: ResourceID("a"), version: 12)
        #expect(one.authenticatedBytes != two.authenticatedBytes)
    }
}
