/// Rows of text in columns as wide as their widest cell; the last column is never padded.
struct Table {
    private var rows: [[String]] = []

    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    func lines(indent: String = "  ", gap: String = "   ") -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.count > column ? $0[column].columns : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.columns)
            }
            return indent + cells.joined(separator: gap)
        }
    }
}

extension String {
    /// How many columns of a terminal the text takes.
    fileprivate var columns: Int {
        reduce(0) { $0 + ($1.isWide ? 2 : 1) }
    }
}

extension Character {
    /// True for what a terminal draws two columns wide: emoji, and most of what Unicode's East Asian Width
    /// (https://www.unicode.org/reports/tr11/) calls wide or full-width.
    fileprivate var isWide: Bool {
        unicodeScalars.contains { scalar in
            scalar.properties.isEmojiPresentation || Self.wideBlocks.contains { $0.contains(scalar.value) }
        }
    }

    /// Hangul Jamo; CJK from radicals to the end of its signs, with kana; Hangul; compatibility ideographs; full-width
    /// forms; the ideographs beyond the first plane.
    private static let wideBlocks: [ClosedRange<UInt32>] = [
        0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
        0xffe0...0xffe6, 0x20000...0x3fffd,
    ]
}
