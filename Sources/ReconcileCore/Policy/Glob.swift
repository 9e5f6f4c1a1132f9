/// A shell-like pattern over a whole name: `*` is any run of characters, `?` any one; case counts.
package struct Glob: Hashable, Codable, Sendable {
    package var pattern: String

    package init(_ pattern: String) {
        self.pattern = pattern
    }

    /// True where it names exactly one name, without wildcards.
    package var isLiteral: Bool {
        !pattern.contains { $0 == "*" || $0 == "?" }
    }

    /// Runs in the product of both lengths at worst: on a mismatch only the last `*` takes one character more.
    package func matches(_ name: String) -> Bool {
        let pattern = Array(pattern)
        let name = Array(name)
        var p = 0
        var n = 0
        var lastStar: (pattern: Int, name: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == "*" {
                lastStar = (p, n)
                p += 1
            } else if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] {
                p += 1
                n += 1
            } else if let star = lastStar {
                lastStar = (star.pattern, star.name + 1)
                p = star.pattern + 1
                n = star.name + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
