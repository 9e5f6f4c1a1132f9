import Crypto
import Foundation

/// How a file's key is wrapped for a recipient: by a key of one use, and the secret that it shares with the recipient's.
enum X25519Wrapping {
    static let kind = "X25519"

    private static let information = Array("age-encryption.org/v1/X25519".utf8)
    /// The wrapping key is used once, so its nonce need not differ.
    private static let nonce = [UInt8](repeating: 0, count: 12)
    private static let tagByteCount = 16

    /// - Throws: `AgeError.recipient` for a key that shares the same secret with everybody, or `.failed`.
    static func stanza(
        of fileKey: SymmetricKey, for recipient: AgeRecipient, using generator: inout some RandomNumberGenerator
    ) throws(AgeError) -> AgeHeader.Stanza {
        let secret = SecretMemory(randomByteCount: AgeRecipient.keyByteCount, using: &generator)
        do {
            let ephemeral = try secret.withBytes { try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: $0) }
            let share = Array(ephemeral.publicKey.rawRepresentation)
            let shared = try sharedSecret(of: ephemeral, with: recipient.key)
            let key = wrappingKey(shared, share: share, recipient: recipient.key)
            let box = try fileKey.withUnsafeBytes {
                try ChaChaPoly.seal($0, using: key, nonce: ChaChaPoly.Nonce(data: nonce))
            }
            return AgeHeader.Stanza(arguments: [kind, AgeBase64.text(share)], body: Array(box.ciphertext + box.tag))
        } catch let error as AgeError {
            throw error
        } catch {
            throw .failed(reason: "\(error)")
        }
    }

    /// The file's key from a stanza.
    ///
    /// - Returns: `nil` for a stanza of another kind or for somebody else.
    /// - Throws: `AgeError.malformedHeader` for one of this kind that no correct program writes.
    static func fileKey(in stanza: AgeHeader.Stanza, for identity: AgeIdentity) throws(AgeError) -> SymmetricKey? {
        guard stanza.kind == kind else { return nil }
        // A length is checked before it is opened: a longer body could be made to open under many keys.
        guard stanza.arguments.count == 2, let share = AgeBase64.bytes(Array(stanza.arguments[1].utf8)[...]),
            share.count == AgeRecipient.keyByteCount, stanza.body.count == AgeFile.keyByteCount + tagByteCount
        else { throw .malformedHeader("a recipient's key is not as it has to be") }
        guard let shared = try? sharedSecret(of: identity.key, with: share) else {
            throw .malformedHeader("a recipient's key protects nothing")
        }
        let key = wrappingKey(shared, share: share, recipient: identity.recipient.key)
        guard let box = try? ChaChaPoly.SealedBox(combined: nonce + stanza.body),
            var opened = try? ChaChaPoly.open(box, using: key)
        else { return nil }
        defer { opened.withUnsafeMutableBytes { SecretMemory.clear($0) } }
        return SymmetricKey(data: opened)
    }

    /// What two keys share.
    ///
    /// - Throws: `AgeError.recipient` where that is all zero, as it is for the few points of low order (RFC 7748,
    ///   section 6.1): the library leaves that check to us.
    static func sharedSecret(of secret: Data, with key: [UInt8]) throws -> SharedSecret {
        try sharedSecret(of: Curve25519.KeyAgreement.PrivateKey(rawRepresentation: secret), with: key)
    }

    private static func sharedSecret(
        of secret: Curve25519.KeyAgreement.PrivateKey, with key: [UInt8]
    ) throws -> SharedSecret {
        let shared = try secret.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: key))
        // Adds up all bytes instead of ending at the first, so that the time tells nothing.
        let isZero = shared.withUnsafeBytes { $0.reduce(0) { $0 | $1 } == 0 }
        guard !isZero else { throw AgeError.recipient(.weakKey) }
        return shared
    }

    private static func wrappingKey(_ shared: SharedSecret, share: [UInt8], recipient: [UInt8]) -> SymmetricKey {
        shared.hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: share + recipient, sharedInfo: information, outputByteCount: 32)
    }
}
