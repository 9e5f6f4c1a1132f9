import ReconcileCore
import ReconcilePolicy
import ReconcileStore
import ReconcileSystemd
import Synchronization
import UnixSignals

/// `run`: the service.
package struct RunCommand: Sendable {
    let invocation: Invocation
    let sink: any JournalSink
    let notifier: ServiceNotifier

    package init(_ invocation: Invocation) {
        self.invocation = invocation
        sink = Journal.sink()
        notifier = ServiceNotifier()
    }

    package func run() async -> ExitStatus {
        do {
            return try await serve()
        } catch let failure as CommandFailure {
            sink.write(JournalEntry(priority: .error, message: failure.journalText))
            return failure.status
        } catch {
            sink.write(JournalEntry(priority: .error, message: "\(error)"))
            return .failed
        }
    }

    private func serve() async throws -> ExitStatus {
        let session = try await Session.open(invocation, writes: true)
        for warning in session.inputs.warnings {
            sink.write(JournalEntry(priority: .warning, message: warning.oneLine))
        }
        notifier.ready()
        notifier.status("reading the ledger")
        say(
            .started, .notice,
            "reconciled \(Version.current) is up with \(session.inputs.policies.count.of("policy", "policies"))")
        let mailbox = Mailbox()
        let signals = ServiceSignals(mailbox) { await reload(mailbox) }
        let (finish, _) = try await run(session, mailbox)
        signals.cancel()
        notifier.stopping()
        notifier.status("")
        say(.stopping, .info, "reconciled is ending")
        _ = try? await session.store.ledger.append([.stopped(.init())], at: SystemClock.now().wall)
        await session.close()
        return conclude(finish)
    }

    private func run(_ session: Session, _ mailbox: Mailbox) async throws -> (Finish, PassReport) {
        let now = SystemClock.now()
        let pace = ServiceNotifier.watchdogInterval().map { WatchdogPace(notifier, interval: $0, at: now.boot) }
        let engine = try await session.engine(.service)
        for name in engine.vanishedPolicies {
            let message = "Policy '\(name)' enforced before and is not there any more; what it changed stays as it is"
            sink.write(JournalEntry(priority: .warning, message: message))
        }
        try await StateAccess.begin("run", session.store)
        let observer = ServiceObserver(sink, notifier)
        var runner = EngineRunner(
            engine, api: session.api, mailbox: mailbox, store: session.store,
            noWrites: NoWritesFile(paths: invocation.noWritesFiles), observer: observer, watchdog: pace)
        return await runner.run()
    }

    /// Reads everything anew: all of it comes into force, or none.
    private func reload(_ mailbox: Mailbox) async {
        notifier.reloading()
        switch Inputs.read(invocation, at: SystemClock.now().wall) {
        case .success(let inputs):
            for warning in inputs.warnings {
                sink.write(JournalEntry(priority: .warning, message: warning.oneLine))
            }
            say(
                .policiesReloaded, .notice,
                "The configuration was read again: \(inputs.policies.count.of("policy", "policies")) in force")
            mailbox.post(.reloaded(inputs.policies, inputs.configuration.settings))
        case .failure(let errors):
            for error in errors.diagnostics where error.severity == .error {
                say(.reloadRefused, .error, "\(error.oneLine); the version before stays in force")
            }
        }
        notifier.ready()
    }

    private func say(_ id: MessageID, _ priority: JournalEntry.Priority, _ message: String) {
        sink.write(JournalEntry(messageID: id.rawValue, priority: priority, message: message))
    }

    private func conclude(_ finish: Finish) -> ExitStatus {
        switch finish {
        case .credentialsRefused: .credentialsRefused
        case .settled, .deadline, .nothingListed, .stopped: .done
        }
    }
}

extension CommandFailure {
    /// The failure in one line.
    fileprivate var journalText: String {
        let lines = [message] + [cause, details, hint].compactMap { $0 }
        return lines.joined(separator: "; ").split(separator: "\n").joined(separator: "; ")
    }
}

extension PolicyDiagnostic {
    /// The diagnostic in one line, for the journal.
    fileprivate var oneLine: String {
        "\(file):\(line):\(column): \(message)" + (hint.map { " (\($0))" } ?? "")
    }
}

/// SIGTERM and SIGINT stop the service, SIGHUP reloads it.
private struct ServiceSignals: Sendable {
    private let task: Task<Void, Never>

    init(_ mailbox: Mailbox, reload: @escaping @Sendable () async -> Void) {
        task = Task {
            for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup) {
                if signal == .sighup { await reload() } else { mailbox.post(.stopping) }
            }
        }
    }

    func cancel() {
        task.cancel()
    }
}

/// Tells the journal what changed and systemd how things stand.
private final class ServiceObserver: RunObserver {
    private let notifier: ServiceNotifier
    private let state: Mutex<State>

    private struct State {
        var reporter: Reporter
        var head: String?
        var status = StatusLimiter()
        var nextStatus = Duration.zero
    }

    init(_ sink: any JournalSink, _ notifier: ServiceNotifier) {
        self.notifier = notifier
        state = Mutex(State(reporter: Reporter(sink)))
    }

    func noticed(_ notice: Notice) {
        state.withLock { $0.reporter.add(notice) }
    }

    func recorded(_ rows: [LedgerRow]) {
        state.withLock { $0.head = rows.last?.hash ?? $0.head }
    }

    func stepped(_ now: Moment, report: () -> PassReport) {
        state.withLock { state in
            state.reporter.flush(ledgerHead: state.head)
            // The report of a large fleet costs more than a line that nobody reads that often.
            guard now.boot.sinceBoot >= state.nextStatus else { return }
            state.nextStatus = now.boot.sinceBoot + StatusLimiter.interval
            let report = report()
            let line = StatusLine.text(report)
            if let status = state.status.offer(line, at: now.boot.sinceBoot) { notifier.status(status) }
        }
    }
}
