/// A view that is drawn over itself: only what is there is on the screen, and nothing scrolls away.
struct LiveView {
    /// How many lines the newest drawing has.
    private var height = 0

    private enum Sequence {
        /// To the first column, so many lines up (ECMA-48, CPL).
        static func up(_ lines: Int) -> String { lines > 0 ? "\u{1b}[\(lines)F" : "\r" }
        /// To the end of the line, and to the end of the screen (ECMA-48, EL and ED).
        static let clearLine = "\u{1b}[K"
        static let clearRest = "\u{1b}[J"
        /// A line longer than the screen is wide is cut, not broken (DECAWM).
        static let cutLines = "\u{1b}[?7l"
        static let breakLines = "\u{1b}[?7h"
    }

    /// What to write so that the screen shows these lines in place of the ones before.
    ///
    /// - Parameter rows: of the screen; lines that do not fit are left out, and counted in the last one.
    mutating func drawing(_ lines: [String], rows: Int) -> String {
        let room = max(1, rows - 1)
        var shown = lines
        if lines.count > room {
            let left = lines.count - room + 1
            shown = lines.prefix(room - 1) + ["… and \(left) more lines"]
        }
        let text = shown.map { $0 + Sequence.clearLine + "\n" }.joined()
        defer { height = shown.count }
        return Sequence.up(height) + Sequence.cutLines + text + Sequence.clearRest + Sequence.breakLines
    }
}
