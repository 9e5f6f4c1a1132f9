extension String {
    /// The longest beginning that fits into `limit` bytes of UTF-8 and cuts no character in two.
    func prefix(fittingBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var kept = ""
        var bytes = 0
        for character in self {
            bytes += character.utf8.count
            guard bytes <= limit else { break }
            kept.append(character)
        }
        return kept
    }

    /// The same text without line breaks and other control characters; a space stands for each run of them.
    ///
    /// What a provider answers ends up in messages: it must not begin a new line, nor move a terminal's cursor.
    var onOneLine: String {
        var line = ""
        var isAfterControl = false
        for scalar in unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control || Self.lineBreaks.contains(scalar)
            if !isControl {
                line.unicodeScalars.append(scalar)
            } else if !isAfterControl {
                line.append(" ")
            }
            isAfterControl = isControl
        }
        return line
    }

    /// LINE SEPARATOR and PARAGRAPH SEPARATOR, which Unicode does not count as control characters.
    private static let lineBreaks: [Unicode.Scalar] = ["\u{2028}", "\u{2029}"]
}
