import ReconcileControl
import ReconcileCore

/// `status`: how the fleet stands, what holds it, what may still be sent, and what is in force.
package struct StatusCommand: Sendable {
    let invocation: Invocation
    let terminal: Terminal

    package init(_ invocation: Invocation, _ terminal: Terminal) {
        self.invocation = invocation
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.answer(.status, on: terminal, failed: StatusDocument.init(failedAt:error:)) {
            configuration, form in
            try await invocation.withStandpoint(configuration, needsPolicies: true) { standpoint, _ in
                StatusAnswer(standpoint: standpoint, form: form).make()
            }
        }
    }
}
