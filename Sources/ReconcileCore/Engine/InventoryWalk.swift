/// One walk through the pages of a list, and the wait for the next one.
struct InventoryWalk: Sendable {
    let kind: ResourceKind
    private var state: State
    private var pages: [[InventoryItem]] = []
    /// True while each page says what it said in `pagesBefore`.
    private var isUnchanged = true
    private var cursors: Set<String> = []
    /// The pages of the walk before, where it was complete.
    private var pagesBefore: [[InventoryItem]] = []
    /// In a row.
    private(set) var failures = 0
    /// True where the newest failure was a refusal that will hardly change by itself.
    private(set) var isRejected = false
    /// True once a walk has ended, be it with a list that contradicts itself.
    private(set) var hasEnded = false
    /// When a walk last came to the end of the list.
    private(set) var completedAt: BootTime?
    /// When the walk that is under way, or ended last, asked for its first page: nothing that it found is older.
    private(set) var begunAt: BootTime?
    /// The same of the newest complete walk.
    private(set) var completeSince: BootTime?
    /// Why the newest page could not be had.
    private var pageTrouble: String?
    /// Since when there is no list: no page can be had, or its pages lead nowhere.
    private(set) var troubleSince: BootTime?
    /// What was wrong with the list that was walked through last.
    private var listTrouble: String?
    /// The first row that could not be read in the walk that is under way.
    private var flaw: String?
    /// Pages in a row that named nothing new and pointed at another one.
    private var idlePages = 0
    /// Whom the walk that is under way has named.
    private var named: Set<ResourceID> = []
    /// Walks in a row through lists that contradicted themselves.
    private var contradictions = 0

    enum State: Sendable {
        /// The page at this cursor is to be asked for at `due`. Leaves to `asking`.
        case waiting(cursor: String?, due: BootTime)
        /// A page was asked for. Leaves to `waiting`, for the next page or for the next walk.
        case asking(cursor: String?)
    }

    /// What a walk found.
    struct Result: Sendable {
        private let pages: [[InventoryItem]]
        /// False where the list contradicted itself: who else there is is not known.
        let isComplete: Bool
        /// False where absence from the list means nothing, since not every row could be read either.
        let provesAbsence: Bool
        /// True where it says what the list before said, page by page: the rule, for which nothing need be done.
        let isUnchanged: Bool

        fileprivate init(_ pages: [[InventoryItem]], isComplete: Bool, provesAbsence: Bool, isUnchanged: Bool) {
            self.pages = pages
            self.isComplete = isComplete
            self.provesAbsence = provesAbsence
            self.isUnchanged = isUnchanged
        }

        /// Each once, in the order in which the pages first named them.
        var ids: [ResourceID] {
            var seen: Set<ResourceID> = []
            return pages.joined().map(\.id).filter { seen.insert($0).inserted }
        }
    }

    /// The API's cap for one page (developer.hostup.se, GET /api/v2/vps).
    static let pageLimit = 100
    /// A list longer than this is not believed: it would be 100,000 resources.
    static let mostPages = 1000
    /// A few pages may name nothing new while rows move from page to page; more of them go round in circles.
    static let mostIdlePages = 3

    init(kind: ResourceKind, due: BootTime) {
        self.kind = kind
        state = .waiting(cursor: nil, due: due)
    }

    /// When the next page is to be asked for; `nil` while one is under way.
    ///
    /// Not inlined: the optimizer of Swift 6.3.1 crashes on it where it is ("Found ownership error").
    var due: BootTime? {
        @inline(never) get {
            switch state {
            case .waiting(_, let due): due
            case .asking: nil
            }
        }
    }

    mutating func ask(at now: BootTime) -> ReadRequest {
        switch state {
        case .waiting(let cursor, _):
            if cursor == nil { begunAt = now }
            state = .asking(cursor: cursor)
            return .list(kind, cursor: cursor, limit: Self.pageLimit)
        case .asking:
            preconditionFailure("\(#function) while \(state): one page at a time")
        }
    }

    /// Why the list cannot be had, or not all of it; `nil` where it can.
    var trouble: String? { pageTrouble ?? listTrouble }

