import ReconcileControl
import ReconcileCore

/// `status`: how the fleet stands, what holds it, what may still be sent, and what is in force.
struct StatusAnswer {
    let standpoint: Standpoint
    let form: AnswerForm

    func make() -> ControlAnswer {
        let report = standpoint.report
        switch form.format {
        case .json: return ControlAnswer(document: StatusDocument(report, standpoint))
        case .text: return ControlAnswer(lines: StatusText(report, standpoint, form.terminal).lines())
        }
    }
}
