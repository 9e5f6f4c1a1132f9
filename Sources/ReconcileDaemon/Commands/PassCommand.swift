import ReconcileCore
import ReconcilePolicy
import ReconcileStore
import ReconcileSystemd
import Synchronization

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
        do {
            return try await pass()
        } catch let failure as CommandFailure {
            return report(failure)
        } catch {
            return report(CommandFailure(.failed, "\(error)"))
        }
    }

    private func report(_ failure: CommandFailure) -> ExitStatus {
        terminal.printError(failure.text)
        if invocation.format == .json {
            let document = PassDocument(failedAt: SystemClock.now().wall, error: failure.message)
            terminal.print(document.json())
        }
        return failure.status
    }

    private func pass() async throws -> ExitStatus {
        let session = try await Session.open(invocation, writes: writes)
        for warning in session.inputs.warnings { terminal.printError(warning.description) }
        let mailbox = Mailbox()
        let stopSignals = StopSignals(mailbox)
        let (finish, report) = try await run(session, mailbox)
        stopSignals.cancel()
        if writes { _ = try? await session.store.ledger.append([.stopped(.init())], at: SystemClock.now().wall) }
        await session.close()
        return conclude(finish, report)
    }

    private func run(_ session: Session, _ mailbox: Mailbox) async throws -> (Finish, PassReport) {
        if writes { try await StateAccess.begin("once", session.store) }
        let engine = try await session.engine(mode)
        let progress = PassProgress(terminal, sink: writes ? Journal.sink() : nil)
        var runner = EngineRunner(
            engine, api: session.api, mailbox: mailbox, store: writes ? session.store : nil,
            noWrites: NoWritesFile(paths: invocation.noWritesFiles), observer: progress)
        let result = await runner.run()
        terminal.progress("")
        return result
    }

    private func conclude(_ finish: Finish, _ report: PassReport) -> ExitStatus {
        var failure: CommandFailure?
        switch finish {
        case .settled, .deadline, .stopped: break
        case .nothingListed(let detail):
            failure = CommandFailure(.failed, "the account's servers could not be listed", cause: detail)
        case .credentialsRefused(let detail):
            failure = CommandFailure(
                .credentialsRefused, "the API refused the token (401)", cause: detail,
                hint: "is the key still valid, and is this machine's address allowed for it? reconciled needs read:vm "
                    + "and write:vm")
        }
        if let failure { terminal.printError(failure.text) }
        switch invocation.format {
        case .json: terminal.print(PassDocument(report, error: failure?.message).json())
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

/// Shows how far a pass is, and says what changed as it happens.
private final class PassProgress: RunObserver {
    private let terminal: Terminal
    private let state: Mutex<State>

    private struct State {
        var reporter: Reporter?
        var head: String?
        var drawnAt: BootTime?
    }

    /// The bar's length, and how often it is drawn.
    private static let barLength = 14
    private static let drawEvery = Duration.milliseconds(200)

    /// - Parameter sink: where the lines go; `nil` for `plan`, whose report says it all.
    init(_ terminal: Terminal, sink: (any JournalSink)?) {
        self.terminal = terminal
        state = Mutex(State(reporter: sink.map(Reporter.init)))
    }

    func noticed(_ notice: Notice) {
        state.withLock { $0.reporter?.add(notice) }
    }

    func recorded(_ rows: [LedgerRow]) {
        state.withLock { $0.head = rows.last?.hash ?? $0.head }
    }

    func stepped(_ now: Moment, report: () -> PassReport) {
        let isDue = state.withLock { state in
            if state.reporter?.isEmpty == false { terminal.progress("") }
            state.reporter?.flush(ledgerHead: state.head)
            guard terminal.hasProgress, state.drawnAt.map({ now.boot - $0 >= Self.drawEvery }) ?? true
            else { return false }
            state.drawnAt = now.boot
            return true
        }
        if isDue { draw(report()) }
    }

    private func draw(_ report: PassReport) {
        let total = report.resources.count
        let seen = report.resources.count { $0.observation != nil || $0.verdict != .unknown || $0.isSettledUnread }
        guard total > 0 else {
            terminal.progress("reading the account's lists")
            return
        }
        let filled = seen * Self.barLength / total
        let bar = String(repeating: "█", count: filled) + String(repeating: " ", count: Self.barLength - filled)
        terminal.progress("reading \(total) guests  ▕\(bar)▏ \(seen)/\(total)")
    }
}

extension ResourceReport {
    /// True for what is not read at all, by what the list says.
    fileprivate var isSettledUnread: Bool {
        item.holdOnReading != nil
    }
}

extension StateAccess {
    /// Writes down that a process took the state, so that an end without a word can be told from a good one.
    static func begin(_ command: String, _ store: StateStore) async throws {
        guard await store.ledger.trust == .good else { return }
        let row = LedgerEntry.Started(
            command: command, version: Version.current, pid: ProcessIdentity.current)
        _ = try await reading { try await store.ledger.append([.started(row)], at: SystemClock.now().wall) }
    }
}
