import ReconcileControl
import ReconcileCore
import ReconcilePolicy
import ReconcileSystemd

/// `once` and `plan`: one pass over the fleet, then the report.
package struct PassCommand: Sendable {
    package enum Kind: Sendable {
        case once(patience: Duration)
        case plan
    }

    let kind: Kind
    let invocation: Invocation
    let terminal: Terminal

    /// How long `plan` goes on while the API holds it back.
    static let planPatience = Duration.minutes(10)

    package init(_ kind: Kind, _ invocation: Invocation, _ terminal: Terminal) {
        self.kind = kind
        self.invocation = invocation
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.carryOut(on: terminal, failed: PassDocument.init(failedAt:error:)) {
            if !writes, let answer = try await askService() { return terminal.show(answer) }
            let (finish, report) = try await Session.with(invocation, writes: writes, pass)
            return terminal.show(PassAnswer(report: report, form: form).make(finish, isPlan: !writes))
        }
    }

    private var form: AnswerForm { AnswerForm(invocation.format, hasColour: terminal.hasColour) }

    /// With a service running a plan reads at its pace and with its token, if it has the policies in force that are
    /// meant here.
    ///
    /// - Returns: `nil` where the plan is to be made here.
    private func askService() async throws -> ControlAnswer? {
        let inputs = try Inputs.require(invocation, at: SystemClock.now().wall)
        let order = PlanOrder(policies: inputs.policies.map(PlanOrder.PolicyText.init).sorted())
        switch try await ControlClient(invocation, inputs.configuration).ask(.plan(order), form) {
        case .answer(let answer): return answer
        case .refused(.otherPolicies):
            terminal.printError(
                "note: the service has other policies in force; this plan is made by those here, with a token and "
                    + "requests of its own")
            return nil
        case .refused(let refusal): throw CommandFailure(refusal)
        case .nobody: return nil
        }
    }

    private func pass(_ session: Session) async throws -> (Finish, PassReport) {
        for warning in session.inputs.warnings { terminal.printError(warning.description) }
        if writes { try await StateAccess.begin("once", session.store) }
        let mailbox = Mailbox()
        let engine = try await session.engine(mode)
        let stopSignals = StopSignals(mailbox)
        let progress = PassProgress(terminal, sink: writes ? Journal.sink() : nil)
        var runner = EngineRunner(
            engine, api: session.api, mailbox: mailbox, store: writes ? session.store : nil,
            noWrites: NoWritesFile(paths: invocation.noWritesFiles), observer: progress)
        let result = await runner.run()
        terminal.progress("")
        stopSignals.cancel()
        if writes { await StateAccess.end(session.store) }
        return result
    }

    private var writes: Bool {
        switch kind {
        case .once: true
        case .plan: false
        }
    }

    private var mode: EngineConfiguration.Mode {
        switch kind {
        case .once(let patience): .once(patience: patience)
        case .plan: .plan(patience: Self.planPatience)
        }
    }
}

extension CommandFailure {
    /// What the end of a pass means to its command; `nil` where the report says all.
    init?(_ finish: Finish) {
        switch finish {
        case .settled, .deadline, .stopped:
            return nil
        case .nothingListed(let detail):
            self.init(
                .failed, "the account's lists could not be read", cause: detail,
                hint: "nothing was changed; `reconciled` needs a way to the API, \(Self.scopes(.list))")
        case .credentialsRefused(let detail):
            self.init(
                .credentialsRefused, "the API refused the token (401)", cause: detail,
                hint: "is the key still valid, and is this machine's address allowed for it? reconciled needs "
                    + "\(Self.scopes(.read)); to write also \(Self.scopes(.write))")
        }
    }

    /// As in `for servers the scope read:vm, for hosting accounts the scope read:hosting`.
    private static func scopes(_ verb: RequestFamily.Verb) -> String {
        ResourceKind.allCases.map { "for \($0.noun)s \(RequestFamily(verb, of: $0).scopeNames)" }
            .joined(separator: ", ")
    }
}

extension PlanOrder.PolicyText {
    init(_ policy: Policy) {
        self.init(name: policy.name, fingerprint: policy.source.fingerprint)
    }
}
