import Foundation
package import ReconcileCore

/// Makes the part of an id that follows its prefix.
package enum Base32 {
    /// Crockford's alphabet in lower case, as in the provider's ids.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
    /// As long as in the provider's ids.
    private static let length = 26

    package static func text(using draws: inout SplitMix64) -> String {
        String((0..<length).map { _ in alphabet[Int(draws.next() % UInt64(alphabet.count))] })
    }
}

/// Makes lines for `authorized_keys` that parse as OpenSSH public keys and belong to nobody.
package enum PublicKey {
    package static func text(comment: String, using draws: inout SplitMix64) -> String {
        let kind = "ssh-ed25519"
        // The wire form of RFC 8709: both parts as a length in four bytes and then the bytes.
        var blob = Data([0, 0, 0, UInt8(kind.utf8.count)])
        blob += kind.utf8
        blob += [0, 0, 0, 32]
        for _ in 0..<32 { blob.append(UInt8(truncatingIfNeeded: draws.next())) }
        return "\(kind) \(blob.base64EncodedString()) \(comment)"
    }
}
