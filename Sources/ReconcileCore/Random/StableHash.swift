/// A hash that is the same on every machine and in every run, which Swift's own `Hasher` is not.
package enum StableHash {
    /// FNV-1a with 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/).
    package static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
        // Four times as fast as one byte of a string after the other.
        bytes.withContiguousStorageIfAvailable(fold) ?? fold(bytes)
    }

    private static func fold(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes {
            hash ^= UInt64(byte)
            hash &*= 0x0000_0100_0000_01b3
        }
        return hash
    }

    /// The hash of `text` as 16 lower-case hexadecimal digits: a short name for a text, not a proof of it.
    package static func fingerprint(of text: String) -> String {
        let digits = String(fnv1a(text.utf8), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
