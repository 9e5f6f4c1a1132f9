package import ReconcileCore
import ReconcileStore

/// `history`: the ledger, for people and scripts.
package struct HistoryCommand: Sendable {
    let invocation: Invocation
    let terminal: Terminal
    let resource: String?
    let since: WallTime?
    let showsOurs: Bool

    package init(
        _ invocation: Invocation, resource: String?, since: WallTime?, showsOurs: Bool, _ terminal: Terminal
    ) {
        self.invocation = invocation
        self.resource = resource
        self.since = since
        self.showsOurs = showsOurs
        self.terminal = terminal
    }

    package func run() async -> ExitStatus {
        await invocation.carryOut(on: terminal, failed: HistoryDocument.init(failedAt:error:)) {
            let configuration = try Inputs.requireConfiguration(invocation)
            try await StateAccess.with(invocation, configuration, writes: false, show)
            return .done
        }
    }

    private func show(_ store: StateStore) async throws {
        let records = try await StateAccess.reading { try await store.cache.load() }.resources
        let names = Dictionary(records.map { ($0.item.id, $0.item.name) }) { first, _ in first }
        let id = try resource.map { try ResourceNames(records).resolve($0) }
        var history = try await StateAccess.reading { try await store.ledger.history(resource: id, since: since) }
        if showsOurs { history.rows = Self.firstIntents(history.rows) }
        if let damage = history.damage { terminal.printError("warning: the ledger is damaged: \(damage)") }
        if history.isTruncated { terminal.printError("warning: older rows are left out; narrow it with `--since`") }
        switch invocation.format {
        case .json:
            terminal.print(HistoryDocument(at: SystemClock.now().wall, history.rows).json())
        case .text:
            for row in history.rows { terminal.print(HistoryText.line(row, names: id == nil ? names : nil)) }
            if let id { try await summarize(id, store) }
        }
    }

    /// The first intent for each resource shows its state before us.
    private static func firstIntents(_ rows: [LedgerRow]) -> [LedgerRow] {
        var seen: Set<ResourceID> = []
        return rows.filter { row in
            guard case .intent(let intent) = row.entry else { return false }
            return seen.insert(intent.resource).inserted
        }
    }

    private func summarize(_ id: ResourceID, _ store: StateStore) async throws {
        let intervals = try await StateAccess.reading { try await store.cache.intervals(resource: id, since: since) }
        guard let first = intervals.map(\.first).min() else { return }
        let from = max(first, since ?? first)
        let now = SystemClock.now().wall
        var seen: [Verdict: Duration] = [:]
        for interval in intervals {
            seen[interval.verdict, default: .zero] += interval.last - max(interval.first, from)
        }
        let open = seen[.drifted] ?? .zero
        let compliant = seen[.compliant] ?? .zero
        let rest = (now - from) - open - compliant - (seen[.unknown] ?? .zero)
        terminal.print(
            "since \(from.rfc3339): compliant \(Durations.long(compliant)), open \(Durations.long(open)), "
                + "not observed \(Durations.long(rest))")
    }
}
