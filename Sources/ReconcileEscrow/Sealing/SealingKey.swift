import Crypto
import Foundation

/// The key that seals passwords in our own database. Cannot be printed, compared or encoded.
package struct SealingKey: Sendable {
    /// 256 bits, as ChaCha20-Poly1305 takes it.
    static let byteCount = 32

    let key: SymmetricKey

    /// - Parameter bytes: exactly `byteCount`.
    init(bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Self.byteCount, "\(#function): \(bytes.count) bytes are no key")
        key = SymmetricKey(data: bytes)
    }

    /// Reads a credential: 32 bytes as they are, or 64 hexadecimal digits or base64 of them, with or without white
    /// space at the end.
    ///
    /// - Parameter name: of the credential, for the error.
    /// - Throws: `EscrowError.notASealingKey`.
    package init(credential bytes: [UInt8], named name: String) throws(EscrowError) {
        guard let decoded = Self.decoded(bytes) else { throw .notASealingKey(credential: name) }
        self.init(bytes: decoded)
    }

    private init(bytes decoded: [UInt8]) {
        var decoded = decoded
        self = decoded.withUnsafeBytes { Self(bytes: $0) }
        decoded.withUnsafeMutableBytes { SecretMemory.clear($0) }
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        // Raw bytes come first: any of them may look like white space.
        if bytes.count == byteCount { return bytes }
        let whiteSpace: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
        let end = bytes.lastIndex { !whiteSpace.contains($0) }.map { $0 + 1 } ?? 0
        let text = bytes[..<end]
        return hexadecimal(text) ?? base64(text)
    }

    private static func hexadecimal(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count == 2 * byteCount else { return nil }
        let digits = text.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map(UInt8.init) }
        guard digits.count == text.count else { return nil }
        return (0..<byteCount).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
    }

    private static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard let data = Data(base64Encoded: Data(text)), data.count == byteCount else { return nil }
        return Array(data)
    }
}

extension SealingKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<sealing key>" }
    package var debugDescription: String { "<sealing key>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
