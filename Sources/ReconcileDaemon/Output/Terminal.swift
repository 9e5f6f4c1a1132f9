import Foundation
import Glibc
import ReconcileControl

/// Where a command's words go: data to standard output, everything else to standard error.
package struct Terminal: Sendable {
    /// Whether colours may be used on standard output.
    package let hasColour: Bool
    /// Whether standard error is a terminal on which a line may be drawn over.
    package let hasProgress: Bool
    /// Whether standard output is a terminal that whole views can be drawn on.
    package let hasScreen: Bool
    private let output: @Sendable (String) -> Void
    private let errors: @Sendable (String) -> Void

    package init(
        hasColour: Bool, hasProgress: Bool, hasScreen: Bool = false, output: @escaping @Sendable (String) -> Void,
        errors: @escaping @Sendable (String) -> Void
    ) {
        self.hasColour = hasColour
        self.hasProgress = hasProgress
        self.hasScreen = hasScreen
        self.output = output
        self.errors = errors
    }

    /// The process's own streams; `NO_COLOR` (https://no-color.org) and `TERM=dumb` are honoured.
    package static func standard() -> Terminal {
        let environment = ProcessInfo.processInfo.environment
        let isDumb = environment["TERM"] == "dumb"
        let wantsColour = (environment["NO_COLOR"] ?? "").isEmpty && !isDumb
        let isScreen = isatty(STDOUT_FILENO) == 1
        return Terminal(
            hasColour: wantsColour && isScreen, hasProgress: isatty(STDERR_FILENO) == 1,
            hasScreen: isScreen && !isDumb, output: { write($0, to: .standardOutput) },
            errors: { write($0, to: .standardError) })
    }

    /// Whoever read the stream may have gone, as in `reconciled plan | head`; a write under way must not die of it.
    private static func write(_ text: String, to file: FileHandle) {
        try? file.write(contentsOf: Data(text.utf8))
    }

    package func print(_ line: String) {
        output(line + "\n")
    }

    package func printError(_ line: String) {
        errors(line + "\n")
    }

    /// Prints what a command has to say, wherever it was worked out.
    func show(_ answer: ControlAnswer) -> ExitStatus {
        if !answer.notes.isEmpty { printError(answer.notes) }
        if !answer.output.isEmpty { output(answer.output) }
        return ExitStatus(rawValue: answer.exitCode) ?? .failed
    }

    /// Draws over the progress line; an empty text takes it away.
    func progress(_ text: String) {
        guard hasProgress else { return }
        errors("\r\u{1b}[K" + text)
    }

    /// Writes something that is no line, such as where the next ones go.
    func draw(_ text: String) {
        output(text)
    }

    /// How many lines fit on it; what an unknown terminal has at least.
    var rows: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }

    func styled(_ text: String, _ style: Style) -> String {
        hasColour ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }

    enum Style: String {
        case good = "32"
        case warning = "33"
        case bad = "31"
        case faint = "2"
        case strong = "1"
    }
}
