extension String {
    /// The longest text from the wire that is kept for people: enough for any sentence, too little to flood a log.
    package static let longestForDisplay = 500

    /// The text without anything that could steer a terminal or forge a line, and at most 500 characters long.
    ///
    /// Control characters, line separators and marks that turn the direction of text become U+FFFD; a text that is cut
    /// ends in `…`. Two texts that differ only there become equal, so never clean what is compared, such as an id.
    package var cleanedForDisplay: String {
        cleaned(atMost: Self.longestForDisplay)
    }

    /// - Parameter limit: in Unicode scalars, so that combining marks count too.
    func cleaned(atMost limit: Int) -> String {
        // Printable ASCII stays as it is, and nearly every text is nothing else.
        if utf8.count <= limit, utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return self }
        var scalars = String.UnicodeScalarView()
        for (count, scalar) in unicodeScalars.enumerated() {
            if count == limit {
                scalars.removeLast()
                scalars.append("…")
                break
            }
            scalars.append(scalar.isUnsafeForDisplay ? "\u{fffd}" : scalar)
        }
        return String(scalars)
    }
}

extension Unicode.Scalar {
    var isUnsafeForDisplay: Bool {
        if isASCII { return !(0x20...0x7e).contains(value) }
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        default: return properties.isBidiControl
        }
    }
}
