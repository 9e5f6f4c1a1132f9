import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite struct AgeRecipientTests {
    /// From https://c2sp.org/age, "The X25519 recipient type": 32 bytes of 0x42.
    private static let secretKey = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    private static let recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

    @Test("the specification's own key has the recipient that it says")
    func known() throws {
        #expect(try AgeIdentity(Self.secretKey).recipient.text == Self.recipient)
        #expect(try AgeRecipient(Self.recipient).text == Self.recipient)
        #expect(try AgeRecipient(Self.recipient).key == AgeIdentity(Self.secretKey).recipient.key)
    }

    /// What stands there, and what is said about it.
    private static let wrong: [(String, String)] = [
        (secretKey, "a secret key (AGE-SECRET-KEY-1…) stands where a recipient must"),
        (secretKey.lowercased(), "a secret key (AGE-SECRET-KEY-1…) stands where a recipient must"),
        ("AGE-SECRET-KEY-1", "a secret key (AGE-SECRET-KEY-1…) stands where a recipient must"),
        ("ssh-ed25519 AAAA", "an SSH key stands where a recipient of age must: those are not supported"),
        ("ecdsa-sha2-nistp256 A", "an SSH key stands where a recipient of age must: those are not supported"),
        ("age1pq1abc", "recipients with post-quantum keys (age1pq1…) are not supported"),
        ("age1yubikey1qwe", "recipients of plugins (age1NAME1…) are not supported"),
        ("", "this is not a recipient of age (age1…)"), ("anna@example.com", "this is not a recipient of age (age1…)"),
        ("a12uel5l", "this is not a recipient of age (age1…)"),
        (recipient.uppercased(), "the recipient must be in lower case"),
        ("AGE1" + recipient.dropFirst(4), "the recipient has both upper and lower case"),
        (recipient + " ", "character 63 of the recipient cannot be in one"),
        ("age1b" + recipient.dropFirst(5), "character 5 of the recipient cannot be in one"),
        (String(recipient.dropLast()), "the recipient is mistyped or cut short: its checksum does not fit"),
        (recipient + "q", "the recipient is mistyped or cut short: its checksum does not fit"),
        (Bech32(prefix: "age", bytes: [1, 2]).text, "the recipient holds 2 bytes, and a key has 32"),
        (
            Bech32(prefix: "age", bytes: [UInt8](repeating: 0, count: 32)).text,
            "the recipient's key protects nothing: everybody could open what is encrypted to it"
        ),
    ]

    @Test("what is no recipient is refused with a word for the person who wrote it", arguments: wrong)
    func refused(text: String, words: String) throws {
        let error = #expect(throws: AgeError.self) { try AgeRecipient(text) }
        #expect(error?.description == words)
        guard case .recipient(let problem) = error else {
            Issue.record("\(String(describing: error)) is not about a recipient")
            return
        }
        #expect(problem.hint.contains("age-keygen") && !"\(problem.hint)\(problem)".contains("GFPYY"))
    }

    @Test("every single mistyped character is noticed")
    func mistyped() {
        let characters = Array(Self.recipient)
        for index in characters.indices {
            var other = characters
            other[index] = characters[index] == "q" ? "p" : "q"
            #expect(throws: AgeError.self) { try AgeRecipient(String(other)) }
        }
    }

    /// All points of low order (https://cr.yp.to/ecdh.html#validate), least significant byte first.
    private static let weakKeys: [[UInt8]] = {
        let order8 = [
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        ].map { text in
            stride(from: 0, to: text.count, by: 2).compactMap { UInt8(text.dropFirst($0).prefix(2), radix: 16) }
        }
        let middle = [UInt8](repeating: 0xff, count: 30)
        let nearPrime: [[UInt8]] = [0xec, 0xed, 0xee].map { [$0] + middle + [0x7f] }
        return [[UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31)] + order8 + nearPrime
    }()

    @Test("a key of low order, with which everybody shares the secret zero, is refused", arguments: weakKeys)
    func weak(key: [UInt8]) throws {
        #expect(key.count == 32)
        #expect(throws: AgeError.recipient(.weakKey)) { try AgeRecipient(Bech32(prefix: "age", bytes: key).text) }
        // Such a key in a file makes it malformed, whoever opens it.
        let stanza = AgeHeader.Stanza(arguments: ["X25519", AgeBase64.text(key)], body: noise(32))
        let identity = try AgeIdentity(Self.secretKey)
        #expect(throws: AgeError.malformedHeader("a recipient's key protects nothing")) {
            try X25519Wrapping.fileKey(in: stanza, for: identity)
        }
    }

    @Test("what is no secret key is refused without repeating it")
    func identities() {
        for text in ["", Self.recipient, String(Self.secretKey.dropLast()), Self.secretKey.lowercased()] {
            let error = #expect(throws: AgeError.self) { try AgeIdentity(text) }
            #expect(error?.description == "this is not a secret key of age (AGE-SECRET-KEY-1…)")
        }
    }
}
