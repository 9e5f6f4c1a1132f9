import ReconcileCore

/// The rows of the newest walk through the list of hosting accounts that ended in this life, and of the one under way.
struct HostingFacts {
    private(set) var items: [ResourceID: InventoryItem] = [:]
    private var walk: [ResourceID: InventoryItem] = [:]
    private var begunAt: BootTime?
    /// When the newest complete walk asked for its first page: what it says is no older.
    private(set) var listedSince: BootTime?
    /// The same by the machine's wall clock of then.
    private(set) var listedDate: WallTime?
    /// How often a walk ended, in all lives, and how often `items` changed.
    private(set) var completeLists = 0
    private(set) var turns = 0

    /// How many there are, in the newest walk or the one that is under way.
    var count: Int { max(items.count, walk.count) }

    mutating func beBorn() {
        let (lists, turns) = (completeLists, turns)
        self = HostingFacts()
        (completeLists, self.turns) = (lists, turns + 1)
    }

    mutating func sending(_ request: Request, at now: BootTime) {
        guard case .read(.list(.hostingPassword, nil, let limit)) = request, limit > 1 else { return }
        walk = [:]
        begunAt = now
    }

    mutating func listed(_ reply: Reply, at now: Moment) {
        guard case .page(let page) = reply.outcome else { return }
        turns += 1
        for item in page.items {
            walk[item.id] = item
            items[item.id] = item
        }
        guard page.nextCursor == nil else { return }
        completeLists += 1
        items = walk
        listedSince = begunAt
        listedDate = begunAt.map(now.wall(at:))
    }
}

/// What became of each password, by the rows alone.
struct RotationFacts {
    private(set) var accounts: [ResourceID: Account] = [:]
    /// The escrows that somebody has shown to be able to open.
    private(set) var proven: Set<String> = []
    /// When the first account got its password under each policy that has enforced ever since.
    private(set) var firsts: [String: WallTime] = [:]
    /// What each intent sends, and the date of its row: the outcome's may be the next process's, by a clock set meanwhile.
    private var intents: [IntentID: (version: PasswordVersion, at: WallTime)] = [:]

    struct Account: Hashable {
        var sealed: Set<Int> = []
        var escrowed: Set<Int> = []
        /// Sent, and not known whether it took; when first.
        var open: [Int: WallTime] = [:]
        var refused: Set<Int> = []
        var accepted: [Int] = []
        var acceptedAt: WallTime?
        /// Refused at least once, for whatever reason.
        var turnedAway: Set<Int> = []
        /// A person wants a new one.
        var isWished = false
        /// Those of which a person said that another may replace them, though they may be in force.
        var passedOver: Set<Int> = []

        /// Those whose sealed form may still be needed: the newest two that took, and all that may be in force or sent.
        var needed: Set<Int> {
            let pending = sealed.max().flatMap { accepted.contains($0) || turnedAway.contains($0) ? nil : $0 }
            return Set(accepted.suffix(2)).union(open.keys).union([pending].compactMap { $0 })
        }
    }

    /// True where a person asked for the newest password of an account.
    func isOrdered(_ intent: LedgerEntry.Intent) -> Bool {
        accounts[intent.resource]?.isWished ?? false
    }

    mutating func follow(_ row: LedgerRow) {
        switch row.entry {
        case .passwordSealed(let entry): accounts[entry.resource, default: Account()].sealed.insert(entry.version)
        case .passwordEscrowed(let entry): accounts[entry.resource, default: Account()].escrowed.insert(entry.version)
        case .escrowProven(let entry): proven.insert(entry.target)
        case .enforcing(let entry): firsts = firsts.filter { first in entry.policies.contains { $0.name == first.key } }
        case .rotationRequested(let entry):
            var account = accounts[entry.resource, default: Account()]
            account.isWished = true
            if entry.supersede { account.passedOver.formUnion(account.sealed) }
            accounts[entry.resource] = account
        case .intent(let entry):
            guard case .hostingPassword(let number) = entry.change else { return }
            intents[entry.intent] = (PasswordVersion(account: entry.resource, number: number), row.at)
        case .outcome(let entry):
            guard let intent = intents[entry.intent] else { return }
            settle(intent.version, entry, sentAt: intent.at, at: row.at)
        default: break
        }
    }

    private mutating func settle(
        _ version: PasswordVersion, _ entry: LedgerEntry.IntentOutcome, sentAt: WallTime, at time: WallTime
    ) {
        var account = accounts[version.account, default: Account()]
        switch entry.result {
        case .accepted:
            account.accepted.append(version.number)
            account.acceptedAt = time
            firsts[entry.policy] = firsts[entry.policy] ?? time
            account.open = account.open.filter { $0.key > version.number }
            account.isWished = false
        case .unknown: account.open[version.number] = account.open[version.number] ?? sentAt
        case .refused:
            account.turnedAway.insert(version.number)
            let isOfPassword = ["password_too_weak", "account_not_eligible_cpanel"].contains(entry.code)
            let isFinal = isOfPassword || ![401, 403, 404, 409, 429].contains(entry.status)
            if isFinal, account.open[version.number] == nil { account.refused.insert(version.number) }
        case .withdrawn: break
        }
        accounts[version.account] = account
    }
}

extension Facts {
    /// How the passwords of an account stand, in short.
    func rotation(_ account: ResourceID) -> String {
        let facts = ledger.rotations.accounts[account] ?? RotationFacts.Account()
        return "\(facts.sealed.count) \(facts.escrowed.count) \(facts.open.keys.sorted()) \(facts.accepted)"
    }
}
