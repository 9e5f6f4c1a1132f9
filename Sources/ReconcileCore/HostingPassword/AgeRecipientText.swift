/// The text of an age X25519 recipient, `age1…`: the public key of somebody who can open what is sealed for them
/// (https://age-encryption.org/v1, section "The X25519 recipient type").
///
/// It is Bech32 (BIP 173, https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki): a prefix, a `1`, five bits in
/// each character, and a checksum of six characters that any four wrong ones break.
package struct AgeRecipientText: Hashable, Sendable {
    /// In lower case.
    package let text: String
    /// 32 bytes.
    package let publicKey: [UInt8]

    /// Why a text is no recipient. None of them repeats the text: it may be a secret.
    package enum Flaw: Error, Hashable, CaseIterable, Sendable {
        /// `AGE-SECRET-KEY-1…`, which opens what it should only seal.
        case secretKey
        case sshKey
        /// `age1NAME1…`, for age's plugins and for its other kinds of keys.
        case otherKind
        /// Anything that does not begin as a recipient does.
        case noRecipient
        case mixedCase
        case strangeCharacter
        case wrongLength
        /// A character is wrong, missing or one too many.
        case wrongChecksum
    }

    /// - Parameter written: in lower or in upper case, not in both.
    package init(_ written: String) throws(Flaw) {
        let lower = written.lowercased()
        // Wide on purpose: a secret that is mistyped too must not be taken for a word that can be repeated.
        if lower.hasPrefix("age-") || lower.contains("secret") { throw .secretKey }
        if lower.hasPrefix("ssh-") || lower.hasPrefix("ecdsa-") || lower.hasPrefix("sk-ssh-") { throw .sshKey }
        guard lower.hasPrefix("age1") else { throw .noRecipient }
        // Without it the text of a plugin's recipient would be a strange character, as '1' is no digit of Bech32.
        guard !lower.dropFirst(4).contains("1") else { throw .otherKind }
        let decoded: Bech32
        do {
            decoded = try Bech32(written)
        } catch {
            throw Self.flaw(error, in: lower)
        }
        guard decoded.bytes.count == Self.keyLength else { throw .wrongLength }
        (text, publicKey) = (lower, decoded.bytes)
    }

    /// In bytes.
    private static let keyLength = 32
    /// `age1`, 52 characters for the key and 6 for the checksum.
    private static let textLength = 62

    private static func flaw(_ fault: Bech32.Fault, in text: String) -> Flaw {
        switch fault {
        case .mixedCase: .mixedCase
        case .character: .strangeCharacter
        case .noSeparator: .noRecipient
        case .padding: .wrongLength
        case .checksum: text.utf8.count == textLength ? .wrongChecksum : .wrongLength
        }
    }
}
