import Foundation

/// Base64 as age has it: the standard alphabet, no `=`, and exactly one way to write each value.
enum AgeBase64 {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }

    /// - Returns: `nil` unless the text is just what `text` would give.
    static func bytes(_ encoded: ArraySlice<UInt8>) -> [UInt8]? {
        let word = String(decoding: encoded, as: UTF8.self)
        let padding = String(repeating: "=", count: (4 - encoded.count % 4) % 4)
        guard let data = Data(base64Encoded: word + padding), text(data) == word else { return nil }
        return Array(data)
    }
}
