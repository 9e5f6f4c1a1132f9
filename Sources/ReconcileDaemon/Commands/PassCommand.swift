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
    private static let planPatience = Duration.minutes(10)

    package init(_ kind: Kind, _ invocation: Invocation, _ terminal: Terminal) {
        self.kind = kind
        self.invocation = invocation
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.carryOut(on: terminal, failed: PassDocument.init(failedAt:error:)) {
            let (finish, report) = try await Session.with(invocation, writes: writes, pass)
            return conclude(finish, report)
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

    private func conclude(_ finish: Finish, _ report: PassReport) -> ExitStatus {
        let failure = CommandFailure(finish)
        if let failure { terminal.printError(failure.text) }
        switch invocation.format {
        case .json: terminal.print(PassDocument(report, error: failure?.summary).json())
        case .text where failure == nil:
            for line in PassText(report: report, isPlan: !writes, terminal: terminal).lines() { terminal.print(line) }
        case .text: break
        }
        return failure?.status ?? (report.hasOutstanding ? .outstanding : .done)
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
                .failed, "the account's servers could not be listed", cause: detail,
                hint: "nothing was changed; `reconciled` needs the scope read:vm and a way to the API")
        case .credentialsRefused(let detail):
            self.init(
                .credentialsRefused, "the API refused the token (401)", cause: detail,
                hint: "is the key still valid, and is this machine's address allowed for it? reconciled needs read:vm "
                    + "and write:vm")
        }
    }
}
