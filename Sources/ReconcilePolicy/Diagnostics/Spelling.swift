/// Finds the word somebody meant.
enum Spelling {
    /// Longer words are not compared: no key or kind is as long, and the comparison takes the product of both lengths.
    private static let longest = 40

    /// The word nearest to `word`, or `nil` where none is near: at most one slip in three characters, case aside.
    static func nearest(to word: String, among known: [String]) -> String? {
        guard word.count <= longest else { return nil }
        let measured = known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
        guard let best = measured.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, word.count / 3) ? best.word : nil
    }

    /// How many insertions, deletions, replacements and swaps of neighbours lead from one word to the other
    /// (optimal string alignment).
    private static func distance(_ first: String, _ second: String) -> Int {
        let a = Array(first)
        let b = Array(second)
        var rows = [Array(0...b.count)]
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                let replaced = rows[i][j] + (a[i] == b[j] ? 0 : 1)
                var best = min(replaced, rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
