import ReconcileControl
import ReconcileCore

/// How a pass, or looks that somebody asked for, are told when they are over.
struct PassAnswer {
    let report: PassReport
    let form: AnswerForm

    /// What `once`, `plan` and `rotate` say at their end.
    ///
    /// - Parameter isOrder: true where a person wants just this done now, so that also a hold which is meant to be there
    ///   leaves it undone.
    func make(_ finish: Finish, isPlan: Bool = false, isOrder: Bool = false) -> ControlAnswer {
        let failure = CommandFailure(finish)
        let isOutstanding = report.hasOutstanding || isOrder && report.resources.contains { !$0.holds.isEmpty }
        let status = failure?.status ?? (isOutstanding ? .outstanding : .done)
        // Lists of which somebody who orders one thing wants nothing say nothing here.
        let gaps = failure == nil && !isOrder ? report.unlisted : []
        let slips = failure == nil && isPlan ? report.warnings : []
        let notes =
            [failure?.text].compactMap { $0 } + gaps.map { "error: \($0)" }
            + slips.map { "warning: \($0.trimmedStop)" }
        switch form.format {
        case .json:
            let error = failure?.summary ?? (gaps.isEmpty ? nil : gaps.joined(separator: "; "))
            return ControlAnswer(document: PassDocument(report, error: error), notes: notes, status)
        case .text:
            let text = PassText(report: report, isPlan: isPlan, terminal: form.terminal)
            return ControlAnswer(lines: failure == nil ? text.lines() : [], notes: notes, status)
        }
    }

    /// What `now` says.
    ///
    /// - Parameters:
    ///   - left: how many looks did not come in time.
    ///   - hold: what kept them, where it was not their turn alone.
    func make(looksLeft left: Int, _ hold: Hold?) -> ControlAnswer {
        let status = left == 0 ? ExitStatus.done : .outstanding
        let cause = hold.map { hold in
            let until = hold.until.map { ", for \(Durations.short($0 - report.at)) more" } ?? ""
            return ", held by \(hold.reason.rawValue): \(hold.detail.trimmedStop)\(until)"
        }
        let note = "note: \(left.of("look")) of \(report.resources.count) did not come in time\(cause ?? "")"
        let notes = left == 0 ? [] : [note]
        switch form.format {
        case .json:
            return ControlAnswer(document: PassDocument(report, error: nil), notes: notes, status)
        case .text:
            let text = PassText(report: report, isPlan: false, terminal: form.terminal)
            return ControlAnswer(lines: text.lines(afterLooks: report.resources.count - left), notes: notes, status)
        }
    }
}
