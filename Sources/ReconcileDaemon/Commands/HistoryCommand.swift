import Foundation
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
        do {
            let configuration = try Inputs.requireConfiguration(invocation)
            let store = try await StateAccess.open(invocation, configuration, writes: false)
            defer { Task { await store.close() } }
            try await show(store)
            return .done
        } catch let failure as CommandFailure {
            terminal.printError(failure.text)
            return failure.status
        } catch {
            terminal.printError("error: \(error)")
            return .failed
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
            for row in history.rows { terminal.print(HistoryText.line(row, names: names)) }
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

/// `{events: [{seq, at, resource, policy, kind, …, hash}]}`: design section 2.
struct HistoryDocument: Encodable {
    var schema = DocumentSchema.version
    var at: WallTime
    var events: [EventDocument]

    init(at now: WallTime, _ rows: [LedgerRow]) {
        at = now
        events = rows.map(EventDocument.init)
    }

    /// One row: what every row has, beside the fields of its kind.
    struct EventDocument: Encodable {
        let row: LedgerRow

        init(_ row: LedgerRow) {
            self.row = row
        }

        private enum Keys: CodingKey {
            case seq
            case at
            case hash
            case resource
            case policy
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(row.sequence, forKey: .seq)
            try container.encode(row.at, forKey: .at)
            try container.encode(row.hash, forKey: .hash)
            if row.entry.resource == nil { try container.encodeNil(forKey: .resource) }
            if row.entry.policy == nil { try container.encodeNil(forKey: .policy) }
            try row.entry.encode(to: encoder)
        }
    }
}
