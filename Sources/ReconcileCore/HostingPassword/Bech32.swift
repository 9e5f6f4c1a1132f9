/// Text with a prefix and a checksum that finds up to four mistyped characters (BIP 173), without its limit of 90
/// characters, as age uses it.
package struct Bech32: Equatable {
    /// In the case of the text.
    package var prefix: String
    package var bytes: [UInt8]

    package enum Fault: Error, Equatable {
        case noSeparator
        case mixedCase
        case character(position: Int)
        case checksum
        case padding
    }

    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let separator = UInt8(ascii: "1")
    private static let checksumLength = 6

    package init(prefix: String, bytes: [UInt8]) {
        self.prefix = prefix
        self.bytes = bytes
    }

    /// - Throws: what is wrong first; positions count characters from 1.
    package init(_ text: String) throws(Fault) {
        let original = Array(text.utf8)
        if let index = original.firstIndex(where: { !(0x21...0x7e).contains($0) }) {
            throw .character(position: index + 1)
        }
        guard text == text.lowercased() || text == text.uppercased() else { throw .mixedCase }
        let lower = Array(text.lowercased().utf8)
        guard let end = lower.lastIndex(of: Self.separator), end > 0 else { throw .noSeparator }
        var symbols: [UInt8] = []
        for index in (end + 1)..<lower.count {
            guard let symbol = Self.alphabet.firstIndex(of: lower[index]) else { throw .character(position: index + 1) }
            symbols.append(UInt8(symbol))
        }
        guard symbols.count >= Self.checksumLength, Self.checksum(prefix: lower[..<end], symbols) == 1 else {
            throw .checksum
        }
        guard let bytes = Self.regrouped(symbols.dropLast(Self.checksumLength), from: 5, to: 8, padding: false) else {
            throw .padding
        }
        self.init(prefix: String(decoding: original[..<end], as: UTF8.self), bytes: bytes)
    }

    /// All of it in the case of the prefix.
    package var text: String {
        let symbols = Self.regrouped(bytes[...], from: 8, to: 5, padding: true) ?? []
        let word = Self.text(prefix: prefix.lowercased(), symbols: symbols)
        return prefix == prefix.lowercased() ? word : word.uppercased()
    }

    /// - Parameter prefix: in lower case.
    package static func text(prefix: String, symbols: [UInt8]) -> String {
        let lower = Array(prefix.utf8)
        let zeros = [UInt8](repeating: 0, count: checksumLength)
        let remainder = checksum(prefix: lower[...], symbols + zeros) ^ 1
        let checksum = (0..<checksumLength).map { UInt8(remainder >> (5 * (5 - $0)) & 31) }
        return String(decoding: lower + [separator] + (symbols + checksum).map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// The polynomial of BIP 173 over the prefix and the symbols; 1 where they end in the right checksum.
    private static func checksum(prefix: ArraySlice<UInt8>, _ symbols: [UInt8]) -> UInt32 {
        let generators: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
        let values = prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 } + symbols
        return values.reduce(1) { sum, value in
            let shifted = (sum & 0x1ff_ffff) << 5 ^ UInt32(value)
            return generators.indices.reduce(shifted) { (sum >> 25) >> UInt32($1) & 1 == 1 ? $0 ^ generators[$1] : $0 }
        }
    }

    /// Splits groups of bits anew. Without `padding`, what is left over must be less than a group and zero.
    private static func regrouped(_ groups: ArraySlice<UInt8>, from: Int, to: Int, padding: Bool) -> [UInt8]? {
        var (held, count) = (0, 0)
        var result: [UInt8] = []
        for group in groups {
            held = held << from | Int(group)
            count += from
            while count >= to {
                count -= to
                result.append(UInt8(held >> count))
                held &= (1 << count) - 1
            }
        }
        if padding {
            if count > 0 { result.append(UInt8(held << (to - count))) }
            return result
        }
        return count < from && held == 0 ? result : nil
    }
}
