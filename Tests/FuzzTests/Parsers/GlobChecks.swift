import ReconcileCore

/// Patterns over the names of resources.
enum GlobChecks {
    /// Longer than any name; the reference takes the product of both lengths.
    private static let longestInput = 600

    /// Two lines: a pattern, and a name.
    static func check(_ input: [UInt8]) throws(BrokenPromise) {
        guard input.count <= longestInput, let text = String(validating: input, as: UTF8.self) else { return }
        let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let glob = Glob(lines[0])
        try promise(!glob.isLiteral || glob.matches(lines[0]), "a pattern without wildcards matches itself")
        let name = lines.count == 2 ? lines[1] : ""
        try promise(
            glob.matches(name) == matches(Array(lines[0]), Array(name)), "'\(lines[0])' over '\(name)' as by definition"
        )
        if glob.isLiteral {
            try promise(glob.matches(name) == (lines[0] == name), "a pattern without wildcards matches nothing else")
        }
    }

    /// The definition, row by row: `reached[n]` says whether the pattern so far matches the first `n` characters.
    private static func matches(_ pattern: [Character], _ name: [Character]) -> Bool {
        var reached = [true] + Array(repeating: false, count: name.count)
        for sign in pattern {
            var next = Array(repeating: false, count: name.count + 1)
            for length in 0...name.count {
                let grown = length > 0 && (sign == "*" ? next[length - 1] : reached[length - 1])
                switch sign {
                case "*": next[length] = reached[length] || grown
                case "?": next[length] = grown
                default: next[length] = grown && name[length - 1] == sign
                }
            }
            reached = next
        }
        return reached[name.count]
    }
}
