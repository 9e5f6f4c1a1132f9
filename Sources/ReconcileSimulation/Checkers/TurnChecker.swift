import ReconcileCore

/// When an account may get a new password: not before its turn, not soon after the provider said that it cannot, and only
/// for people who have shown that they can open it.
struct TurnChecker: Checker {
    /// What the list said of each account when its newest password left.
    private var asked: [ResourceID: InventoryItem] = [:]
    private var ineligible: [ResourceID: Ineligible] = [:]

    private struct Ineligible {
        var since: WallTime
        var item: InventoryItem
    }

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        if case .durable(let rows) = sighting { rows.forEach { follow($0, facts) } }
        guard case .sending(_, .write(let write)) = sighting, case .hostingPassword(let number) = write.change else {
            return []
        }
        asked[write.resource] = facts.hosting.items[write.resource]
        let rules = facts.governing(write.resource).compactMap(\.password)
        let account = facts.ledger.rotations.accounts[write.resource] ?? .init()
        var broken =
            rules.contains { !facts.ledger.rotations.proven.contains($0.escrow.identity) }
            ? ["nobody has shown that they can open it"] : []
        // One that may be in force has to be settled, and what a person orders has no turn.
        if account.open[number] == nil, !account.isWished {
            broken += rules.compactMap { turn(account, $0, facts) } + eligibility(write.resource, facts)
        }
        return broken.map { "password \(number) of \(write.resource): \($0)" }
    }

    private mutating func follow(_ row: LedgerRow, _ facts: Facts) {
        switch row.entry {
        case .rotationRequested(let entry): ineligible[entry.resource] = nil
        case .outcome(let entry):
            guard entry.code == "account_not_eligible_cpanel", let item = asked[entry.resource],
                case .hostingPassword(let number)? = facts.ledger.open[entry.intent]?.change,
                facts.ledger.rotations.accounts[entry.resource]?.open[number] == nil
            else { return }
            ineligible[entry.resource] = Ineligible(since: row.at, item: item)
        default: break
        }
    }

    /// Rows are dated a little later than what they tell of.
    private static let slack = Duration.minutes(5)

    private func turn(_ account: RotationFacts.Account, _ rules: HostingPasswordPolicy, _ facts: Facts) -> String? {
        let now = facts.now.wall + Self.slack
        if let acceptedAt = account.acceptedAt {
            let isEarly = now < acceptedAt + rules.desired.rotatedWithin * 0.75
            return isEarly ? "three quarters of its time are not over" : nil
        }
        switch rules.desired.firstRotation {
        case .now: return nil
        case .manual: return "its first one is for a person to order"
        case .spread:
            let isEarly = facts.ledger.rotations.firsts.values.contains { now < $0 + .hours(24) }
            return isEarly ? "the first one under its policy is not a day old" : nil
        }
    }

    private func eligibility(_ id: ResourceID, _ facts: Facts) -> [String] {
        guard let ineligible = ineligible[id], let item = facts.hosting.items[id],
            item.name == ineligible.item.name, item.serviceStatus == ineligible.item.serviceStatus,
            item.controlPanel == ineligible.item.controlPanel, item.domains == ineligible.item.domains,
            facts.now.wall + Self.slack < ineligible.since + .hours(30 * 24)
        else { return [] }
        return ["the provider said within the month that it cannot have one"]
    }
}

extension Policy {
    /// What it says of hosting accounts; `nil` where it is about something else.
    fileprivate var password: HostingPasswordPolicy? {
        switch rules {
        case .hostingPassword(let password): password
        case .sshPasswordLogin: nil
        }
    }
}
