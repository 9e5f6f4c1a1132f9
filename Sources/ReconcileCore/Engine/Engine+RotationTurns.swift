/// When each hosting account has its turn to get a new password.
extension Engine {
    /// When the next password of an account is due; `nil` where only a person can say.
    func dueAt(_ index: Int, at now: Moment) -> WallTime? {
        guard let governor = resources[index].governance.governor, case .hostingPassword(let wanted) = governor.wanted
        else { return nil }
        let id = resources[index].id
        let rotation = memory.rotations[id]
        if let rotatedAt = rotation.rotatedAt {
            let share = Self.earliestShare + Self.shareSpread * Self.fraction(id, "\(rotation.lastNumber)")
            return rotatedAt + wanted.desired.rotatedWithin * share
        }
        switch wanted.desired.firstRotation {
        case .now: return enforcedSince(governor) ?? now.wall
        case .manual: return nil
        case .spread: return firstTurn(index, governor, within: wanted.desired.rotatedWithin, at: now)
        }
    }

    /// Why an account waits for its turn; `nil` where it has come, or a person has said so.
    func notDueHold(_ index: Int, at now: Moment) -> Hold? {
        let rotation = memory.rotations[resources[index].id]
        guard resources[index].kind == .hostingPassword, rotation.request == nil,
            rotation.next == nil || rotation.next?.isSent == false
        else { return nil }
        guard let due = dueAt(index, at: now) else {
            let detail = "The policy leaves the first password to a person: `reconciled rotate ID --reason …` sets it."
            return Hold(.notDue, detail, code: "manual")
        }
        return now.wall < due ? Hold(.notDue, "Its turn has not come yet.", until: due) : nil
    }

    /// True where a person wants it now: no window, wave or brake is asked.
    func isOrdered(_ index: Int, at now: Moment) -> Bool {
        isWaiverWrite(index, at: now)
            || resources[index].kind == .hostingPassword && memory.rotations[resources[index].id].request != nil
    }

    /// What keeps new passwords from being made for a policy.
    func escrowHold(_ index: Int) -> Hold? {
        guard case .hostingPassword(let wanted)? = resources[index].governance.governor?.wanted,
            !memory.rotations.isProven(wanted.escrow)
        else { return nil }
        let detail = "Nobody has shown yet that the escrow can be opened: `reconciled escrow prove` says how."
        return Hold(.escrow, detail, code: "unproven")
    }

    /// Picks who goes first under each policy that spreads first passwords: the smallest hash of those that can.
    mutating func chooseFirstTurns() {
        firstTurns = [:]
        for index in resources.indices where resources[index].kind == .hostingPassword && isCandidate(index) {
            guard let name = resources[index].governance.policyName else { continue }
            if let other = firstTurns[name], hash(other) <= hash(index) { continue }
            firstTurns[name] = index
        }
    }

    private func isCandidate(_ index: Int) -> Bool {
        let state = resources[index]
        guard state.record.absence == nil, !state.isGone, state.record.item.holdOnReading == nil else { return false }
        let rotation = memory.rotations[state.id]
        let panel = state.record.item.controlPanel ?? HostingPasswordObservation.cPanel
        return rotation.rotatedAt == nil && rotation.ineligible == nil && panel == HostingPasswordObservation.cPanel
    }

    private func firstTurn(
        _ index: Int, _ governor: Governor, within span: Duration, at now: Moment
    ) -> WallTime {
        let id = resources[index].id
        let begun = enforcedSince(governor) ?? now.wall
        let first = governor.policies.compactMap { memory.rotations.firstRotation(under: $0.name) }.min()
        if first == nil, firstTurns[governor.name] == index { return begun }
        // One that appeared later has the same time as the others had.
        let anchor = max(begun, memory.drifts[id].map { min($0.since, now.wall) } ?? begun)
        let room = max(.zero, span * Self.latestShare - Self.pauseAfterFirst)
        let turn = anchor + Self.pauseAfterFirst + room * Self.fraction(id, "first")
        return max(turn, first.map { $0 + Self.pauseAfterFirst } ?? turn)
    }

    /// Since when all of the policies have been enforcing.
    private func enforcedSince(_ governor: Governor) -> WallTime? {
        let times = governor.policies.map { memory.rotations.enforcedSince($0.name) }
        return times.contains(nil) ? nil : times.compactMap { $0 }.max()
    }

    /// Between the first password under a policy and the next.
    private static let pauseAfterFirst = Duration.hours(24)
    /// Later ones fall due within this part of `rotatedWithin`.
    private static let earliestShare = 0.75
    private static let latestShare = 0.9
    private static let shareSpread = latestShare - earliestShare

    /// A number in 0..<1 that is the account's own for this purpose.
    private static func fraction(_ id: ResourceID, _ purpose: String) -> Double {
        Double(StableHash.fnv1a("\(id.text) \(purpose)".utf8) % 1_000_000) / 1_000_000
    }

    private func hash(_ index: Int) -> UInt64 {
        StableHash.fnv1a(resources[index].id.text.utf8)
    }
}
