@testable import ReconcilePolicy

/// What is said of a file that cannot be used, or that draws a warning.
enum DiagnosticChecks {
    /// A sentence, with what was written in it cut short.
    private static let longestSentence = 1000

    static func promiseExplained(_ diagnostics: [PolicyDiagnostic], _ text: String) throws(BrokenPromise) {
        let errors = diagnostics.filter { $0.severity == .error }
        try promise(!errors.isEmpty, "what cannot be used has an error")
        try promise(errors.count <= FileProblems.mostErrors + 1, "errors do not fill the terminal")
        try promisePlaced(diagnostics, text)
    }

    static func promiseWarnings(_ warnings: [PolicyDiagnostic], _ text: String) throws(BrokenPromise) {
        try promise(warnings.allSatisfy { $0.severity == .warning }, "what is used has no error")
        try promisePlaced(warnings, text)
    }

    /// Bytes that are no text: one error, at most one column past the last character that could be read.
    static func promiseUndecodable(_ diagnostics: [PolicyDiagnostic], _ input: [UInt8]) throws(BrokenPromise) {
        try promise(diagnostics.map(\.severity) == [.error], "what is no text has one error")
        for diagnostic in diagnostics {
            let lines = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let isInside =
                (1...lines.count).contains(diagnostic.line)
                && (1...(lines[diagnostic.line - 1].count + 1)).contains(diagnostic.column)
            try promise(isInside, "\(diagnostic) is inside the file")
        }
    }

    private static func promisePlaced(_ diagnostics: [PolicyDiagnostic], _ text: String) throws(BrokenPromise) {
        guard !diagnostics.isEmpty else { return }
        let lengths = lineLengths(text)
        for diagnostic in diagnostics {
            let isInside =
                (1...lengths.count).contains(diagnostic.line)
                && (1...(lengths[diagnostic.line - 1] + 1)).contains(diagnostic.column)
            try promise(isInside, "\(diagnostic) is inside a file of \(lengths.count) lines")
            for sentence in [diagnostic.message, diagnostic.hint].compactMap(\.self) {
                try promiseShowable(sentence, atMost: longestSentence, "a sentence")
                try promise(!sentence.isEmpty && !sentence.hasSuffix("."), "'\(sentence)' is a sentence without a stop")
            }
        }
        let places = diagnostics.map { Place(line: $0.line, column: $0.column) }
        try promise(places == places.sorted(), "\(diagnostics) are in the order of their places")
    }

    /// In Unicode scalars, as places count them, without a byte order mark in front.
    private static func lineLengths(_ text: String) -> [Int] {
        var lengths = [0]
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars where previous != nil || scalar != "\u{feff}" {
            if scalar.isYAMLBreak {
                if !(scalar == "\n" && previous == "\r") { lengths.append(0) }
            } else {
                lengths[lengths.count - 1] += 1
            }
            previous = scalar
        }
        return lengths
    }
}
