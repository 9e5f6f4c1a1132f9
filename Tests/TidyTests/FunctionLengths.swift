/// Finds functions in code without comments and strings, and how long they are.
struct FunctionLengths {
    struct Function: Equatable {
        var name: String
        /// The index of the line with the declaration.
        var firstLine: Int
        var lineCount: Int
    }

    private struct Token {
        var text: Substring
        var line: Int
    }

    /// What begins another declaration: a function whose body has not begun by then has none, as in a protocol.
    private static let declarations: Set<Substring> = [
        "func", "init", "deinit", "subscript", "var", "let", "case", "struct", "enum", "class", "protocol", "extension",
        "typealias", "associatedtype", "static", "private", "package", "mutating", "override", "@discardableResult",
    ]

    private let tokens: [Token]

    /// All functions, initializers and subscripts with a body, in the order of their declarations.
    static func all(inCode lines: [String]) -> [Function] {
        let lengths = FunctionLengths(lines: lines)
        return lengths.tokens.indices.compactMap(lengths.function(at:))
    }

    private init(lines: [String]) {
        tokens = lines.enumerated().flatMap { index, line in
            Self.words(of: line).map { Token(text: $0, line: index) }
        }
    }

    /// The words of a line, and each other sign but a space by itself.
    private static func words(of line: String) -> [Substring] {
        var words: [Substring] = []
        var rest = line[...]
        while let first = rest.first {
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "@" }
            if !word.isEmpty {
                words.append(word)
            } else if !first.isWhitespace {
                words.append(rest.prefix(1))
            }
            rest = rest.dropFirst(max(1, word.count))
        }
        return words
    }

    private func function(at index: Int) -> Function? {
        let token = tokens[index]
        guard ["func", "init", "deinit", "subscript"].contains(token.text) else { return nil }
        // `self.init(…)` and `.init` are calls.
        if index > 0, tokens[index - 1].text == "." { return nil }
        guard let opening = bodyOpening(after: index), let closing = matchingBrace(of: opening) else { return nil }
        let isNamed = token.text == "func" && index + 1 < tokens.count
        return Function(
            name: String(isNamed ? tokens[index + 1].text : token.text),
            firstLine: token.line,
            lineCount: tokens[closing].line - token.line + 1)
    }

    /// The `{` of the body of the function declared at `index`; `nil` where it has none.
    private func bodyOpening(after index: Int) -> Int? {
        var depth = 0
        for next in tokens.indices[(index + 1)...] {
            switch tokens[next].text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return next
            case "}" where depth <= 0: return nil
            case let text where depth == 0 && Self.declarations.contains(text): return nil
            default: break
            }
        }
        return nil
    }

    private func matchingBrace(of opening: Int) -> Int? {
        var depth = 0
        for next in tokens.indices[opening...] {
            switch tokens[next].text {
            case "{": depth += 1
            case "}":
                depth -= 1
                if depth == 0 { return next }
            default: break
            }
        }
        return nil
    }
}
