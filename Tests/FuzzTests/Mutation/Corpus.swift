import Foundation

/// The inputs and words that are kept beside the checks.
struct Corpus {
    /// What may stand in one file, so that the corpus stays small and every run over it short.
    static let longestInput = 4096

    let inputs: [(name: String, bytes: [UInt8])]
    let words: [[UInt8]]

    private static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Corpus")

    init(of parser: FuzzedParser) throws {
        let family = Self.folder.appending(path: parser.family)
        let folder = family.appending(path: parser.rawValue)
        inputs = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            (name: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
        }
        let dictionary = try String(contentsOf: family.appending(path: "words.dict"), encoding: .utf8)
        words = dictionary.split(separator: "\n").compactMap(Self.word)
    }

    /// A line of libFuzzer's notation: `"…"`, in which `\\`, `\"` and `\xAB` are escapes; `nil` for a comment.
    private static func word(_ line: Substring) -> [UInt8]? {
        guard line.hasPrefix("\""), line.hasSuffix("\""), line.utf8.count > 2 else { return nil }
        var word: [UInt8] = []
        var rest = line.utf8.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
                word.append(byte)
                continue
            }
            if escaped == UInt8(ascii: "x") {
                word.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            } else {
                word.append(escaped)
            }
        }
        return word
    }
}
