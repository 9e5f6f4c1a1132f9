import Crypto
import Foundation
import ReconcileCore

/// What opens a file: the secret half of an X25519 key as `age-keygen` writes it. Cannot be printed or compared.
///
/// The service has none, as it only ever writes the escrow. Simulation and tests use it to prove that the escrow opens.
package struct AgeIdentity: Sendable {
    static let prefix = "AGE-SECRET-KEY-"

    let key: Curve25519.KeyAgreement.PrivateKey
    package let recipient: AgeRecipient

    /// - Throws: `AgeError.identity`, which repeats nothing of the text.
    package init(_ text: String) throws(AgeError) {
        guard let decoded = try? Bech32(text), decoded.prefix == Self.prefix else { throw .identity }
        try self.init(bytes: decoded.bytes)
    }

    /// Makes a new key.
    package init(using generator: inout some RandomNumberGenerator) throws(AgeError) {
        try self.init(bytes: (0..<AgeRecipient.keyByteCount).map { _ in generator.next() })
    }

    private init(bytes: [UInt8]) throws(AgeError) {
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else { throw .identity }
        self.key = key
        recipient = try AgeRecipient(key: Array(key.publicKey.rawRepresentation))
    }
}

extension AgeIdentity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<identity of \(recipient)>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
