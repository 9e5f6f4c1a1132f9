import ReconcileControl
import ReconcileCore

/// `doctor`: one line for each thing, and one fix where it needs one.
struct DoctorAnswer {
    let checks: [Doctor.Check]
    let form: AnswerForm

    /// - Parameter status: the exit code, where it is known better than by what failed.
    func make(_ status: ExitStatus? = nil) -> ControlAnswer {
        switch form.format {
        case .json: ControlAnswer(document: DoctorDocument(checks, at: SystemClock.now().wall), status ?? usualStatus)
        case .text: ControlAnswer(lines: lines, status ?? usualStatus)
        }
    }

    /// A refused token has an exit code of its own; everything else that fails is 1.
    private var usualStatus: ExitStatus {
        let failed = checks.filter { $0.state == .failed }
        if failed.contains(where: { $0.name == "token" }) { return .credentialsRefused }
        return failed.isEmpty ? .done : .failed
    }

    private var lines: [String] {
        var table = Table()
        for check in checks {
            table.add([form.terminal.styled(check.state.word, check.state.style), check.name, check.detail])
            if let fix = check.fix { table.add(["", "", "-> \(fix)"]) }
        }
        return table.lines(indent: "", gap: "  ")
    }
}

extension Doctor.Check.State {
    /// All of one length, so that colours do not shift the columns.
    fileprivate var word: String {
        switch self {
        case .ok: "ok     "
        case .warning: "warning"
        case .failed: "FAILED "
        case .unknown: "unknown"
        }
    }

    fileprivate var style: Terminal.Style {
        switch self {
        case .ok: .good
        case .warning, .unknown: .warning
        case .failed: .bad
        }
    }
}

/// What `doctor` prints as JSON.
struct DoctorDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    var checks: [CheckDocument]
    @Nullable var error: String? = nil

    struct CheckDocument: Encodable, Sendable {
        var name: String
        var state: Doctor.Check.State
        var detail: String
        @Nullable var fix: String? = nil
    }

    init(_ checks: [Doctor.Check], at now: WallTime) {
        at = now
        self.checks = checks.map {
            CheckDocument(name: $0.name, state: $0.state, detail: $0.detail, fix: $0.fix)
        }
    }

    init(failedAt time: WallTime, error: String) {
        at = time
        checks = []
        self.error = error
    }
}
