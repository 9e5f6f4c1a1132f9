import ReconcileControl
import ReconcileCore
import ReconcilePolicy
import ReconcileStore
import ReconcileSystemd

/// `rotate`: one hosting account gets a new password now.
package struct RotateCommand: Sendable {
    let invocation: Invocation
    let account: String
    let reason: String
    let supersede: Bool
    let patience: Duration
    let terminal: Terminal

    /// - Parameters:
    ///   - account: an id, or a name that only one account has.
    ///   - patience: how long to wait for what passes by itself, where no service runs.
    package init(
        _ invocation: Invocation, account: String, reason: String, supersede: Bool, patience: Duration,
        _ terminal: Terminal
    ) {
        self.invocation = invocation
        self.account = account
        self.reason = reason
        self.supersede = supersede
        self.patience = patience
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        let order = ControlRequest.rotate(RotateOrder(resource: account, reason: reason, supersede: supersede))
        return await invocation.answer(order, on: terminal, failed: PassDocument.init(failedAt:error:)) { _, form in
            let (finish, report) = try await Session.with(invocation, writes: true, rotate)
            return PassAnswer(report: report, form: form).make(finish, isOrder: true)
        }
    }

    /// With no service running: the wish is written down, and a pass over this one account meets it.
    private func rotate(_ session: Session) async throws -> (Finish, PassReport) {
        for warning in session.inputs.warnings { terminal.printError(warning.description) }
        let engine = try await knowing(session)
        let wish = OperatorCommand.Request.rotate(resource: account, reason: reason, supersede: supersede)
        let word = OperatorWord(engine: engine, actor: ProcessIdentity.actor, now: SystemClock.now())
        let entry = try word.outcome(of: wish).entry
        try await StateAccess.begin("rotate", session.store)
        _ = try await StateAccess.reading {
            try await session.store.ledger.append([entry], at: SystemClock.now().wall)
        }
        let only = try await session.engine(.once(patience: patience), only: entry.resource)
        let result = await pass(only, session, store: session.store)
        await StateAccess.end(session.store)
        return (result.0, result.1.report(at: SystemClock.now()))
    }

    /// An engine that knows the account, if need be after reading the lists.
    private func knowing(_ session: Session) async throws -> Engine {
        let engine = try await session.engine(.plan(patience: PassCommand.planPatience))
        if (try? ResourceNames(engine.items).resolve(account)) != nil { return engine }
        var hosting = session
        hosting.inputs.policies.removeAll { $0.rules.kind != .hostingPassword }
        guard !hosting.inputs.policies.isEmpty else { return engine }
        let listing = try await hosting.engine(.plan(patience: PassCommand.planPatience))
        return await pass(listing, session, store: nil).1
    }

    private func pass(_ engine: consuming Engine, _ session: Session, store: StateStore?) async -> (Finish, Engine) {
        let mailbox = Mailbox()
        let stopSignals = StopSignals(mailbox)
        let progress = PassProgress(terminal, sink: store == nil ? nil : Journal.sink())
        var runner = EngineRunner(
            engine, api: session.api, mailbox: mailbox, store: store,
            noWrites: NoWritesFile(paths: invocation.noWritesFiles), observer: progress)
        let finish = await runner.run().0
        terminal.progress("")
        stopSignals.cancel()
        return (finish, runner.engine)
    }
}
