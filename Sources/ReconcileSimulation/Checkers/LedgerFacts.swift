import ReconcileCore

/// What the rows of the ledger add up to, folded apart from the core's own fold.
struct LedgerFacts {
    var count = 0
    var newest: WallTime?
    var open: [IntentID: LedgerEntry.Intent] = [:]
    var settled: Set<IntentID> = []
    /// How often each intent was settled; more than once is broken.
    var outcomes: [IntentID: Int] = [:]
    /// The VPS that were ever listed and are not gone.
    var known: Set<ResourceID> = []
    var driftSince: [ResourceID: WallTime] = [:]
    var waivers: [ResourceID: WaiverFacts] = [:]
    var pauses: [LedgerMemory.PauseScope: WallTime?] = [:]
    /// The rows that tell of open drift, and of the newest release of each policy, by their place: dates may be equal.
    private var driftRows: [ResourceID: Int] = [:]
    private var releaseRows: [String: Int] = [:]
    /// Texts that a confirmed write, or a person, has proved.
    var proven: Set<String> = []
    var texts: [String: String] = [:]
    /// Intents that may have taken effect and cost the brake.
    var changes: [IntentID: Change] = [:]
    /// The newest intents that may have taken effect and that no read has shown yet.
    var unsettled: [ResourceID: LedgerEntry.Intent] = [:]
    /// What became of each password of a hosting account.
    private(set) var rotations = RotationFacts()
    /// Drift that came back after a confirmed write, by the rows' dates.
    var returns: [ResourceID: [WallTime]] = [:]
    private var repaired: Set<ResourceID> = []

    /// One change that the brake counts: when its row was written by the world's time, and by the machine's date.
    struct Change {
        var resource: ResourceID
        var at: BootTime
        var date: WallTime
    }

    mutating func follow(_ row: LedgerRow, world: BootTime) {
        count += 1
        newest = max(newest ?? row.at, row.at)
        switch row.entry {
        case .known(let entry): if entry.kind == .sshPasswordLogin { known.formUnion(entry.resources) }
        case .gone(let entry): forget(entry.resource)
        case .enforcing(let entry):
            for text in entry.policies { texts[text.name] = text.fingerprint }
            rotations.follow(row)
        case .drift(let entry): drift(entry, at: row.at)
        case .driftEnded(let entry): driftSince[entry.resource] = nil
        case .intent(let entry):
            intend(entry, world, at: row.at)
            rotations.follow(row)
        case .outcome(let entry):
            settle(entry)
            rotations.follow(row)
        case .confirmed(let entry): confirm(entry)
        case .unconfirmed, .soaked: break
        case .paused(let entry):
            pauses[.init(policy: entry.policy, resource: entry.resource)] = .some(entry.until)
        case .resumed(let entry): resume(entry)
        case .waived(let entry):
            let longest = entry.enabled == true ? Waiver.longestOpen : Waiver.longest
            waivers[entry.resource] = WaiverFacts(until: min(entry.until, row.at + longest), enabled: entry.enabled)
        case .waiverEnded(let entry): waivers[entry.resource] = nil
        case .released(let entry): release(entry.policy)
        case .passwordSealed, .passwordEscrowed, .rotationRequested, .escrowProven: rotations.follow(row)
        case .escrowChallenged, .started, .stopped, .chainAccepted, .invariantBroken: break
        }
    }

    private mutating func forget(_ id: ResourceID) {
        known.remove(id)
        driftSince[id] = nil
        unsettled[id] = nil
        returns[id] = nil
        repaired.remove(id)
    }

    private mutating func drift(_ entry: LedgerEntry.Drift, at date: WallTime) {
        driftSince[entry.resource] = date
        driftRows[entry.resource] = count
        if entry.cause != .policy, entry.cause != .age, repaired.remove(entry.resource) != nil {
            returns[entry.resource] = Array((returns[entry.resource, default: []] + [date]).suffix(3))
        }
    }

    private mutating func intend(_ entry: LedgerEntry.Intent, _ world: BootTime, at date: WallTime) {
        open[entry.intent] = entry
        if !entry.underWaiver { changes[entry.intent] = Change(resource: entry.resource, at: world, date: date) }
    }

    private mutating func settle(_ entry: LedgerEntry.IntentOutcome) {
        outcomes[entry.intent, default: 0] += 1
        guard let intent = open.removeValue(forKey: entry.intent) else { return }
        switch entry.result {
        case .accepted, .unknown: unsettled[entry.resource] = intent
        case .refused, .withdrawn: changes[entry.intent] = nil
        }
    }

    private mutating func confirm(_ entry: LedgerEntry.Confirmed) {
        let intent = unsettled.removeValue(forKey: entry.resource)
        repaired.insert(entry.resource)
        if intent?.underWaiver != true { proven.insert(entry.fingerprint) }
    }

    private mutating func resume(_ entry: LedgerEntry.Resumed) {
        pauses[.init(policy: entry.policy, resource: entry.resource)] = nil
        if entry.identity { known = [] }
    }

    private mutating func release(_ policy: String) {
        releaseRows[policy] = count
        guard let text = texts[policy] else { return }
        proven.insert(text)
        // Also what several texts govern together.
        for intent in Array(unsettled.values) + Array(open.values)
        where intent.fingerprint.split(separator: "+").contains(Substring(text)) {
            proven.insert(intent.fingerprint)
        }
    }

    /// True where a person let the policy's held work proceed while the resource's drift was open.
    func isReleased(_ policy: String, _ id: ResourceID) -> Bool {
        guard driftSince[id] != nil, let seen = driftRows[id], let released = releaseRows[policy] else { return false }
        return seen < released
    }

    /// A row is made durable up to two minutes after its event, from whose time on the brake counts, and the clocks by
    /// which it was dated and is judged may each be five minutes off before writes are held.
    static let daySlack = Duration.minutes(12)

    /// The different resources changed within the 24 hours before, by the world's clock, that an intent had to count.
    func changed(before world: BootTime, precedingIntent own: IntentID) -> Set<ResourceID> {
        let counted = changes.filter { $0.key < own && world - $0.value.at < .hours(24) - Self.daySlack }
        return Set(counted.values.map(\.resource))
    }

    /// The resources that the brake may count, by whichever clock it is generous.
    func countable(at world: BootTime, _ date: WallTime) -> Set<ResourceID> {
        let day = Duration.hours(24) + Self.daySlack
        return Set(changes.values.filter { world - $0.at < day || date - $0.date < day }.map(\.resource))
    }

    /// The resources that it must count by every clock: to change one of them again costs nothing.
    func counted(at world: BootTime, _ date: WallTime) -> Set<ResourceID> {
        let day = Duration.hours(24) - Self.daySlack
        let ages = changes.values.filter { world - $0.at < day && date - $0.date < day && $0.date <= date }
        return Set(ages.map(\.resource))
    }

    /// Until when drift that came back too often forbids writes.
    func flapsUntil(_ id: ResourceID) -> WallTime? {
        guard let dates = returns[id], dates.count == 3, dates[2] - dates[0] <= .hours(24) else { return nil }
        return dates[2] + .hours(24)
    }
}
