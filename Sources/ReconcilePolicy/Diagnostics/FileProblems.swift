/// A place in a file: line and column, both counted from 1, the column in Unicode scalars.
struct Place: Hashable, Comparable, Sendable {
    var line: Int
    var column: Int

    /// Stands for the file as a whole.
    static let start = Self(line: 1, column: 1)

    static func < (left: Self, right: Self) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A value with the place where it was written.
struct Located<Value> {
    var value: Value
    var place: Place
}

/// Gathers what is wrong in one file while it is walked.
///
/// A class, so that the parts of a walk share one: it lives no longer than the reading of its file.
final class FileProblems {
    /// More than a person fixes in one go; a file that is no policy at all should not fill the terminal.
    static let mostErrors = 50

    let file: String
    /// The place after the file's last character, once it is known: nothing is reported behind it.
    var end: Place?
    private var found: [PolicyDiagnostic] = []
    private var errorCount = 0

    init(file: String) {
        self.file = file
    }

    var hasErrors: Bool { errorCount > 0 }

    /// True where a further error would only be counted, so that its hint need not be worked out.
    var isFull: Bool { errorCount >= Self.mostErrors }

    /// In the order of their places.
    var diagnostics: [PolicyDiagnostic] {
        let sorted = found.enumerated().sorted { left, right in
            (left.element.line, left.element.column, left.offset)
                < (right.element.line, right.element.column, right.offset)
        }
        guard errorCount > Self.mostErrors, var last = sorted.last?.element else { return sorted.map(\.element) }
        last.severity = .error
        last.message = "\(errorCount - Self.mostErrors) more errors are not shown"
        last.hint = nil
        return sorted.map(\.element) + [last]
    }

    func error(_ message: String, at place: Place, hint: String? = nil) {
        errorCount += 1
        if errorCount <= Self.mostErrors { add(.error, message, at: place, hint: hint) }
    }

    func warning(_ message: String, at place: Place, hint: String? = nil) {
        add(.warning, message, at: place, hint: hint)
    }

    private func add(_ severity: PolicyDiagnostic.Severity, _ message: String, at place: Place, hint: String?) {
        let place = min(place, end ?? place)
        found.append(
            PolicyDiagnostic(
                file: file, line: place.line, column: place.column, severity: severity, message: message, hint: hint))
    }
}
