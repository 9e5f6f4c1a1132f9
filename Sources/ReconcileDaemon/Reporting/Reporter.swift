import ReconcileCore
import ReconcileSystemd

/// Turns notices into journal lines; many of one kind at once become one line with a count.
struct Reporter: Sendable {
    private let sink: any JournalSink
    private var pending: [JournalEntry] = []

    /// Up to so many of one kind get a line each; more fold into one.
    static let mostLinesOfAKind = 5

    /// How many resources a folded line names in its fields: journald takes 1024 fields in one entry.
    static let mostResourcesNamed = 500

    init(_ sink: any JournalSink) {
        self.sink = sink
    }

    var isEmpty: Bool { pending.isEmpty }

    mutating func add(_ notice: Notice) {
        pending.append(notice.journalEntry)
    }

    /// Writes the lines of one step.
    ///
    /// - Parameter ledgerHead: the newest row's hash, which then is on record outside of the ledger too.
    mutating func flush(ledgerHead: String?) {
        let groups = Dictionary(grouping: pending, by: Kind.init)
        var isFolded: Set<Kind> = []
        for entry in pending {
            let kind = Kind(entry)
            let group = groups[kind] ?? []
            if group.count <= Self.mostLinesOfAKind {
                write(entry, ledgerHead)
            } else if isFolded.insert(kind).inserted {
                write(Self.folded(group, into: entry), ledgerHead)
            }
        }
        pending = []
    }

    private func write(_ entry: JournalEntry, _ ledgerHead: String?) {
        var entry = entry
        if let ledgerHead { entry.fields.append(JournalField(.ledgerHead, ledgerHead)) }
        sink.write(entry)
    }

    /// The first line of its kind, with the number of the others, and each resource as a field.
    private static func folded(_ group: [JournalEntry], into first: JournalEntry) -> JournalEntry {
        var entry = first
        entry.message += " (and \(group.count - 1) more of the same kind)"
        entry.fields += group.dropFirst().flatMap(\.fields).filter { $0.name == .resource }
            .prefix(mostResourcesNamed - 1)
        return entry
    }

    /// What makes two lines fold: the same class, and the same hold where there is one.
    private struct Kind: Hashable {
        var messageID: String?
        var hold: String?

        init(_ entry: JournalEntry) {
            messageID = entry.messageID
            hold = entry.fields.first { $0.name == .hold }?.value
        }
    }
}
