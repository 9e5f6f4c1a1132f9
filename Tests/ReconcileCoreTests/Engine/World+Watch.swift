@testable import ReconcileCore

/// What the world keeps to see whether the engine does what it must never do.
struct Watch {
    /// The newest good read of each resource, and when it was asked for.
    var reads: [ResourceID: (seen: SSHPasswordLoginObservation, sentAt: BootTime)] = [:]
    /// Resources written since their newest read was asked for.
    var unread: Set<ResourceID> = []
    var rows: [ResourceID: InventoryItem] = [:]
    var closedUntil: BootTime?
    /// Every change that may have taken effect and costs the brake.
    var changes: [(resource: ResourceID, at: BootTime)] = []
}

extension World {
    mutating func watchRecord(_ entry: LedgerEntry) {
        if !configuration.mode.writes { violations.append("plan recorded \(entry.kind)") }
    }

    mutating func watchSend(_ request: Request) {
        if let closed = watch.closedUntil, now.boot < closed {
            violations.append("sent during a Retry-After: \(request)")
        }
        guard case .write(let write) = request else { return }
        var broken = brokenPromises(write)
        broken += brokenPolicy(write.resource) + brokenSchedule(write.resource)
        broken += brokenLedger(write)
        violations += broken.map { "write to \(write.resource): \($0)" }
        watch.unread.insert(write.resource)
    }

    private func brokenPromises(_ write: WriteRequest) -> [String] {
        let id = write.resource
        var broken: [String] = []
        if !configuration.mode.writes { broken.append("in plan mode") }
        if noWrites != nil { broken.append("while no-writes is there") }
        if underWay.contains(where: { Target.write(id).covers($0.request) }) { broken.append("another is under way") }
        if watch.unread.contains(id) { broken.append("no read since the last one") }
        guard let read = watch.reads[id] else { return broken + ["never read"] }
        if now.boot - read.sentAt > .seconds(60) { broken.append("the read is older than 60 s") }
        let gate = write.change.enabled == true ? read.seen.canEnable : read.seen.canDisable
        if !gate.allowed { broken.append("the gate was closed") }
        if !read.seen.available || read.seen.enabled == nil { broken.append("the state was unknown") }
        if write.change.enabled == false, !read.seen.sshKeys.contains(.usable) { broken.append("no key was there") }
        return broken
    }

    private func brokenPolicy(_ id: ResourceID) -> [String] {
        guard let row = watch.rows[id] else { return ["it is not listed"] }
        let matching = policies.filter { $0.match.answer(for: row) == .yes }
        let governing = matching.filter { $0.priority == matching.map(\.priority).max() }
        let isEnforced = !governing.isEmpty && governing.allSatisfy { $0.mode == .enforce }
        return (isEnforced ? [] : ["no policy enforces"]) + (row.holdOnReading == nil ? [] : ["it does not run"])
    }

    /// Outside a window, or on drift that has not settled, only the writes of a waiver are made.
    private func brokenSchedule(_ id: ResourceID) -> [String] {
        guard let row = watch.rows[id], !isOfWaiver(id) else { return [] }
        let matching = policies.filter { $0.match.answer(for: row) == .yes }
        let governing = matching.filter { $0.priority == matching.map(\.priority).max() }
        var broken: [String] = []
        for windows in governing.compactMap(\.windows) where windows.open.stretch(at: now.wall) == nil {
            broken.append("no window is open")
        }
        let settle = governing.map(\.settle).max() ?? .zero
        let drift = ledger.last { row in
            if case .drift(let drift) = row.entry { drift.resource == id } else { false }
        }
        if settle > .zero, let drift, let read = watch.reads[id], now.wall(at: read.sentAt) < drift.at + settle {
            broken.append("the drift had not settled")
        }
        return broken
    }

    private func isOfWaiver(_ id: ResourceID) -> Bool {
        let intent = ledger.last { row in
            if case .intent(let intent) = row.entry { intent.resource == id } else { false }
        }
        if case .intent(let intent) = intent?.entry { return intent.underWaiver }
        return false
    }

    private mutating func brokenLedger(_ write: WriteRequest) -> [String] {
        var open: [IntentID: LedgerEntry.Intent] = [:]
        for row in ledger {
            if case .intent(let intent) = row.entry { open[intent.intent] = intent }
            if case .outcome(let outcome) = row.entry { open[outcome.intent] = nil }
        }
        let own = open.values.filter { $0.resource == write.resource }
        if own.first?.underWaiver == false { watch.changes.append((write.resource, now.boot)) }
        return own.count == 1 && own.first?.change == write.change ? [] : ["\(own.count) durable open intents"]
    }

    mutating func watchReply(_ exchange: Exchange, _ reply: Reply) {
        switch (reply.outcome, exchange.request) {
        case (.refused(let problem), _) where problem.status == 429:
            if let wait = reply.rate.retryAfter {
                watch.closedUntil = max(watch.closedUntil ?? now.boot, now.boot + wait)
            }
            watchRefusal(exchange.request)
        case (.refused(let problem), _) where problem.status < 500 && problem.isFromAPI:
            watchRefusal(exchange.request)
        case (.page(let page), _):
            for item in page.items { watch.rows[item.id] = item }
        case (.observed(.sshPasswordLogin(let seen)), .read(.state(_, let id))):
            watch.reads[id] = (seen, exchange.sentAt)
            watch.unread.remove(id)
        default:
            break
        }
    }

    /// A write that was plainly refused changed nothing: the read before it still holds.
    private mutating func watchRefusal(_ request: Request) {
        guard case .write(let write) = request else { return }
        watch.unread.remove(write.resource)
        if let last = watch.changes.lastIndex(where: { $0.resource == write.resource }) {
            watch.changes.remove(at: last)
        }
    }

    /// Whoever has something to do must be woken for it.
    mutating func watchLiveness() {
        if let alarm, alarm <= now.boot { violations.append("an alarm in the past") }
        guard isRunning, finish == nil, !engine.isFinished else { return }
        let isBusy = !underWay.isEmpty || !unwritten.isEmpty || alarm != nil
        let hasWork = engine.queue.count > 0 || engine.inventory.due != nil || !engine.slowlyParked.isEmpty
        if hasWork, !isBusy { violations.append("work is left and nothing will wake the engine") }
        if let due = engine.queue.nextDueForTest, due <= now.boot { violations.append("due work was passed over") }
    }

    /// Every intent has at most one outcome, and those of an earlier process exactly one.
    func intentsWithoutOneOutcome() -> [IntentID] {
        var outcomes: [IntentID: Int] = [:]
        for row in ledger + unwritten {
            if case .intent(let intent) = row.entry { outcomes[intent.intent, default: 0] += 0 }
            if case .outcome(let outcome) = row.entry { outcomes[outcome.intent, default: 0] += 1 }
        }
        return outcomes.filter { $0.value != 1 }.keys.sorted()
    }

    /// The brake counts from the intent, which may be up to a minute before its request.
    private static let nearlyADay = Duration.hours(24) - .minutes(1)

    /// The most different resources that were changed within any 24 hours.
    func mostChangedInADay() -> Int {
        watch.changes.map { last in
            Set(watch.changes.filter { $0.at <= last.at && last.at - $0.at < Self.nearlyADay }.map(\.resource)).count
        }.max() ?? 0
    }
}

extension WorkQueue {
    /// What `nextDue` would say, without changing the queue.
    var nextDueForTest: BootTime? {
        var copy = self
        return copy.nextDue()
    }
}
