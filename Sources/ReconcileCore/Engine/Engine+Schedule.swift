/// When a write is due by the clock: windows, settling, and each resource's turn after an opening.
extension Engine {
    /// The windows in force, by the name of their policy.
    package var windows: [String: PolicyWindows] {
        Dictionary(policies.compactMap { policy in policy.windows.map { (policy.name, $0) } }) { first, _ in first }
    }

    /// Takes up windows that were worked out anew. Those of a text that is not in force any more say nothing.
    mutating func renew(_ windows: [String: PolicyWindows], at now: Moment) {
        for index in policies.indices {
            guard let renewed = windows[policies[index].name], renewed.texts == policies[index].windows?.texts else {
                continue
            }
            policies[index].windows = renewed
        }
        for index in resources.indices where !resources[index].isGone {
            resources[index].governance = governance(of: resources[index].record.item)
        }
        judgeDrifted(at: now)
    }

    /// A write rests on a read that was asked for at this time or later: drift must still be there once it has settled.
    func settledAt(_ index: Int, at now: Moment) -> WallTime? {
        guard let governor = resources[index].governance.governor, governor.settle > .zero,
            let drift = memory.drifts[resources[index].id], !isOrdered(index, at: now)
        else { return nil }
        return min(drift.since, now.wall) + governor.settle
    }

    /// When a resource may begin that was held until its windows opened; `nil` where its turn is not to be waited for.
    /// This machine's own server is the last, and so is one whose failure would halt the others of its wave.
    func turn(_ index: Int, at now: Moment) -> BootTime? {
        guard let governor = resources[index].governance.governor, let windows = governor.windows,
            !isOrdered(index, at: now)
        else { return nil }
        let isLast = resources[index].isThisMachine || lateness(index, governor) != nil
        let hash = isLast ? nil : StableHash.fnv1a(resources[index].id.text.utf8)
        guard let turn = windows.turn(at: now.wall, hash: hash), turn > now.wall else { return nil }
        return now.boot(at: turn)
    }
}
