import ReconcileControl
import ReconcileCore

/// `explain`: all that decides about one resource.
package struct ExplainCommand: Sendable {
    let invocation: Invocation
    let resource: String
    let terminal: Terminal

    package init(_ invocation: Invocation, resource: String, _ terminal: Terminal) {
        self.invocation = invocation
        self.resource = resource
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.answer(
            .explain(resource: resource), on: terminal, failed: ExplainDocument.init(failedAt:error:)
        ) { configuration, form in
            try await invocation.withStandpoint(configuration, needsPolicies: true) { standpoint, _ in
                try await ExplainAnswer(standpoint: standpoint, resource: resource, form: form).make()
            }
        }
    }
}
