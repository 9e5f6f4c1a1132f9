import Crypto
import Foundation
package import ReconcileCore

/// What a sealed password is bound to. Under any other it does not open.
package struct SealContext: Hashable, Sendable {
    package var account: ResourceID
    package var version: Int

    package init(account: ResourceID, version: Int) {
        self.account = account
        self.version = version
    }

    /// A netstring for each field, so that no two contexts give the same bytes
    /// (https://cr.yp.to/proto/netstrings.txt).
    var authenticatedBytes: [UInt8] {
        let fields = ["reconciled seal 1", account.text, String(version)]
        return fields.flatMap { Array("\($0.utf8.count):\($0),".utf8) }
    }
}

/// A password as it may lie in a database: worthless without the key.
package struct SealedPassword: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The SHA-256 of the bytes, in 64 lower-case hexadecimal digits.
    package var digest: String { Digest.hexadecimal(of: bytes) }
}

/// Seals passwords for our own later use: ChaCha20-Poly1305 (RFC 8439) with a random nonce.
///
/// A sealed password is one byte for the format, 12 for the nonce, the ciphertext, and 16 for the tag. The nonce may be
/// random: 2^32 seals under one key would have to be made before a repetition became as likely as one in 2^33.
package struct Seal: Sendable {
    private static let format: UInt8 = 1
    private static let nonceByteCount = 12

    private let key: SealingKey

    package init(_ key: SealingKey) {
        self.key = key
    }

    /// - Parameter generator: gives the nonce, which must never repeat; only a simulation may pass a seeded one.
    /// - Throws: `EscrowError.cannotSeal`.
    package func seal(
        _ password: Password, for context: SealContext, using generator: inout some RandomNumberGenerator
    ) throws(EscrowError) -> SealedPassword {
        let nonce = (0..<Self.nonceByteCount).map { _ in generator.next() as UInt8 }
        do {
            let box = try password.withBytes {
                try ChaChaPoly.seal(
                    $0, using: key.key, nonce: ChaChaPoly.Nonce(data: nonce),
                    authenticating: context.authenticatedBytes)
            }
            return SealedPassword(bytes: [Self.format] + box.combined)
        } catch {
            throw .cannotSeal(account: context.account, version: context.version, reason: "\(error)")
        }
    }

    /// - Throws: `EscrowError.unknownSealFormat`, or `.sealBroken` where key, context or a byte is another than when
    ///   it was sealed; which of them cannot be told.
    package func open(_ sealed: SealedPassword, for context: SealContext) throws(EscrowError) -> Password {
        guard sealed.bytes.first == Self.format else {
            throw .unknownSealFormat(account: context.account, version: context.version)
        }
        do {
            let box = try ChaChaPoly.SealedBox(combined: sealed.bytes.dropFirst())
            var opened = try ChaChaPoly.open(box, using: key.key, authenticating: context.authenticatedBytes)
            return Password(SecretMemory(clearing: &opened))
        } catch {
            throw .sealBroken(account: context.account, version: context.version)
        }
    }
}
