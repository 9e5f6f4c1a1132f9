import ReconcileCore
import ReconcileSystemd

/// Turns notices into journal lines; many of one kind become one line with a count.
///
/// Trouble with many resources comes to light one answer after the other, so lines about such trouble, and about its
/// end, wait a moment for their like; trouble that is over before it was told is not told. Lines about what was found
/// and changed do not wait.
struct Reporter: Sendable {
    private let sink: any JournalSink
    private var pending: [JournalEntry] = []
    private var gatherings: [Gathering] = []

    /// Up to so many of one kind get a line each; more fold into one.
    static let mostLinesOfAKind = 5

    /// How many resources a folded line names in its fields: journald takes 1024 fields in one entry.
    static let mostResourcesNamed = 500

    init(_ sink: any JournalSink) {
        self.sink = sink
    }

    /// True while nothing is to be written at the next flush.
    var isEmpty: Bool { pending.isEmpty }

    /// When a flush has something to write that waited for its like.
    var nextDue: BootTime? { gatherings.filter { !$0.entries.isEmpty }.map(\.due).min() }

    mutating func add(_ notice: Notice) {
        pending.append(notice.journalEntry)
    }

    /// Writes the lines of one step, all of them.
    ///
    /// - Parameter ledgerHead: the newest row's hash, which then is on record outside of the ledger too.
    mutating func flush(ledgerHead: String?) {
        for gathering in gatherings { write(gathering.entries, ledgerHead) }
        gatherings = []
        write(pending, ledgerHead)
        pending = []
    }

    /// Writes the lines of one step, but for those that wait for their like.
    mutating func flush(ledgerHead: String?, at now: BootTime) {
        let waiting = pending.filter(\.isTroubleOfOne)
        write(pending.filter { !$0.isTroubleOfOne }, ledgerHead)
        pending = []
        for entry in waiting { gather(entry, at: now) }
        for index in gatherings.indices where gatherings[index].due <= now {
            write(gatherings[index].entries, ledgerHead)
            gatherings[index].wrote(at: now)
        }
        gatherings.removeAll { $0.entries.isEmpty && $0.due <= now }
    }

    private mutating func gather(_ entry: JournalEntry, at now: BootTime) {
        let kind = Kind(entry)
        for index in gatherings.indices where gatherings[index].kind.isOpposite(of: kind) {
            if gatherings[index].remove(about: entry) { return }
        }
        if let index = gatherings.firstIndex(where: { $0.kind == kind }) {
            gatherings[index].add(entry, at: now)
        } else {
            gatherings.append(Gathering(kind, entry, at: now))
        }
    }

    /// Writes entries in their order, folded by their kinds.
    private func write(_ entries: [JournalEntry], _ ledgerHead: String?) {
        let groups = Dictionary(grouping: entries, by: Kind.init)
        var isFolded: Set<Kind> = []
        for entry in entries {
            let kind = Kind(entry)
            let group = groups[kind] ?? []
            if group.count <= Self.mostLinesOfAKind {
                write(entry, ledgerHead)
            } else if isFolded.insert(kind).inserted {
                write(Self.folded(group, into: entry), ledgerHead)
            }
        }
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
    fileprivate struct Kind: Hashable {
        var messageID: String?
        var hold: String?

        init(_ entry: JournalEntry) {
            messageID = entry.messageID
            hold = entry.fields.first { $0.name == .hold }?.value
        }

        /// Trouble and its end.
        func isOpposite(of other: Kind) -> Bool {
            let classes = Set([messageID, other.messageID].compactMap { $0.flatMap(MessageID.init) })
            return hold == other.hold
                && (classes == [.unreadable, .readableAgain] || classes == [.writeHeld, .holdEnded])
        }
    }
}

/// Lines of one kind that wait for their like.
private struct Gathering {
    let kind: Reporter.Kind
    private(set) var entries: [JournalEntry]
    private(set) var due: BootTime
    /// When they are written, whatever still comes.
    private var latest: BootTime

    /// Nothing more of the kind for so long: that was all.
    private static let quiet = Duration.seconds(2)
    /// A person who waits for the news waits no longer than this.
    private static let longest = Duration.seconds(10)
    /// A flood that was told goes on: so often is told how far it has come.
    private static let floodEvery = Duration.minutes(5)

    init(_ kind: Reporter.Kind, _ entry: JournalEntry, at now: BootTime) {
        self.kind = kind
        entries = [entry]
        due = now + Self.quiet
        latest = now + Self.longest
    }

    mutating func add(_ entry: JournalEntry, at now: BootTime) {
        entries.append(entry)
        due = max(due, min(now + Self.quiet, latest))
    }

    /// - Returns: false where nothing about the same resource waits.
    mutating func remove(about entry: JournalEntry) -> Bool {
        guard let index = entries.firstIndex(where: { $0.resource == entry.resource }) else { return false }
        entries.remove(at: index)
        return true
    }

    /// A kind that was folded stays, so that the rest of the flood is gathered for longer.
    mutating func wrote(at now: BootTime) {
        if entries.count > Reporter.mostLinesOfAKind {
            due = now + Self.floodEvery
            latest = due
        }
        entries = []
    }
}

extension JournalEntry {
    fileprivate var resource: String? { fields.first { $0.name == .resource }?.value }

    /// Whether it tells of trouble that many resources may share, or of its end.
    fileprivate var isTroubleOfOne: Bool {
        switch messageID.flatMap(MessageID.init) {
        case .unreadable, .readableAgain, .writeHeld, .holdEnded: true
        case .outcomeUnknown, .driftFound, .driftEnded, .changeClaimed, .changeConfirmed, .changeUnverified,
            .writeRefused, .passwordRotated, .passwordUnsettled, .escrowUnmarked, .escrowMarked, .apiUnreachable,
            .apiAnswers, .rateLimited, .credentialsRefused, .credentialsAccepted, .policiesReloaded,
            .reloadRefused, .policyMatchesNothing, .writesStopped, .writesAllowed, .dailySummary, .started, .stopping,
            .flapping, .rootLoginWeaker, .resourceAppeared, .resourceGone, .waiverEnded, .limitEased,
            .rootLoginRestored, .policyMatchesAgain, .policyVanished, .policyReturned, .fileWarning, .filesInvalid,
            .tokenUnusable, .stateHeld, .stateTooNew, .stateUnusable, .failed, .notServed, .invariantBroken, nil:
            false
        }
    }
}
