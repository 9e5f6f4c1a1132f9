import ReconcileCore
import ReconcileSystemd

/// Turns notices into journal lines; many of one kind at once become one line with a count.
struct Reporter: Sendable {
    private let sink: any JournalSink
    private var pending: [Notice] = []

    /// Up to so many of one kind get a line each; more fold into one.
    static let mostLinesOfAKind = 5

    init(_ sink: any JournalSink) {
        self.sink = sink
    }

    var isEmpty: Bool { pending.isEmpty }

    mutating func add(_ notice: Notice) {
        pending.append(notice)
    }

    /// Writes the lines of one step.
    mutating func flush(ledgerHead: String?) {
        var counts: [MessageID: Int] = [:]
        for notice in pending { counts[notice.messageID, default: 0] += 1 }
        var isFolded: Set<MessageID> = []
        for notice in pending {
            let count = counts[notice.messageID] ?? 0
            if count <= Self.mostLinesOfAKind {
                sink.write(notice.journalEntry(ledgerHead: ledgerHead))
            } else if isFolded.insert(notice.messageID).inserted {
                var entry = notice.journalEntry(ledgerHead: ledgerHead)
                entry.message += " (and \(count - 1) more of the same kind)"
                sink.write(entry)
            }
        }
        pending = []
    }
}
