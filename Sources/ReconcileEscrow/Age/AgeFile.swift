import Crypto
import Foundation

/// Files that the stock `age` opens (https://age-encryption.org/v1), with X25519 recipients.
package enum AgeFile {
    /// The random key of one file.
    static let keyByteCount = 16

    /// Some programs add stanzas with such a name, for nobody, so that others learn to leave out what they do not know.
    private static let greaseEnding = "-grease"

    /// Encrypts so that each recipient alone can open it.
    ///
    /// - Parameters:
    ///   - content: stays the caller's to clear.
    ///   - generator: gives the keys; only a simulation may pass a seeded one.
    /// - Throws: `AgeError.noRecipients`, `.recipient` or `.failed`.
    package static func encrypt(
        _ content: UnsafeRawBufferPointer, to recipients: [AgeRecipient],
        using generator: inout some RandomNumberGenerator
    ) throws(AgeError) -> [UInt8] {
        guard !recipients.isEmpty else { throw .noRecipients }
        let secret = SecretMemory(randomByteCount: keyByteCount, using: &generator)
        let fileKey = secret.withBytes { SymmetricKey(data: $0) }
        var header = AgeHeader(stanzas: [])
        for recipient in recipients {
            header.stanzas.append(try X25519Wrapping.stanza(of: fileKey, for: recipient, using: &generator))
        }
        let nonce = (0..<AgePayload.nonceByteCount).map { _ in generator.next() as UInt8 }
        return header.bytes(fileKey: fileKey) + (try AgePayload.seal(content, fileKey: fileKey, nonce: nonce))
    }

    /// Opens a file with the first identity that one of its recipients belongs to.
    ///
    /// - Throws: `AgeError` for everything that a correct file is not.
    package static func decrypt(_ file: [UInt8], with identities: [AgeIdentity]) throws(AgeError) -> [UInt8] {
        let read = try AgeHeaderReader.read(file)
        let fileKey = try fileKey(in: read.header, for: identities)
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                read.code, authenticating: read.authenticated, using: AgeHeader.codeKey(fileKey))
        else { throw .headerMAC }
        return try AgePayload.open(read.payload, fileKey: fileKey)
    }

    /// How many recipients can open a file, from its header alone. Without a key nobody can tell who they are.
    ///
    /// - Throws: `AgeError.malformedHeader`.
    package static func recipientCount(of file: [UInt8]) throws(AgeError) -> Int {
        try AgeHeaderReader.read(file).header.stanzas.count { !$0.kind.hasSuffix(greaseEnding) }
    }

    private static func fileKey(
        in header: AgeHeader, for identities: [AgeIdentity]
    ) throws(AgeError) -> SymmetricKey {
        for stanza in header.stanzas {
            for identity in identities {
                if let key = try X25519Wrapping.fileKey(in: stanza, for: identity) { return key }
            }
        }
        throw .noMatch
    }
}
