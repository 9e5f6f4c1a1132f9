import ReconcileControl
import ReconcileCore

/// How a pass, or looks that somebody asked for, are told when they are over.
struct PassAnswer {
    let report: PassReport
    let form: AnswerForm

    /// What `once` and `plan` say at their end.
    func make(_ finish: Finish, isPlan: Bool) -> ControlAnswer {
        let failure = CommandFailure(finish)
        let status = failure?.status ?? (report.hasOutstanding ? .outstanding : .done)
        let notes = [failure?.text].compactMap { $0 }
        switch form.format {
        case .json:
            return ControlAnswer(document: PassDocument(report, error: failure?.summary), notes: notes, status)
        case .text:
            let text = PassText(report: report, isPlan: isPlan, terminal: form.terminal)
            return ControlAnswer(lines: failure == nil ? text.lines() : [], notes: notes, status)
        }
    }

    /// What `now` says.
    ///
    /// - Parameter left: how many looks did not come in time.
    func make(looksLeft left: Int) -> ControlAnswer {
        let status = left == 0 ? ExitStatus.done : .outstanding
        let notes = left == 0 ? [] : ["note: \(left.of("look")) of \(report.resources.count) did not come in time"]
        switch form.format {
        case .json:
            return ControlAnswer(document: PassDocument(report, error: nil), notes: notes, status)
        case .text:
            let text = PassText(report: report, isPlan: false, terminal: form.terminal)
            return ControlAnswer(lines: text.lines(afterLooks: report.resources.count - left), notes: notes, status)
        }
    }
}
