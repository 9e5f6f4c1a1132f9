import Crypto
import Foundation

/// One row as it lies in the table, its body still text.
struct StoredRow: Equatable, Sendable {
    var sequence: Int64
    /// Milliseconds since 1970, as in `WallTime`.
    var at: Int64
    var kind: String
    var resource: String?
    var policy: String?
    var body: String
    var hash: String
}

/// The chain that binds each row to all before it: whoever changes one changes every hash after it.
enum LedgerChain {
    /// The hash before the first row. It binds what the ledger says of itself, such as the instance id.
    static func start(_ properties: [LedgerProperty: String]) -> String {
        var hash = SHA256()
        hash.add("reconciled ledger 1")
        for (key, value) in properties.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            hash.add(key.rawValue)
            hash.add(value)
        }
        return hexadecimal(hash.finalize())
    }

    /// The hash that a row must have after a row with the hash `previous`.
    static func hash(_ row: StoredRow, after previous: String) -> String {
        var hash = SHA256()
        hash.add(previous)
        hash.add(String(row.sequence))
        hash.add(String(row.at))
        hash.add(row.kind)
        hash.add(row.resource)
        hash.add(row.policy)
        hash.add(row.body)
        return hexadecimal(hash.finalize())
    }

    /// The SHA-256 of a file's bytes, read in pieces.
    ///
    /// - Throws: `StoreError.unusable`.
    static func hash(file path: String) throws -> String {
        /// Large enough to read fast, small enough to not matter in memory.
        let pieceSize = 1 << 20
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw StoreError.unusable(file: path, detail: "it cannot be read")
        }
        defer { try? handle.close() }
        var hash = SHA256()
        while let piece = try handle.read(upToCount: pieceSize), !piece.isEmpty {
            hash.update(data: piece)
        }
        return hexadecimal(hash.finalize())
    }

    private static func hexadecimal(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * SHA256.byteCount)
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension SHA256 {
    /// Adds one field as a netstring, `5:hello,`, or as `-` where there is none, so that no two lists of fields give
    /// the same bytes (https://cr.yp.to/proto/netstrings.txt).
    fileprivate mutating func add(_ field: String?) {
        guard var text = field else {
            update(data: [UInt8(ascii: "-")])
            return
        }
        update(data: Array("\(text.utf8.count):".utf8))
        text.withUTF8 { update(bufferPointer: UnsafeRawBufferPointer($0)) }
        update(data: [UInt8(ascii: ",")])
    }
}
