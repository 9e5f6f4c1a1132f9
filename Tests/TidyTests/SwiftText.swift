/// Tells code from comments and strings, well enough for the rules here.
///
/// Knows nested comments, strings of one and of several lines, raw strings and interpolations. Does not know regular
/// expression literals: a quote in one would be taken for a string.
struct SwiftText {
    private enum Context: Equatable {
        case code
        /// Inside `\(…)`, with the number of parentheses that are open in it.
        case interpolation(parentheses: Int)
        case string(hashes: Int, quotes: Int)
        case lineComment
        case blockComment
    }

    private static let newline = UInt8(ascii: "\n")

    private let text: [UInt8]
    private var position = 0
    private var contexts: [Context] = [.code]
    private var output: [UInt8] = []

    /// The text with a space for each byte of a comment or a string; line breaks stay.
    static func codeOnly(_ text: String) -> String {
        var scanner = SwiftText(text)
        return scanner.scan()
    }

    private init(_ text: String) {
        self.text = Array(text.utf8)
    }

    private mutating func scan() -> String {
        while position < text.count {
            switch contexts.last ?? .code {
            case .code: scanCode(parentheses: nil)
            case .interpolation(let parentheses): scanCode(parentheses: parentheses)
            case .string(let hashes, let quotes): scanString(hashes: hashes, quotes: quotes)
            case .lineComment: scanLineComment()
            case .blockComment: scanBlockComment()
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func scanCode(parentheses: Int?) {
        if isNext("//") {
            begin(.lineComment, skipping: 2)
        } else if isNext("/*") {
            begin(.blockComment, skipping: 2)
        } else if let opening = stringOpening() {
            begin(.string(hashes: opening.hashes, quotes: opening.quotes), skipping: opening.hashes + opening.quotes)
        } else {
            if let parentheses { countParenthesis(open: parentheses) }
            keep()
        }
    }

    private mutating func countParenthesis(open parentheses: Int) {
        switch text[position] {
        case UInt8(ascii: "("):
            contexts[contexts.count - 1] = .interpolation(parentheses: parentheses + 1)
        case UInt8(ascii: ")") where parentheses == 1:
            contexts.removeLast()
        case UInt8(ascii: ")"):
            contexts[contexts.count - 1] = .interpolation(parentheses: parentheses - 1)
        default:
            break
        }
    }

    private mutating func scanString(hashes: Int, quotes: Int) {
        let fence = String(repeating: "#", count: hashes)
        if isNext("\\" + fence + "(") {
            blank(1 + hashes)
            keep()
            contexts.append(.interpolation(parentheses: 1))
        } else if isNext("\\" + fence) {
            blank(2 + hashes)
        } else if isNext(String(repeating: "\"", count: quotes) + fence) {
            blank(quotes + hashes)
            contexts.removeLast()
        } else {
            blank(1)
        }
    }

    private mutating func scanLineComment() {
        if text[position] == Self.newline { contexts.removeLast() }
        blank(1)
    }

    private mutating func scanBlockComment() {
        if isNext("/*") {
            begin(.blockComment, skipping: 2)
        } else if isNext("*/") {
            blank(2)
            contexts.removeLast()
        } else {
            blank(1)
        }
    }

    /// The signs before a string that begins here: `#` for raw ones, and one or three quotes.
    private func stringOpening() -> (hashes: Int, quotes: Int)? {
        let hashes = text[position...].prefix { $0 == UInt8(ascii: "#") }.count
        let quotes = text[(position + hashes)...].prefix { $0 == UInt8(ascii: "\"") }.count
        guard quotes > 0 else { return nil }
        return (hashes, quotes >= 3 ? 3 : 1)
    }

    private func isNext(_ expected: String) -> Bool {
        text[position...].starts(with: expected.utf8)
    }

    private mutating func begin(_ context: Context, skipping count: Int) {
        contexts.append(context)
        blank(count)
    }

    private mutating func keep() {
        output.append(text[position])
        position += 1
    }

    private mutating func blank(_ count: Int) {
        // A backslash can be the last byte of a text that is no Swift.
        let blanked = text[position...].prefix(count)
        output += blanked.map { $0 == Self.newline ? $0 : UInt8(ascii: " ") }
        position += blanked.count
    }
}
