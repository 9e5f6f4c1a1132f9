import ReconcileControl
import ReconcileCore

/// How an answer is to be printed.
struct AnswerForm: Hashable, Sendable {
    var format: OutputFormat
    /// Whether the text may have colours.
    var hasColour: Bool

    init(_ format: OutputFormat, hasColour: Bool) {
        self.format = format
        self.hasColour = hasColour
    }

    /// Knows how texts are styled, and prints nothing.
    var terminal: Terminal {
        Terminal(hasColour: hasColour, hasProgress: false, output: { _ in }, errors: { _ in })
    }
}

extension ControlAnswer {
    init(lines: [String], notes: [String] = [], _ status: ExitStatus = .done) {
        self.init(
            output: lines.map { $0 + "\n" }.joined(), notes: notes.joined(separator: "\n"), exitCode: status.rawValue)
    }

    init(document: some Encodable, notes: [String] = [], _ status: ExitStatus = .done) {
        self.init(lines: [document.json()], notes: notes, status)
    }

    /// The answer of a command that failed: in JSON its one document too.
    init(_ failure: CommandFailure, _ form: AnswerForm, _ document: (WallTime, String) -> some Encodable) {
        switch form.format {
        case .text:
            self.init(lines: [], notes: [failure.text], failure.status)
        case .json:
            self.init(
                document: document(SystemClock.now().wall, failure.summary), notes: [failure.text], failure.status)
        }
    }
}