    /// What the newest list leaves out, and why; `nil` where it leaves out nothing, or is none.
    var omission: String? { troubleSince == nil ? listTrouble : nil }

    /// Tries in a row that brought no list.
    var failedTries: Int { max(failures, contradictions) }

    /// Takes a page in.
    ///
    /// - Returns: true where it says what it said in the newest complete list, and all pages before it did.
    mutating func took(_ page: InventoryPage) -> Bool {
        isUnchanged = isUnchanged && pages.count < pagesBefore.count && pagesBefore[pages.count] == page.items
        // What is said again shares the memory of what was said before.
        pages.append(isUnchanged ? pagesBefore[pages.count] : page.items)
        flaw = flaw ?? page.flaw
        if !isUnchanged { lookForNews(in: page) }
        return isUnchanged
    }

    /// Only where the list says something else than before: that one had an end.
    private mutating func lookForNews(in page: InventoryPage) {
        if named.isEmpty {
            for earlier in pages.dropLast() { named.formUnion(earlier.lazy.map(\.id)) }
        }
        let before = named.count
        named.formUnion(page.items.lazy.map(\.id))
        idlePages = named.count > before ? 0 : idlePages + 1
    }

    /// Goes on to the page after the one that `took` was given.
    ///
    /// - Returns: what the whole walk found, if there is none.
    mutating func turned(
        _ page: InventoryPage, every: Duration, using jitter: inout SplitMix64, at now: BootTime
    ) -> Result? {
        failures = 0
        isRejected = false
        pageTrouble = nil
        if contradictions == 0 { troubleSince = nil }
        guard let next = page.nextCursor else { return reachedEnd(every: every, at: now) }
        if pages.count < Self.mostPages, idlePages < Self.mostIdlePages, cursors.insert(next).inserted {
            state = .waiting(cursor: next, due: now)
            return nil
        }
        contradictions += 1
        troubleSince = troubleSince ?? now
        listTrouble = "its pages lead back to one another, and to no end"
        hasEnded = true
        pagesBefore = []
        let result = Result(pages, isComplete: false, provesAbsence: false, isUnchanged: false)
        restart(due: now + Backoff.transient(failures: contradictions, using: &jitter))
        return result
    }

    private mutating func reachedEnd(every: Duration, at now: BootTime) -> Result {
        let result = Result(
            pages, isComplete: true, provesAbsence: flaw == nil,
            isUnchanged: flaw == nil && isUnchanged && pages.count == pagesBefore.count)
        contradictions = 0
        troubleSince = nil
        listTrouble = flaw.map { "a row is left out, as \($0); until it can be read, nobody counts as missing" }
        hasEnded = true
        completedAt = now
        completeSince = begunAt
        if !result.isUnchanged { pagesBefore = pages }
        restart(due: now + every)
        return result
    }

    /// The page could not be had; it is asked for again, or all of them where the cursor is no longer good.
    mutating func failed(
        _ detail: String, restarting: Bool, using jitter: inout SplitMix64, rejected: Bool, at now: BootTime
    ) {
        failures += 1
        pageTrouble = detail
        troubleSince = troubleSince ?? now
        isRejected = rejected
        let delay =
            rejected ? Backoff.rejection(failures: failures) : Backoff.transient(failures: failures, using: &jitter)
        switch state {
        case .asking(let cursor), .waiting(let cursor, _):
            if restarting { restart(due: now + delay) } else { state = .waiting(cursor: cursor, due: now + delay) }
        }
    }

    /// The page was held back by the API's limit or by a refused token: it stays due.
    mutating func postponed(at now: BootTime) {
        switch state {
        case .asking(let cursor), .waiting(let cursor, _): state = .waiting(cursor: cursor, due: now)
        }
    }

    /// What the newest list found was not taken up: until another one has come, there is none.
    mutating func owes(at now: BootTime) {
        completedAt = nil
        switch state {
        case .waiting: restart(due: now)
        case .asking: break
        }
    }

    /// Begins a walk anew at `due`.
    mutating func restart(due: BootTime) {
        state = .waiting(cursor: nil, due: due)
        pages = []
        isUnchanged = true
        cursors = []
        named = []
        idlePages = 0
        flaw = nil
    }
}
