import ReconcileControl
import ReconcileCore
import ReconcilePolicy
import ReconcileStore

extension Invocation {
    /// Has the running service answer; where none runs, the answer is made here from the state.
    ///
    /// - Parameter document: makes the document of a failed command from the time and the error.
    func answer(
        _ request: ControlRequest, on terminal: Terminal, failed document: (WallTime, String) -> some Encodable,
        orElse locally: (Configuration, AnswerForm) async throws -> ControlAnswer
    ) async -> ExitStatus {
        await carryOut(on: terminal, failed: document) {
            let configuration = try Inputs.requireConfiguration(self)
            let form = AnswerForm(format, hasColour: terminal.hasColour)
            switch try await ControlClient(self, configuration).ask(request, form) {
            case .answer(let answer): return terminal.show(answer)
            case .refused(let refusal): throw CommandFailure(refusal)
            case .nobody: return terminal.show(try await locally(configuration, form))
            }
        }
    }

    /// What answers are made from while no service runs.
    ///
    /// - Parameter needsPolicies: false for what must work also while the files are broken.
    func withStandpoint<Value: Sendable>(
        _ configuration: Configuration, writes: Bool = false, needsPolicies: Bool,
        _ body: (Standpoint, StateStore) async throws -> Value
    ) async throws -> Value {
        let now = SystemClock.now()
        let inputs =
            needsPolicies ? try Inputs.require(self, at: now.wall) : try? Inputs.read(self, at: now.wall).get()
        return try await StateAccess.with(self, configuration, writes: writes) { store in
            try await body(try await Standpoint(store, inputs, configuration.settings, at: now), store)
        }
    }
}

extension CommandFailure {
    /// What a refusal of the service means to a command.
    init(_ refusal: ControlRefusal) {
        let status: ExitStatus =
            switch refusal {
            case .malformed: .usage
            case .unknownPath, .wrongMethod, .tooLarge, .notAllowed, .otherState, .otherPolicies, .tooMany, .ending:
                .failed
            }
        self.init(status, refusal.message, hint: refusal.hint)
    }
}
