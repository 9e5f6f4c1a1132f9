import ReconcileControl
import ReconcileCore

/// `status --watch`: how the fleet stands and what happened last, until it is interrupted. On a terminal the view is
/// drawn in place; elsewhere each change is a line.
package struct WatchCommand: Sendable {
    private let invocation: Invocation
    private let terminal: Terminal

    package init(_ invocation: Invocation, _ terminal: Terminal) {
        self.invocation = invocation
        self.terminal = terminal
    }

    /// Between two looks. Each is one copy of the engine, and one read of the newest rows of the ledger.
    private static let every = Duration.seconds(1)
    /// So far back go the events of the first view.
    private static let lookBack = Duration.hours(1)

    package func run() async -> ExitStatus {
        await invocation.carryOut(on: terminal, failed: StatusDocument.init(failedAt:error:)) {
            guard invocation.format == .text else {
                throw CommandFailure(
                    .usage, "'--watch' is for people and prints text only",
                    hint: "ask `reconciled status --output json` again and again")
            }
            let configuration = try Inputs.requireConfiguration(invocation)
            var watching = WatchedStatus(showing: terminal)
            while !Task.isCancelled {
                let answers = try await look(ControlClient(invocation, configuration))
                watching.show(status: answers.status, events: answers.events)
                try? await Task.sleep(for: Self.every)
            }
            return .done
        }
    }

    /// The lines of the status and of the newest events; none where no service runs.
    private func look(_ client: ControlClient) async throws -> (status: [String], events: [String]) {
        let form = AnswerForm(.text, hasColour: terminal.hasColour)
        let since = SystemClock.now().wall - Self.lookBack
        guard case .answer(let status) = try await client.ask(.status, form),
            case .answer(let events) = try await client.ask(
                .history(resource: nil, since: since.rfc3339, ours: false), form)
        else { return ([], []) }
        return (status.output.lines, events.output.lines)
    }
}

/// What `status --watch` has shown so far.
struct WatchedStatus {
    private let terminal: Terminal
    private var view = LiveView()
    private var headline: String?
    private var newestEvent: String?

    /// More would push the status off a usual screen.
    private static let mostEvents = 8
    private static let nobody = "no service runs here; waiting for it"

    init(showing terminal: Terminal) {
        self.terminal = terminal
    }

    /// - Parameters:
    ///   - status: none where no service runs.
    ///   - events: lines of the ledger, the oldest first.
    mutating func show(status: [String], events: [String]) {
        if terminal.hasScreen {
            let shown = status.isEmpty ? [Self.nobody] : status
            let last = events.suffix(Self.mostEvents)
            let lines = shown + (last.isEmpty ? [] : ["", "last events"] + last.map { "  " + $0 })
            terminal.draw(view.drawing(lines, rows: terminal.rows))
        } else {
            follow(status, events)
        }
    }

    private mutating func follow(_ status: [String], _ events: [String]) {
        let line = status.first ?? Self.nobody
        if line != headline { terminal.print(line) }
        headline = line
        // What happened before the first look is history's.
        if let newestEvent, let index = events.lastIndex(of: newestEvent) {
            for event in events[(index + 1)...] { terminal.print(event) }
        } else if newestEvent != nil {
            events.forEach(terminal.print)
        }
        newestEvent = events.last ?? newestEvent ?? ""
    }
}

extension String {
    fileprivate var lines: [String] {
        split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
