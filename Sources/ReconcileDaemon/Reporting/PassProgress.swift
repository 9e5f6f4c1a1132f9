import ReconcileCore
import ReconcileSystemd
import Synchronization

/// Shows how far a pass is, and says what changed as it happens.
final class PassProgress: RunObserver {
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

    /// The end of a pass takes the bar away, so that a late drawing is not missed.
    var nextDue: BootTime? { nil }

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
        if isDue { terminal.progress(Self.bar(report())) }
    }

    static func bar(_ report: PassReport) -> String {
        let total = report.resources.count
        guard total > 0 else { return "reading the account's lists" }
        let seen = report.resources.count { $0.observation != nil || $0.item.holdOnReading != nil }
        let filled = seen * barLength / total
        let bar = String(repeating: "█", count: filled) + String(repeating: " ", count: barLength - filled)
        let kinds = Set(report.resources.lazy.map(\.item.kind))
        let noun = kinds == [.sshPasswordLogin] ? "guest" : kinds.noun
        return "reading \(total.of(noun))  ▕\(bar)▏ \(seen)/\(total)"
    }
}
