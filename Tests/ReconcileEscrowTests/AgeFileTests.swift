import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite struct AgeFileTests {
    /// Around the borders of chunks of 64 KiB.
    static let sizes = [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073]

    private let people: People

    init() throws {
        people = try People()
    }

    private func encrypted(_ content: [UInt8], to recipients: [AgeRecipient], seed: UInt64 = 1) throws -> [UInt8] {
        var generator = SplitMix64(seed: seed)
        return try content.withUnsafeBytes { try AgeFile.encrypt($0, to: recipients, using: &generator) }
    }

    @Test("each recipient alone opens a file of any size", arguments: sizes)
    func roundTrip(size: Int) throws {
        let content = noise(size)
        let file = try encrypted(content, to: people.recipients)
        #expect(try AgeFile.decrypt(file, with: [people.anna]) == content)
        #expect(try AgeFile.decrypt(file, with: [people.bo]) == content)
        #expect(try AgeFile.recipientCount(of: file) == 2)
    }

    @Test("somebody else opens nothing, and without recipients nothing is encrypted")
    func others() throws {
        let file = try encrypted([1], to: [people.bo.recipient])
        #expect(throws: AgeError.noMatch) { try AgeFile.decrypt(file, with: [people.anna]) }
        #expect(throws: AgeError.noMatch) { try AgeFile.decrypt(file, with: []) }
        #expect(throws: AgeError.noRecipients) { try encrypted([1], to: []) }
    }

    @Test("the same generator gives the same file, another one shares nothing with it but the form")
    func deterministic() throws {
        let content = noise(10)
        let file = try encrypted(content, to: people.recipients)
        #expect(try encrypted(content, to: people.recipients) == file)
        let other = try encrypted(content, to: people.recipients, seed: 2)
        #expect(other.count == file.count && other != file)
        let lines = [file, other].map { $0.split(separator: 0x0a) }
        #expect((1...5).allSatisfy { lines[0][$0] != lines[1][$0] })
    }

    @Test("no changed byte and no cut opens")
    func changes() throws {
        let file = try encrypted(noise(40), to: [people.anna.recipient])
        for index in file.indices {
            var changed = file
            changed[index] ^= 1
            #expect(throws: AgeError.self) { try AgeFile.decrypt(changed, with: [people.anna]) }
            #expect(throws: AgeError.self) { try AgeFile.decrypt(Array(file[..<index]), with: [people.anna]) }
        }
    }

    @Test(
        "the stock age opens what we encrypt, for each of its recipients",
        .enabled(if: AgeTool.isAvailable, Comment(rawValue: AgeTool.whyNot)), arguments: sizes)
    func stockOpensOurs(size: Int) throws {
        let secrets = try (0..<2).map { _ in try AgeTool.makeIdentity() }
        let recipients = try secrets.map { try AgeRecipient(AgeTool.recipient(of: $0)) }
        var generator = SystemRandomNumberGenerator()
        let content = noise(size)
        let file = try content.withUnsafeBytes { try AgeFile.encrypt($0, to: recipients, using: &generator) }
        for secret in secrets { #expect(try AgeTool.decrypt(file, with: secret) == content) }
    }

    @Test(
        "we open what the stock age encrypts, and count its recipients",
        .enabled(if: AgeTool.isAvailable, Comment(rawValue: AgeTool.whyNot)), arguments: sizes)
    func weOpenStock(size: Int) throws {
        let secrets = try (0..<3).map { _ in try AgeTool.makeIdentity() }
        let identities = try secrets.map { try AgeIdentity($0) }
        for (secret, identity) in zip(secrets, identities) {
            #expect(try AgeTool.recipient(of: secret) == identity.recipient.text)
        }
        let content = noise(size)
        let file = try AgeTool.encrypt(content, to: identities.map(\.recipient.text))
        #expect(try AgeFile.recipientCount(of: file) == 3)
        for identity in identities { #expect(try AgeFile.decrypt(file, with: [identity]) == content) }
    }
}
