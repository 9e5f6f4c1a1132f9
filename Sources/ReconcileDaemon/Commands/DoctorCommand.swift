import ReconcileControl
import ReconcileCore
import ReconcilePolicy
import ReconcileStore

/// `doctor`: token, scopes, account, clock, state, escrow and socket, each with one fix.
package struct DoctorCommand: Sendable {
    let invocation: Invocation
    let terminal: Terminal

    package init(_ invocation: Invocation, _ terminal: Terminal) {
        self.invocation = invocation
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.carryOut(on: terminal, failed: DoctorDocument.init(failedAt:error:)) {
            let form = AnswerForm(invocation.format, hasColour: terminal.hasColour)
            if let configuration = try? Inputs.requireConfiguration(invocation) {
                switch try await ControlClient(invocation, configuration).ask(.doctor, form) {
                case .answer(let answer): return terminal.show(answer)
                case .refused(let refusal): throw CommandFailure(refusal)
                case .nobody: break
                }
            }
            return terminal.show(await examine(form))
        }
    }

    /// With no service running the probe is sent from here. What keeps it from being sent is a finding too.
    private func examine(_ form: AnswerForm) async -> ControlAnswer {
        if let failed = failedInputs { return DoctorAnswer(checks: [failed], form: form).make(.invalid) }
        do {
            return try await Session.with(invocation, writes: false) { session in
                let standpoint = try await Standpoint(
                    session.store, session.inputs, session.inputs.configuration.settings, at: SystemClock.now())
                let doctor = Doctor(standpoint: standpoint, directory: session.store.directory) { kind in
                    await session.api.perform(.read(.list(kind, cursor: nil, limit: 1)))
                }
                return DoctorAnswer(checks: await doctor.checks(), form: form).make()
            }
        } catch {
            let failure = CommandFailure(error)
            let name = failure.status == .invalid ? "token" : "state"
            let check = Doctor.Check(name: name, state: .failed, detail: failure.summary, fix: failure.hint)
            return DoctorAnswer(checks: [check], form: form).make(failure.status)
        }
    }

    /// The files that the service would not start with.
    private var failedInputs: Doctor.Check? {
        guard case .failure(let errors) = Inputs.read(invocation, at: SystemClock.now().wall),
            let first = errors.diagnostics.first(where: { $0.severity == .error })
        else { return nil }
        return Doctor.Check(
            name: "policies", state: .failed, detail: first.oneLine, fix: "`reconciled check` shows every error")
    }
}
