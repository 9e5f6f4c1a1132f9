import ReconcileCore

/// A resource is gone only after it was missing from three complete lists over a day and was then not found, or where
/// the lists show another machine under its id.
struct AbsenceChecker: Checker {
    /// By resource: since when, by the machine's wall clock, and from how many complete lists it was missing.
    private var missing: [ResourceID: (since: WallTime, lists: Int)] = [:]
    private var notFound: Set<ResourceID> = []
    private var lastItems: [ResourceID: InventoryItem] = [:]
    private var renewed: Set<ResourceID> = []
    /// How many complete lists of each kind were followed.
    private var lists: [ResourceKind: Int] = [:]
    /// The turns of the facts that were followed last.
    private var turns: [ResourceKind: Int] = [:]

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        follow(facts)
        switch sighting {
        case .born(_, let records, _):
            // A crash may have lost the newest counts, which only delays; what is kept is taken up.
            for record in records {
                let id = record.item.id
                if let newest = lastItems[id], isAnother(record.item, newest) { renewed.insert(id) }
                lastItems[id] = lastItems[id] ?? record.item
            }
            return []
        case .answered(_, .read(.state(_, let id)), _, let reply, _):
            if case .refused(let problem) = reply.outcome, problem.status == 404 {
                notFound.insert(id)
            } else {
                notFound.remove(id)
            }
            return []
        case .handedOut(let entries): return entries.flatMap { check($0, facts) }
        case .answered, .sending, .died, .durable, .remembered, .alarm, .reloaded, .noWrites, .tokenReplaced, .told,
            .report:
            return []
        }
    }

    private mutating func follow(_ facts: Facts) {
        if turns[.sshPasswordLogin] != facts.turns {
            turns[.sshPasswordLogin] = facts.turns
            follow(facts.items, of: .sshPasswordLogin, lists: facts.completeLists, at: facts.now.wall)
        }
        if turns[.hostingPassword] != facts.hosting.turns {
            turns[.hostingPassword] = facts.hosting.turns
            follow(facts.hosting.items, of: .hostingPassword, lists: facts.hosting.completeLists, at: facts.now.wall)
        }
    }

    private mutating func follow(
        _ items: [ResourceID: InventoryItem], of kind: ResourceKind, lists complete: Int, at now: WallTime
    ) {
        for (id, item) in items {
            if let old = lastItems[id], isAnother(old, item) { renewed.insert(id) }
            lastItems[id] = item
        }
        guard complete > lists[kind, default: 0] else { return }
        lists[kind] = complete
        for id in items.keys { missing[id] = nil }
        for (id, item) in lastItems where item.kind == kind && items[id] == nil {
            // A wall clock that was set back meanwhile makes an absence longer than it is: no process can tell.
            let since = min(missing[id]?.since ?? now, now)
            missing[id] = (since, (missing[id]?.lists ?? 0) + 1)
        }
    }

    private func isAnother(_ old: InventoryItem, _ new: InventoryItem) -> Bool {
        differs(old.address, new.address) || differs(old.osFamily, new.osFamily)
    }

    private func differs(_ old: String?, _ new: String?) -> Bool {
        guard let old, let new else { return false }
        return old != new
    }

    private mutating func check(_ entry: LedgerEntry, _ facts: Facts) -> [String] {
        guard case .gone(let row) = entry else { return [] }
        if renewed.remove(row.resource) != nil { return [] }
        guard let absence = missing[row.resource] else { return ["\(row.resource) is gone, yet it was never missing"] }
        var broken: [String] = []
        if absence.lists < 3 { broken.append("it was missing from \(absence.lists) lists only") }
        if facts.now.wall - absence.since < .hours(24) { broken.append("it is missing for less than a day") }
        if !notFound.contains(row.resource) { broken.append("nobody said that it is not found") }
        return broken.map { "\(row.resource) is gone: \($0)" }
    }
}
