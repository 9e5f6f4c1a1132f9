/// Writes the inside of a JSON string byte by byte, so that a secret passes through no text of ours (RFC 8259).
enum JSONString {
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// Hands `put` the bytes of UTF-8 text, escaped.
    static func write(_ bytes: some Sequence<UInt8>, put: (UInt8) -> Void) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                put(UInt8(ascii: "\\"))
                put(byte)
            case 0..<0x20, 0x7f:
                for sign in "\\u00".utf8 { put(sign) }
                put(hexadecimal[Int(byte >> 4)])
                put(hexadecimal[Int(byte & 15)])
            default:
                put(byte)
            }
        }
    }

    /// A whole string with its quotes, for what is no secret.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        write(text.utf8) { bytes.append($0) }
        return "\"\(String(decoding: bytes, as: UTF8.self))\""
    }
}
