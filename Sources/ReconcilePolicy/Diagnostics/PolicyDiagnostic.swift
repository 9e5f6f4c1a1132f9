/// One thing that is wrong, or worth saying, in a policy or configuration file, with its place.
package struct PolicyDiagnostic: Hashable, Codable, Sendable {
    /// The file's path as it was found.
    package var file: String
    /// Counted from 1, as is `column`; 1:1 where it is about the file as a whole.
    package var line: Int
    /// Counted in Unicode scalars, as editors do.
    package var column: Int
    package var severity: Severity
    /// What is wrong, without a final stop.
    package var message: String
    /// What to do about it.
    package var hint: String?

    package init(file: String, line: Int, column: Int, severity: Severity, message: String, hint: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.message = message
        self.hint = hint
    }

    package enum Severity: String, Hashable, Codable, Sendable {
        /// Nothing of the whole set is used.
        case error
        /// Worth a look; the set is used all the same.
        case warning
    }
}

extension PolicyDiagnostic: CustomStringConvertible {
    /// `FILE:LINE:COLUMN: error: MESSAGE`, and the hint indented on a line of its own; no final line break.
    package var description: String {
        let first = "\(escapingControls(in: file)):\(line):\(column): \(severity.rawValue): \(message)"
        return hint.map { "\(first)\n  hint: \($0)" } ?? first
    }
}

/// Why a set of files cannot be used: every error of every file, and the warnings beside them.
package struct PolicyErrors: Error, Hashable, Sendable {
    /// The files that were looked at, in the order of reading.
    package var files: [String]
    /// In the order of the files, then of the lines; at least one is an error.
    package var diagnostics: [PolicyDiagnostic]

    package init(files: [String], diagnostics: [PolicyDiagnostic]) {
        self.files = files
        self.diagnostics = diagnostics
    }
}

extension PolicyErrors: CustomStringConvertible {
    /// All diagnostics, one after the other.
    package var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}
