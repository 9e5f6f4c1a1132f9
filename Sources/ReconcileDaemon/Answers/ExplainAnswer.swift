import ReconcileControl
import ReconcileCore
import ReconcileStore

/// `explain`: all that decides about one resource, as it was last seen.
struct ExplainAnswer {
    let standpoint: Standpoint
    let resource: String
    let form: AnswerForm

    /// How many rows of the ledger are shown below.
    private static let lastOperations = 5

    func make() async throws -> ControlAnswer {
        let id = try standpoint.names.resolve(resource)
        guard let report = standpoint.report.resources.first(where: { $0.item.id == id }) else {
            throw CommandFailure(
                .failed, "no policy matches '\(resource)'", hint: "nothing is looked at or changed there")
        }
        let now = standpoint.now.wall
        switch form.format {
        case .json:
            return ControlAnswer(document: ExplainDocument(report, at: now))
        case .text:
            let history = try await standpoint.withStore { store in
                try await store.ledger.history(resource: id, limit: Self.lastOperations)
            }
            let text = ExplainText(
                report: report, rows: history.rows, now: now, isServed: standpoint.service != nil,
                terminal: form.terminal)
            return ControlAnswer(lines: text.lines())
        }
    }
}
