import Crypto
import Foundation

/// The content of a file in sealed chunks, each bound to its place and the last one marked (STREAM), so that nothing can
/// be cut, swapped or added.
enum AgePayload {
    static let chunkByteCount = 64 * 1024
    static let nonceByteCount = 16
    private static let tagByteCount = 16

    /// - Parameter nonce: random bytes, never used with this key before.
    static func seal(
        _ content: UnsafeRawBufferPointer, fileKey: SymmetricKey, nonce: [UInt8]
    ) throws(AgeError) -> [UInt8] {
        let key = key(fileKey, nonce: nonce)
        // No content is one chunk with nothing in it.
        let chunkCount = max(1, (content.count + chunkByteCount - 1) / chunkByteCount)
        var payload = nonce
        payload.reserveCapacity(nonce.count + content.count + chunkCount * tagByteCount)
        do {
            for index in 0..<chunkCount {
                let start = index * chunkByteCount
                let chunk = content[start..<min(start + chunkByteCount, content.count)]
                let nonce = try chunkNonce(index, isLast: index == chunkCount - 1)
                let box = try ChaChaPoly.seal(UnsafeRawBufferPointer(rebasing: chunk), using: key, nonce: nonce)
                payload += box.ciphertext
                payload += box.tag
            }
            return payload
        } catch {
            throw .failed(reason: "\(error)")
        }
    }

    /// - Throws: `AgeError.damagedPayload`; nothing of a damaged file is handed out.
    static func open(_ payload: ArraySlice<UInt8>, fileKey: SymmetricKey) throws(AgeError) -> [UInt8] {
        guard payload.count >= nonceByteCount else { throw .damagedPayload }
        let key = key(fileKey, nonce: Array(payload.prefix(nonceByteCount)))
        var rest = payload.dropFirst(nonceByteCount)
        var content: [UInt8] = []
        var index = 0
        repeat {
            let sealed = rest.prefix(chunkByteCount + tagByteCount)
            rest = rest.dropFirst(sealed.count)
            guard let nonce = try? chunkNonce(index, isLast: rest.isEmpty),
                let box = try? ChaChaPoly.SealedBox(combined: Data(nonce) + sealed),
                let chunk = try? ChaChaPoly.open(box, using: key),
                // Only an empty file may end in an empty chunk: otherwise there were two ways to write one content.
                !chunk.isEmpty || index == 0
            else { throw .damagedPayload }
            content += chunk
            index += 1
        } while !rest.isEmpty
        return content
    }

    private static func key(_ fileKey: SymmetricKey, nonce: [UInt8]) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: fileKey, salt: nonce, info: Array("payload".utf8), outputByteCount: 32)
    }

    /// Eleven bytes that count the chunks, most significant first, and one that marks the last chunk.
    private static func chunkNonce(_ index: Int, isLast: Bool) throws -> ChaChaPoly.Nonce {
        let count = withUnsafeBytes(of: UInt64(index).bigEndian) { [0, 0, 0] + Array($0) }
        return try ChaChaPoly.Nonce(data: count + [isLast ? 1 : 0])
    }
}
