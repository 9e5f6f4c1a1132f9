import DequeModule

/// Decides everything: takes events and the time, returns what is to be done. Does nothing itself.
package struct Engine: Sendable {
    let configuration: EngineConfiguration
    var settings: Settings
    var policies: [Policy]
    var memory: LedgerMemory
    var resources: [ResourceState] = []
    /// Until when each of them is steady: it was as wanted when it was last judged, or the brake held it, so that only a
    /// new read, another row in a list, other policies, a person's wish or what eases the brake can change what comes
    /// next, and each of these judges it anew. Apart from the rest of their state, as every list asks it of all of them.
    var steadyUntil: [BootTime?] = []
    var indices: [ResourceID: Int] = [:]
    var newestGovernance = Governance.none
    var queue = WorkQueue()
    var inventory: InventoryWalks
    var pacer: Pacer
    var credentials = Credentials()
    var breaker = Breaker()
    var clock = ClockCheck()
    /// How far the wall clock is from the boot clock: another distance means that somebody set it.
    private var wallAheadOfBoot: Duration?
    var identity = IdentityCheck()
    /// Those that the API ever forbade.
    var families: [RequestFamily: FamilyGate] = [:]
    var jitter: SplitMix64
    var requests: [RequestID: Pending] = [:]
    var lastRequest: UInt64 = 0
    var requestsSent = 0
    /// What others want asked, in the order in which they came.
    var errands: Deque<(id: ErrandID, request: ReadRequest)> = []
    /// Resources whose read would hold a slot for its whole time-out, by their requests.
    var slowRequests: Set<RequestID> = []
    var slowlyParked: [Int] = []
    /// Intents handed out for recording: resource, and how many entries must be durable before it goes on.
    var unrecorded: Deque<(resource: Int, mark: UInt64)> = []
    var entriesHandedOut: UInt64 = 0
    var recordingTrouble: String?
    var noWrites: String?
    /// The first write of a policy text that is not proven yet, by the text's fingerprint.
    var canaries: [String: Int] = [:]
    /// Most policies have none, and what follows from them is not to be looked for with every read.
    var hasWaves: Bool
    /// Policy texts with waves, by their fingerprints.
    var waveTexts: [String: WaveText] = [:]
    /// Those of them whose seats are to be looked over.
    var textsToFill: Set<String> = []
    /// So many resources, from the first on, were looked at once.
    var lookedAt = 0
    /// The one write that may leave although writes are forbidden, to see whether they still are.
    var probingWrite: ResourceID?
    /// Who goes first under each policy that spreads first passwords, by the policy's name.
    var firstTurns: [String: Int] = [:]
    /// Accounts whose versions could not be marked in the escrow as the ledger knows them.
    var unmarked: Set<Int> = []
    /// Drifted rereads under way, and passwords that are being prepared: each may become a write, so the brake counts them.
    var pledges: Set<Int> = []
    /// When the oldest change ceases to count, so that what the brake holds is to be judged again.
    var brakeEasesAt: BootTime?
    var saidStops: [HoldReason: Hold] = [:]
    /// The kinds of which no complete list has shown yet who is new and who is gone.
    var owesListTaken = Set(ResourceKind.allCases)
    /// True until the next complete list has shown which policies match nothing.
    var owesWordOnIdlePolicies = true
    /// The policies of which people were told that something in them matches nothing.
    var saidIdle: Set<String> = []
    /// The policies of which people were told that they are gone.
    var saidVanished: Set<String> = []
    /// Until when the API would take nothing, where people were told of it and not yet of its end.
    var limitedUntil: BootTime?
    /// What was seen before a change after which root got in more easily, by the resource.
    var weakened: [Int: Observation] = [:]
    var matchedCounts: [String: Int] = [:]
    var brakeUse: [String: Int] = [:]
    var oldestCountedChange: WallTime?
    /// When the changes were counted last.
    var changesCountedAt: WallTime
    /// Changes that the ledger counts, of resources that no list has named since.
    var changesElsewhere = 0
    /// A read made before this is an earlier process's: good enough to judge by, never to write on.
    let bornAt: BootTime
    /// How many resources the brake held when they were last judged.
    var brakedCount = 0
    /// True where the brake counts less than when it last held something.
    var hasBrakeEased = false
    var startedAt: BootTime?
    var isStopping = false
    /// Told to stop a second time: writes under way are not waited for, the next start settles them.
    var isForcedToStop = false
    var isFinished = false
    var effects: [Effect] = []

    /// What a request under way is for.
    enum Pending: Sendable {
        case page(ResourceKind)
        case read(Int, RequestClass, sentAt: BootTime)
        case write(Int)
        case probe(Probe)
        case errand(ErrandID)
    }

    enum Probe: Sendable {
        case credentials
        case breaker
    }

    package init(
        _ configuration: EngineConfiguration, policies: [Policy], memory: LedgerMemory, records: [ResourceRecord] = [],
        pacing: PacingRecord? = nil, at now: Moment
    ) {
        self.configuration = configuration
        settings = configuration.settings
        self.policies = policies.sorted { $0.name < $1.name }
        hasWaves = policies.contains { $0.waves != nil }
        self.memory = memory
        var seeds = SplitMix64(seed: configuration.seed)
        let spreads = configuration.mode.patience == nil
        pacer = Pacer(configuration.settings.pacing, spreadsFirstLooks: spreads, seed: seeds.next())
        jitter = SplitMix64(seed: seeds.next())
        inventory = InventoryWalks(Set(policies.map(\.rules.kind)), due: now.boot)
        bornAt = now.boot
        changesCountedAt = now.wall
        if let pacing { pacer.restore(pacing, at: now) }
        limitedUntil = pacer.closed(at: now.boot)
        for record in records { adopt(record, at: now) }
        recount(at: now)
    }

    /// Takes what happened since the step before, and says what is to be done.
    ///
    /// All of it is taken in before anything is sent: what one event forbids, none that came with it lets go.
    package mutating func handle(_ events: [Event], at now: Moment) -> [Effect] {
        effects = []
        effects.reserveCapacity(Self.usualEffects * events.count)
        noticeSetClock(at: now)
        easeBrake(at: now)
        var recording = Recording.none
        for event in events {
            switch event {
            case .started: start(at: now)
            case .woke: break
            case .answered(let id, let reply): answered(id, reply, at: now)
            case .recorded(let count): recording = .done(count)
            case .recordingFailed(let detail): recording = .failed(detail)
            case .reloaded(let policies, let settings): reload(policies, settings, at: now)
            case .noWritesChanged(let text): noWrites = text
            case .tokenReplaced: identity.expectsList()
            case .windowsRenewed(let windows): renew(windows, at: now)
            case .told(let entry): told(entry, at: now)
            case .lookRequested(let ids, let includesLists): lookRequested(ids, includingLists: includesLists, at: now)
            case .errand(let id, let request): errands.append((id, request))
            case .escrow(let version, let answer): escrowAnswered(version, answer, at: now)
            case .stopping:
                isForcedToStop = isStopping
                isStopping = true
            }
        }
        switch recording {
        case .none: break
        case .done(let count): recorded(count, at: now)
        case .failed(let detail): recordingFailed(detail)
        }
        advance(at: now)
        return effects
    }

    package mutating func handle(_ event: Event, at now: Moment) -> [Effect] {
        handle([event], at: now)
    }

    /// The newest word of whoever makes entries durable: what it lets go is looked at last.
    private enum Recording {
        case none
        case done(UInt64)
        case failed(String)
    }

    /// What counts by dates is counted anew when the wall clock was set, and not only with the next list.
    private mutating func noticeSetClock(at now: Moment) {
        // What had ceased to count may count again.
        if now.wall < changesCountedAt { recountChanges(at: now) }
        let distance = Duration.milliseconds(now.wall.millisecondsSince1970) - now.boot.sinceBoot
        defer { wallAheadOfBoot = distance }
        guard let before = wallAheadOfBoot else { return }
        let difference = distance - before
        guard difference > ClockCheck.correction || difference < .zero - ClockCheck.correction else { return }
        clock.moved(by: difference)
        recountChanges(at: now)
        for index in resources.indices { judge(index, at: now) }
    }

    private mutating func start(at now: Moment) {
        startedAt = now.boot
        identity.expectsList()
        if configuration.mode.patience != nil { forgetObservations() }
        if configuration.mode.writes {
            let enforcing = policies.filter { $0.mode == .enforce }
            recordEnforcing(enforcing, at: now)
        }
        if configuration.mode.patience == nil { sayVanishedPolicies() }
        settleInterruptedIntents(at: now)
        if configuration.mode.writes { settleEscrow() }
        for index in resources.indices { judge(index, at: now) }
    }

    mutating func recordEnforcing(_ enforcing: [Policy], at now: Moment) {
        let texts = enforcing.map { LedgerEntry.PolicyText(name: $0.name, fingerprint: $0.source.fingerprint) }
        guard texts != memory.enforcing else { return }
        record(.enforcing(LedgerEntry.Enforcing(policies: texts)), at: now)
    }

    /// A run that ends by itself rests on nothing but its own reads.
    private mutating func forgetObservations() {
        for index in resources.indices {
            resources[index].seenBefore = resources[index].record.observation
            resources[index].record.observation = nil
            resources[index].observedAt = nil
        }
    }

    /// A process that ended in the middle of a write left its outcome open: it may have been carried out.
    private mutating func settleInterruptedIntents(at now: Moment) {
        for intent in memory.openIntents.values.sorted(by: { $0.intent < $1.intent }) {
            record(.outcome(.interrupted(intent)), at: now)
        }
        for index in resources.indices { awaitSettling(index) }
        for (resource, write) in memory.unsettled.sorted(by: { $0.key < $1.key }) {
            guard let index = indices[resource], !write.isGivenUp else { continue }
            awaitConfirmation(of: write, index, at: now)
        }
    }

    /// An answered read brings three things to keep, the next request and the alarm.
    private static let usualEffects = 5

    // MARK: What every step ends with

    private mutating func advance(at now: Moment) {
        refuseErrands()
        guard !isFinished else { return }
        sayStops(at: now)
        var blockedUntil: BootTime?
        repeat {
            for index in queue.mature(at: now.boot) { judge(index, at: now) }
            fillSeats(at: now)
            blockedUntil = isStopping ? nil : dispatch(at: now)
            judgeBraked(at: now)
            // Judging and sending may have planned more that is due already.
        } while hasBrakeEased || hasSeatsToFill || queue.nextDue().map { $0 <= now.boot } ?? false
        if let finish = finish(at: now) {
            isFinished = true
            effects.append(.remember(.pacing(pacer.record(at: now))))
            effects.append(.finish(finish))
            return
        }
        effects.append(.wake(at: nextAlarm(blockedUntil: blockedUntil, at: now.boot)))
    }

    private mutating func nextAlarm(blockedUntil: BootTime?, at now: BootTime) -> BootTime? {
        var alarm: BootTime?
        func ring(at time: BootTime?) {
            if let time, time > now, alarm.map({ time < $0 }) ?? true { alarm = time }
        }
        ring(at: queue.nextDue())
        ring(at: brakeEasesAt)
        ring(at: blockedUntil)
        ring(at: credentials.refused?.nextProbe)
        ring(at: breaker.open?.nextProbe)
        if credentials.refused == nil, breaker.open == nil { ring(at: inventory.due) }
        if let patience = configuration.mode.patience, let startedAt { ring(at: startedAt + patience) }
        return alarm.map { min($0, now + Self.longestSleep) }
    }

    /// Dates that a clock was set away from come later, or sooner, than planned: all is looked over at least this often.
    private static let longestSleep = Duration.hours(24)

    /// Whether a run that ends by itself is at its end.
    private func finish(at now: Moment) -> Finish? {
        let isRecorded = unrecorded.isEmpty || recordingTrouble != nil
        if let refused = credentials.refused, credentials.isHopeless, isRecorded, !hasWriteUnderWay {
            if configuration.mode.patience != nil { return .credentialsRefused(detail: refused.detail) }
            if configuration.tokenIsSnapshot, credentials.outlastsPatience(at: now.boot) {
                return .credentialsRefused(detail: refused.detail)
            }
        }
        if isStopping { return isForcedToStop || (!hasWriteUnderWay && isRecorded) ? .stopped : nil }
        guard let patience = configuration.mode.patience, let startedAt else { return nil }
        if requests.isEmpty, isRecorded, now.boot >= startedAt + patience {
            return inventory.hasAny ? .deadline : .nothingListed(detail: troubleWithLists)
        }
        if let hopeless = hopelessListing { return .nothingListed(detail: hopeless) }
        let isListing = inventory.due.map { $0 <= now.boot } ?? false
        let isIdle =
            requests.isEmpty && isRecorded && queue.count == 0 && slowlyParked.isEmpty && !isPreparing && !isListing
        let isQuiet = credentials.refused == nil && breaker.open == nil
        return isIdle && isQuiet && inventory.unlisted.allSatisfy { hopelessness(of: $0) != nil } ? .settled : nil
    }

    var hasWriteUnderWay: Bool {
        requests.values.contains { pending in
            switch pending {
            case .write: true
            case .page, .read, .probe, .errand: false
            }
        }
    }

    /// Why no list will come, so that a run that ends by itself need not wait for any.
    private var hopelessListing: String? {
        guard !inventory.hasAny else { return nil }
        let reasons = inventory.unlisted.compactMap(hopelessness)
        return reasons.count == inventory.kinds.count ? reasons.first : nil
    }

    /// Why the first list of a kind will hardly come.
    func hopelessness(of walk: InventoryWalk) -> String? {
        if let stop = families[RequestFamily(.list, of: walk.kind)]?.stopped { return stop.detail }
        guard let trouble = walk.trouble else { return nil }
        let isEnough = !configuration.mode.writes && walk.failedTries >= Self.failedListsOfPlan
        return walk.isRejected || isEnough ? trouble : nil
    }

    /// A person waits for a plan, and a quarter of a minute of trying tells.
    private static let failedListsOfPlan = 5

    private var troubleWithLists: String {
        inventory.trouble ?? "The lists were not answered in time."
    }

    // MARK: Small tools of all parts

    mutating func record(_ entry: LedgerEntry, at now: Moment) {
        memory.apply(entry, at: now.wall)
        noteWaves(entry)
        guard configuration.mode.writes, configuration.ledgerDistrust == nil else { return }
        effects.append(.record(entry))
        entriesHandedOut += 1
    }

    mutating func notify(_ notice: Notice) {
        effects.append(.notify(notice))
    }

    mutating func remember(_ index: Int) {
        guard configuration.mode.writes else { return }
        resources[index].record.policy = resources[index].governance.policyName
        effects.append(.remember(.resource(resources[index].record)))
    }
}
