import DequeModule

/// Which resources were changed when, for the brake: counted per resource, whatever its policy was called.
package struct BrakeMemory: Sendable {
    /// The changes of each resource by the intents they came from, so that a refused one can be taken back.
    private var changes: [ResourceID: [IntentID: WallTime]] = [:]
    /// The newest change of each resource.
    private var newest: [ResourceID: WallTime] = [:]
    /// The same in the order of their dates, so that what no longer counts is found without a search. That is nearly
    /// always the order of the ledger; where a clock was set back it is not.
    private var order: Deque<(resource: ResourceID, intent: IntentID, at: WallTime)> = []
    /// The newest release of each policy, by the place of its row in the ledger.
    private var releases: [String: Int] = [:]

    /// A change counts for this long.
    package static let span = Duration.hours(24)

    mutating func changed(_ resource: ResourceID, intent: IntentID, at time: WallTime) {
        changes[resource, default: [:]][intent] = time
        newest[resource] = changes[resource]?.values.max()
        let place = order.lastIndex { $0.at <= time }.map { $0 + 1 } ?? 0
        order.insert((resource, intent, time), at: place)
        while let oldest = order.first, time - oldest.at >= Self.span {
            undo(oldest.resource, intent: oldest.intent)
            order.removeFirst()
        }
    }

    mutating func undo(_ resource: ResourceID, intent: IntentID) {
        changes[resource]?[intent] = nil
        if changes[resource]?.isEmpty == true { changes[resource] = nil }
        newest[resource] = changes[resource]?.values.max()
    }

    mutating func release(_ policy: String, row: Int) {
        releases[policy] = row
    }

    /// When the resource was last changed, if that still counts at `now`.
    package func lastChange(of resource: ResourceID, at now: WallTime) -> WallTime? {
        guard let newest = newest[resource], now - newest < Self.span else { return nil }
        return newest
    }

    /// The resources whose change counts at `now`, with the time of it.
    package func counted(at now: WallTime) -> [ResourceID: WallTime] {
        // Nearly always all of them do, and then none is copied.
        newest.values.allSatisfy { now - $0 < Self.span } ? newest : newest.filter { now - $0.value < Self.span }
    }

    /// The resources whose change counted at an earlier time and does not at `now`, and the oldest change that still does.
    func expired(since then: WallTime, at now: WallTime) -> (resources: Set<ResourceID>, oldest: WallTime?) {
        var resources: Set<ResourceID> = []
        for change in order where newest[change.resource] == change.at {
            if now - change.at < Self.span { return (resources, change.at) }
            if then - change.at < Self.span { resources.insert(change.resource) }
        }
        return (resources, nil)
    }

    /// True where a person let the policy's held work proceed after this drift had been seen.
    ///
    /// The order of the rows tells, not their dates: these may be equal, and clocks are set.
    ///
    /// - Parameter drift: `nil` for drift that no row tells of yet.
    package func isReleased(policy: String, _ drift: LedgerMemory.OpenDrift?) -> Bool {
        guard let drift, let released = releases[policy] else { return false }
        return drift.row < released
    }
}
