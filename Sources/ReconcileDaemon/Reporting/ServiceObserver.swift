import ReconcileCore
import ReconcileSystemd
import Synchronization

/// Tells the journal what changed and systemd how things stand.
final class ServiceObserver: RunObserver {
    private let notifier: ServiceNotifier
    private let state: Mutex<State>

    private struct State {
        let sink: any JournalSink
        var reporter: Reporter
        var nextSummary: BootTime
        var head: String?
        var status = StatusLimiter()
        var nextStatus = Duration.zero
        /// True while systemd has not been told of the newest step.
        var isStale = false
        var refusal: ReloadRefusal?
    }

    init(_ sink: any JournalSink, _ notifier: ServiceNotifier, startedAt: Moment) {
        self.notifier = notifier
        var state = State(sink: sink, reporter: Reporter(sink), nextSummary: DailySummary.firstDue(after: startedAt))
        // The start has just shown one.
        state.nextStatus = startedAt.boot.sinceBoot + StatusLimiter.interval
        self.state = Mutex(state)
    }

    /// So that the last step of a burst is shown too, however long nothing happens after it; for lines that wait for
    /// their like; and for the summary.
    var nextDue: BootTime? {
        state.withLock { state in
            let status = state.isStale ? BootTime(sinceBoot: state.nextStatus) : nil
            return [status, state.reporter.nextDue, state.nextSummary].compactMap { $0 }.min()
        }
    }

    func noticed(_ notice: Notice) {
        state.withLock { $0.reporter.add(notice) }
    }

    func recorded(_ rows: [LedgerRow]) {
        state.withLock { $0.head = rows.last?.hash ?? $0.head }
    }

    /// - Parameter refusal: `nil` where the newest files are in force again.
    func reloadRefused(_ refusal: ReloadRefusal?) {
        state.withLock { $0.refusal = refusal }
    }

    func stepped(_ now: Moment, report: () -> PassReport) {
        state.withLock { state in
            state.reporter.flush(ledgerHead: state.head, at: now.boot)
            if now.boot >= state.nextSummary {
                state.nextSummary = DailySummary.due(after: now)
                state.sink.write(DailySummary.entry(report()))
            }
            // The report of a large fleet costs more than a line that nobody reads that often.
            state.isStale = now.boot.sinceBoot < state.nextStatus
            guard !state.isStale else { return }
            state.nextStatus = now.boot.sinceBoot + StatusLimiter.interval
            let line = StatusLine.text(report(), state.refusal)
            if let status = state.status.offer(line, at: now.boot.sinceBoot) { notifier.status(status) }
        }
    }

    func broke(_ what: String) {
        finish()
        state.withLock { $0.sink.write(.invariantBroken(what)) }
    }

    /// Writes what still waits: there is no other step.
    func finish() {
        state.withLock { $0.reporter.flush(ledgerHead: $0.head) }
    }
}
