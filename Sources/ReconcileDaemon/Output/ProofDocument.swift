import ReconcileControl
import ReconcileCore

/// What `escrow prove` prints as JSON.
struct ProofDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    /// What was done, in sentences; `nil` where nothing was.
    @Nullable var done: String? = nil
    /// Where the code lies; `nil` where a command took it, or none was put anywhere.
    @Nullable var path: String? = nil
    @Nullable var error: String? = nil

    init(_ step: EscrowProving.Step, at time: WallTime) {
        at = time
        done = ([step.said] + step.commands.map { "`\($0)`" }).joined(separator: " ")
        path = step.path
    }

    init(failedAt time: WallTime, error: String) {
        at = time
        self.error = error
    }
}

extension ControlAnswer {
    init(_ step: EscrowProving.Step, _ form: AnswerForm) {
        switch form.format {
        case .text:
            self.init(lines: [step.said] + (step.commands.isEmpty ? [] : [""]) + step.commands.map { "    \($0)" })
        case .json: self.init(document: ProofDocument(step, at: SystemClock.now().wall))
        }
    }
}
