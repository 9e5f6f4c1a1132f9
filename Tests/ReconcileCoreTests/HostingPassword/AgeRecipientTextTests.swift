import ReconcileCore
import Testing

@Suite("the text of an age recipient")
struct AgeRecipientTextTests {
    private static let zeroTo31 = "age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7m"

    @Test("a recipient holds the 32 bytes of a public key, and is written in lower or in upper case")
    func key() throws {
        let recipient = try AgeRecipientText(Self.zeroTo31)
        #expect(recipient.publicKey == Array(0...31))
        #expect(try AgeRecipientText(Self.zeroTo31.uppercased()) == recipient)
        #expect(recipient.text == Self.zeroTo31)
    }

    @Test(
        "recipients that age-keygen made are taken",
        arguments: [
            "age1nqs0de0zsx0ch0ajyg84wvnzxfz3xyauzffu9cuqqy05srxaqqvsfuysmm",
            "age16c7pjapkemq0ywvdppuhledqtcahpk528eymugmkqq79jzsakqzsey0fug",
        ])
    func stock(text: String) throws {
        #expect(try AgeRecipientText(text).text == text)
    }

    @Test(
        "what is no recipient is refused for what it is",
        arguments: [
            ("AGE-SECRET-KEY-1QVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPS2PGGME", .secretKey),
            ("age-secret-key-1 and more", .secretKey),
            ("AGE-SECRT-KEY-1QVPSX", .secretKey),
            ("# AGE_SECRET_KEY_1QVPSX", .secretKey),
            ("AGE-PLUGIN-YUBIKEY-1QQQ", .secretKey),
            ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", .sshKey),
            ("ecdsa-sha2-nistp256 AAAA", .sshKey),
            ("age1yubikey1qgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqy8rymap", .otherKind),
            ("", .noRecipient),
            ("anna@example.com", .noRecipient),
            ("Age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7m", .mixedCase),
            ("age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7b", .strangeCharacter),
            ("age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7ä", .strangeCharacter),
            ("age1", .wrongLength),
            ("age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0savhh7", .wrongLength),
            ("age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqpeaer", .wrongLength),
            ("age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsz3hjx6d", .wrongLength),
            ("age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc03q6rzrf", .wrongLength),
        ] as [(String, AgeRecipientText.Flaw)])
    func flaws(text: String, flaw: AgeRecipientText.Flaw) {
        #expect(throws: flaw) { try AgeRecipientText(text) }
    }

    @Test("any one character that is mistyped breaks the checksum, and so do two that changed places")
    func checksum() {
        let digits = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l")
        let text = Array(Self.zeroTo31)
        for place in 4..<text.count {
            for digit in digits where digit != text[place] {
                var mistyped = text
                mistyped[place] = digit
                #expect(throws: AgeRecipientText.Flaw.wrongChecksum) { try AgeRecipientText(String(mistyped)) }
            }
            guard place + 1 < text.count, text[place] != text[place + 1] else { continue }
            var swapped = text
            swapped.swapAt(place, place + 1)
            #expect(throws: AgeRecipientText.Flaw.wrongChecksum) { try AgeRecipientText(String(swapped)) }
        }
    }
}
