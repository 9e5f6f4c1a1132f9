import Crypto
import Foundation

/// The text at the head of a file: the file's key, once for each recipient, and a code that binds them together
/// (https://c2sp.org/age).
struct AgeHeader: Equatable {
    /// One recipient's way to the file's key.
    struct Stanza: Equatable {
        var arguments: [String]
        var body: [UInt8]
    }

    static let firstLine = "age-encryption.org/v1"
    static let stanzaMark = "->"
    static let endMark = "---"
    /// A body's lines but the last are as long as this; the last is shorter, even if it is then empty.
    static let bodyColumns = 64

    var stanzas: [Stanza]

    /// The header up to and including the mark of its last line: what its code is made of.
    var authenticatedBytes: [UInt8] {
        Array(Self.firstLine.utf8) + [0x0a] + stanzas.flatMap(\.bytes) + Array(Self.endMark.utf8)
    }

    /// The whole header with its code.
    func bytes(fileKey: SymmetricKey) -> [UInt8] {
        let code = HMAC<SHA256>.authenticationCode(for: authenticatedBytes, using: Self.codeKey(fileKey))
        return authenticatedBytes + Array(" \(AgeBase64.text(code))\n".utf8)
    }

    static func codeKey(_ fileKey: SymmetricKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: fileKey, info: Array("header".utf8), outputByteCount: SHA256.byteCount)
    }
}

extension AgeHeader.Stanza {
    /// The first argument, which says how the body has to be opened.
    var kind: String { arguments.first ?? "" }

    var bytes: [UInt8] {
        let encoded = Array(AgeBase64.text(body).utf8)
        let starts = stride(from: 0, through: encoded.count, by: AgeHeader.bodyColumns)
        let lines = starts.map { encoded[$0..<min($0 + AgeHeader.bodyColumns, encoded.count)] + [0x0a] }
        let opening = "\(AgeHeader.stanzaMark) \(arguments.joined(separator: " "))\n"
        return Array(opening.utf8) + lines.joined()
    }
}
