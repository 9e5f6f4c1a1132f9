import Crypto
import Foundation
import ReconcileCore
import Testing

@testable import ReconcileEscrow

/// A file made line by line and chunk by chunk, so that it can break one rule and be right in all else.
///
/// The rules and their names follow the test vectors of the format (https://c2sp.org/CCTV/age); the bytes are our own.
struct AgeSample: Sendable, CustomTestStringConvertible {
    var name: String
    var file: [UInt8]
    /// What opening it gives: the content, or the error.
    var expected: Result<[UInt8], AgeError>

    var testDescription: String { name }

    /// The key of every sample's file.
    static let fileKey = SymmetricKey(data: Array("YELLOW SUBMARINE".utf8))
    static let nonce = noise(16, seed: 3)
    static let secretKey = Bech32(prefix: AgeIdentity.prefix, bytes: noise(32, seed: 4)).text
    static let content = Array("age".utf8)

    /// The right lines for the owner of `secretKey`: the arguments and the body.
    static let lines: [String] = {
        var generator = SplitMix64(seed: 5)
        let stanza = try? X25519Wrapping.stanza(
            of: fileKey, for: AgeIdentity(secretKey).recipient, using: &generator)
        return String(decoding: stanza?.bytes ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
    }()

    /// The arguments' third word, the share.
    static var share: String { String(lines[0].split(separator: " ")[2]) }

    /// A header with the right code over whatever text it has.
    static func header(_ text: String, code: ((String) -> String)? = nil) -> [UInt8] {
        let authenticated = Array("\(text)---".utf8)
        let right = AgeBase64.text(
            HMAC<SHA256>.authenticationCode(for: authenticated, using: AgeHeader.codeKey(fileKey)))
        return authenticated + Array((code?(right) ?? " \(right)\n").utf8)
    }

    /// A header that is right in its first line and its code.
    static func stanzas(_ lines: [String]) -> [UInt8] {
        header("age-encryption.org/v1\n" + lines.map { $0 + "\n" }.joined())
    }

    /// One chunk sealed as the `index`th.
    static func chunk(_ content: [UInt8], _ index: UInt8, isLast: Bool) -> [UInt8] {
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: fileKey, salt: nonce, info: Array("payload".utf8), outputByteCount: 32)
        let nonce = [UInt8](repeating: 0, count: 10) + [index, isLast ? 1 : 0]
        let box = try? ChaChaPoly.seal(content, using: key, nonce: ChaChaPoly.Nonce(data: nonce))
        return Array((box?.ciphertext ?? Data()) + (box?.tag ?? Data()))
    }

    static let full = noise(AgePayload.chunkByteCount)
    static var rightPayload: [UInt8] { nonce + chunk(content, 0, isLast: true) }
}
