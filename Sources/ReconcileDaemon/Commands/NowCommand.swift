import ReconcileControl
import ReconcileCore

/// `now`: look again at once, through the same gates, holds and budget.
package struct NowCommand: Sendable {
    let invocation: Invocation
    /// An id, a name, a policy, or a pattern of names; `nil` for everything.
    let selector: String?
    let terminal: Terminal

    package init(_ invocation: Invocation, selector: String?, _ terminal: Terminal) {
        self.invocation = invocation
        self.selector = selector
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.answer(
            .now(LookOrder(selector: selector)), on: terminal, failed: PassDocument.init(failedAt:error:)
        ) { _, _ in
            throw CommandFailure(
                .failed, "no service runs that could look again", hint: "`reconciled once` looks without one")
        }
    }
}
