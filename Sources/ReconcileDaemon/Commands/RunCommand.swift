import ReconcileCore
import ReconcilePolicy
import ReconcileStore
import ReconcileSystemd

/// `run`: the service.
package struct RunCommand: Sendable {
    let invocation: Invocation
    private var sink: any JournalSink
    let notifier: ServiceNotifier

    package init(_ invocation: Invocation) {
        self.invocation = invocation
        sink = Journal.sink()
        notifier = ServiceNotifier()
    }

    /// What the last rows of the ledger and the answers of the control socket take after that, with a slow disk.
    private static let timeToWriteDown = Duration.seconds(2)

    package func run() async -> ExitStatus {
        do {
            return try await Session.with(invocation, writes: true) { session in
                var command = self
                command.sink = LevelledJournal(sink, least: session.inputs.configuration.logLevel)
                return try await command.serve(session)
            }
        } catch {
            let failure = CommandFailure(error)
            tell(failure)
            return failure.status
        }
    }

    /// The journal gets an entry with its explanation, whoever else reads standard error the same as from any command.
    private func tell(_ failure: CommandFailure) {
        guard Journal.isConnected() else { return Terminal.standard().printError(failure.text) }
        for entry in failure.journalEntries { sink.write(entry) }
    }

    private func serve(_ session: Session) async throws -> ExitStatus {
        for warning in session.inputs.warnings { sink.write(JournalEntry(warning, .fileWarning)) }
        notifier.ready()
        notifier.status("reading the ledger")
        say(
            .started, .notice,
            "reconciled \(Version.current) is up with \(session.inputs.policies.count.of("policy", "policies"))")
        let finish = try await run(session)
        announceEnd()
        notifier.status("")
        if case .credentialsRefused(let detail) = finish { sink.write(.endedUnauthorized(detail)) }
        say(.stopping, .info, "reconciled is ending")
        await StateAccess.end(session.store)
        return conclude(finish)
    }

    private func run(_ session: Session) async throws -> Finish {
        let now = SystemClock.now()
        let mailbox = Mailbox()
        let desk = EngineDesk(mailbox)
        let metrics = ServiceMetrics(desk, session.store.directory, at: now)
        let control = await ServiceControl.open(session, desk, invocation, metrics, sink, since: now.wall)
        let reporting = ServiceObserver(sink, notifier, startedAt: now)
        let signals = ServiceSignals(
            stop: {
                announceEnd()
                mailbox.post(.stopping)
                await control.stop()
            },
            reload: { await reload(mailbox, control, metrics, reporting) })
        defer { signals.cancel() }
        let pace = ServiceNotifier.watchdogInterval().map { WatchdogPace(notifier, interval: $0, at: now.boot) }
        do {
            try await StateAccess.begin("run", session.store)
            let engine = try await session.engine(.service)
            metrics.run.begin(driftCauses: engine.driftCauses)
            let observer = RunObservers(reporting, metrics.run)
            var runner = EngineRunner(
                engine, api: session.api, mailbox: mailbox, store: session.store,
                noWrites: NoWritesFile(paths: invocation.noWritesFiles), observer: observer, watchdog: pace, desk: desk)
            let finish = await runner.run().0
            reporting.finish()
            await control.stop()
            return finish
        } catch {
            desk.close(nil)
            await control.stop()
            throw error
        }
    }

    /// Reads everything anew: all of it comes into force, or none.
    private func reload(
        _ mailbox: Mailbox, _ control: ServiceControl, _ metrics: ServiceMetrics, _ reporting: ServiceObserver
    ) async {
        notifier.reloading()
        let now = SystemClock.now().wall
        switch Inputs.read(invocation, at: now) {
        case .success(let inputs):
            for warning in inputs.warnings { sink.write(JournalEntry(warning, .fileWarning)) }
            say(
                .policiesReloaded, .notice,
                "The configuration was read again: \(inputs.policies.count.of("policy", "policies")) in force")
            reporting.reloadRefused(nil)
            mailbox.post(.reloaded(inputs.policies, inputs.configuration.settings))
            control.reloaded(inputs)
            metrics.run.loaded(at: now)
        case .failure(let errors):
            metrics.run.loadRefused()
            for error in errors.diagnostics where error.severity == .error {
                sink.write(JournalEntry(error, .reloadRefused, "; the version before stays in force"))
            }
            let refusal = ReloadRefusal(errors, at: now)
            control.reloadRefused(refusal)
            reporting.reloadRefused(refusal)
            // So that the status line is told now.
            mailbox.post(.woke)
        }
        notifier.ready()
    }

    /// Said when the service is told to end, and when it ends by itself.
    private func announceEnd() {
        notifier.stopping(within: EngineRunner.longestEnding + Self.timeToWriteDown)
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
