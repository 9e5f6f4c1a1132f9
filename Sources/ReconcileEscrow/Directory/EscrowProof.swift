/// A secret code in the escrow: whoever can tell it could open the escrow.
package struct EscrowProof: Sendable {
    /// Crockford's base 32: no letters that look alike (https://www.crockford.com/base32.html).
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// 140 bits, seven groups of four: at least 128 cannot be guessed.
    private static let symbolCount = 28
    private static let groupLength = 4

    /// With a hyphen between groups, to be read and typed.
    private let code: SecretMemory

    /// The SHA-256 of the code, in 64 hexadecimal digits. The only thing of it to be kept.
    package let digest: String

    package init(using generator: inout some RandomNumberGenerator) {
        let groups = Self.symbolCount / Self.groupLength
        let code = SecretMemory(byteCount: Self.symbolCount + groups - 1) { memory in
            for index in memory.indices {
                let isBetween = index % (Self.groupLength + 1) == Self.groupLength
                // All 32 values of five bits name a symbol, so each is equally likely.
                memory[index] =
                    isBetween ? UInt8(ascii: "-") : Self.alphabet[Int((generator.next() as UInt8) & 0x1f)]
            }
        }
        self.code = code
        digest = code.withBytes { Digest.hexadecimal(of: Self.canonical($0)) }
    }

    /// True if a person typed the code that `digest` is of: case, hyphens and spaces do not matter, nor do letters that
    /// were taken for the digits they look like.
    package static func matches(_ typed: String, digest: String) -> Bool {
        Digest.hexadecimal(of: canonical(typed.utf8)) == digest
    }

    /// `{"code": …}` as one line of JSON, in memory that is cleared.
    package func json() -> SecretMemory {
        let (opening, closing) = (#"{"code": ""#.utf8, "\"}\n".utf8)
        return code.withBytes { code in
            SecretMemory(byteCount: opening.count + code.count + closing.count) { memory in
                memory.copyBytes(from: opening)
                UnsafeMutableRawBufferPointer(rebasing: memory[opening.count...]).copyBytes(from: code)
                UnsafeMutableRawBufferPointer(rebasing: memory.suffix(closing.count)).copyBytes(from: closing)
            }
        }
    }

    private static func canonical(_ typed: some Sequence<UInt8>) -> [UInt8] {
        typed.compactMap { byte in
            switch byte {
            case UInt8(ascii: "-"), 0x09, 0x0a, 0x0d, 0x20: nil
            case UInt8(ascii: "o"), UInt8(ascii: "O"): UInt8(ascii: "0")
            case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "l"), UInt8(ascii: "L"): UInt8(ascii: "1")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte & 0xdf
            default: byte
            }
        }
    }
}

extension EscrowProof: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<proof>" }
    package var debugDescription: String { "<proof>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
