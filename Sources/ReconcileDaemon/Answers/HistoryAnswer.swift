import ReconcileControl
package import ReconcileCore
import ReconcileStore

/// `history`: the ledger, for people and scripts.
struct HistoryAnswer {
    let standpoint: Standpoint
    let question: HistoryQuestion
    let form: AnswerForm

    func make() async throws -> ControlAnswer {
        let id = try question.resource.map { try standpoint.names.resolve($0) }
        return try await standpoint.withStore { store in
            var history = try await store.ledger.history(resource: id, since: question.since)
            if question.showsOurs { history.rows = Self.firstIntents(history.rows) }
            switch form.format {
            case .json:
                let document = HistoryDocument(at: standpoint.now.wall, history.rows)
                return ControlAnswer(document: document, notes: Self.warnings(history))
            case .text:
                let named = id == nil ? names : nil
                let lines = history.rows.map { HistoryText.line($0, names: named) }
                let sum = try await id.flatMapAsync { try await summary($0, store) }
                return ControlAnswer(lines: lines + [sum].compactMap { $0 }, notes: Self.warnings(history))
            }
        }
    }

    private var names: [ResourceID: String?] {
        Dictionary(standpoint.engine.items.map { ($0.id, $0.name) }) { first, _ in first }
    }

    private static func warnings(_ history: LedgerHistory) -> [String] {
        [
            history.damage.map { "warning: the ledger is damaged: \($0)" },
            history.isTruncated ? "warning: older rows are left out; narrow it with `--since`" : nil,
        ].compactMap { $0 }
    }

    /// The first intent for each resource shows its state before us.
    private static func firstIntents(_ rows: [LedgerRow]) -> [LedgerRow] {
        var seen: Set<ResourceID> = []
        return rows.filter { row in
            guard case .intent(let intent) = row.entry else { return false }
            return seen.insert(intent.resource).inserted
        }
    }

    private func summary(_ id: ResourceID, _ store: StateStore) async throws -> String? {
        let intervals = try await store.cache.intervals(resource: id, since: question.since)
        guard let first = intervals.map(\.first).min() else { return nil }
        let from = max(first, question.since ?? first)
        var seen: [Verdict: Duration] = [:]
        for interval in intervals {
            seen[interval.verdict, default: .zero] += interval.last - max(interval.first, from)
        }
        let open = seen[.drifted] ?? .zero
        let compliant = seen[.compliant] ?? .zero
        let rest = (standpoint.now.wall - from) - open - compliant - (seen[.unknown] ?? .zero)
        return "since \(from.rfc3339): compliant \(Durations.long(compliant)), open \(Durations.long(open)), "
            + "not observed \(Durations.long(rest))"
    }
}

/// What is asked of the ledger.
package struct HistoryQuestion: Hashable, Sendable {
    /// An id or a name; `nil` for everything.
    package var resource: String?
    package var since: WallTime?
    /// Only the first change we made to each resource.
    package var showsOurs: Bool

    package init(resource: String?, since: WallTime?, showsOurs: Bool) {
        self.resource = resource
        self.since = since
        self.showsOurs = showsOurs
    }
}

extension Optional {
    fileprivate func flatMapAsync<Value>(_ body: (Wrapped) async throws -> Value?) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}
