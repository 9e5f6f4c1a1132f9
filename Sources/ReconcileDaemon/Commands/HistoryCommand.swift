import ReconcileControl
import ReconcileCore

/// `history`: the ledger, for people and scripts.
package struct HistoryCommand: Sendable {
    let invocation: Invocation
    let question: HistoryQuestion
    let terminal: Terminal

    package init(_ invocation: Invocation, _ question: HistoryQuestion, _ terminal: Terminal) {
        self.invocation = invocation
        self.question = question
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.answer(
            .history(resource: question.resource, since: question.since?.rfc3339, ours: question.showsOurs),
            on: terminal, failed: HistoryDocument.init(failedAt:error:)
        ) { configuration, form in
            try await invocation.withStandpoint(configuration, needsPolicies: false) { standpoint, _ in
                try await HistoryAnswer(standpoint: standpoint, question: question, form: form).make()
            }
        }
    }
}
