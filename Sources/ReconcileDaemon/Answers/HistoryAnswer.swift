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
            let failure = Self.failure(history, await store.ledger.trust)
            var notes = history.isTruncated ? [Self.truncation] : []
            if question.showsOurs {
                let ours = OurChanges(among: history.rows)
                history.rows = ours.rows
                notes += [doubt(ours.unsure)].compactMap { $0 }
            }
            notes += [failure?.text].compactMap { $0 }
            let status = failure?.status ?? .done
            switch form.format {
            case .json:
                let document = HistoryDocument(at: standpoint.now.wall, history.rows, error: failure?.summary)
                return ControlAnswer(document: document, notes: notes, status)
            case .text:
                let named = id == nil ? names : nil
                let lines = history.rows.map { HistoryText.line($0, names: named) }
                let sum = try await id.flatMapAsync { try await summary($0, store) }
                return ControlAnswer(lines: lines + [sum].compactMap { $0 }, notes: notes, status)
            }
        }
    }

    private var names: [ResourceID: String?] {
        Dictionary(standpoint.engine.items.map { ($0.id, $0.name) }) { first, _ in first }
    }

    private static let truncation = "warning: older rows are left out; narrow it with `--since`"

    /// What can be read of a ledger that is not what was last written is shown, but is no history to rely on.
    private static func failure(_ history: LedgerHistory, _ trust: LedgerTrust) -> CommandFailure? {
        switch trust {
        case .distrusted(let reason): CommandFailure(StoreError.distrusted(reason: reason))
        case .good: history.damage.map { CommandFailure(StoreError.distrusted(reason: $0)) }
        }
    }

    /// Names after these are counted.
    private static let mostNames = 3

    private func doubt(_ unsure: [ResourceID]) -> String? {
        guard !unsure.isEmpty else { return nil }
        let shown = unsure.prefix(Self.mostNames).map { names[$0].flatMap { $0 } ?? $0.text }
        let more = unsure.count > shown.count ? " and \(unsure.count - shown.count) more" : ""
        return "note: it is not known whether what we sent took at \(shown.joined(separator: ", "))\(more)"
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
    /// Only the first change we made, or may have made, to each resource.
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
