/// What follows from what is known of one resource, and when it is looked at next.
extension Engine {
    func decide(_ index: Int, at now: Moment) -> Decision {
        let situation = situation(index, at: now)
        let decision = Decision(situation)
        // What holds writes need not be looked for where none is wanted.
        guard decision.change != nil else { return decision }
        return Decision(restrained(situation, index, at: now))
    }

    func situation(_ index: Int, at now: Moment) -> Situation {
        let id = resources[index].id
        var situation = Situation(
            item: resources[index].record.item, governance: resources[index].governance, now: now.wall)
        situation.observation = seen(index, at: now)
        situation.age = age(index, at: now)
        situation.isAbsent = resources[index].record.absence != nil
        situation.failure = failureHold(index, at: now)
        if resources[index].kind == .hostingPassword { situation.rotation = memory.rotations[id] }
        if let open = memory.waivers[id] { situation.waivers = [open.waiver] }
        if situation.observation == nil { situation.waitingFor = waitingForFirstRead(index, at: now) }
        return situation
    }

    /// The situation with what only matters to a wanted write.
    func restrained(_ situation: Situation, _ index: Int, at now: Moment) -> Situation {
        var situation = situation
        situation.stops = globalStops(at: now) + ownStops(index, at: now)
        if let until = memory.flaps[resources[index].id]?.heldUntil(at: now.wall) {
            let detail = "Drift came back three times within 24 hours: something else keeps changing it."
            situation.flapping = Hold(.flapping, detail, until: until)
        }
        situation.driftSince = memory.drifts[resources[index].id]?.since
        situation.isOrdered = isOrdered(index, at: now)
        situation.notDue = notDueHold(index, at: now)
        situation.rationing = rationing(index, at: now)
        return situation
    }

    func age(_ index: Int, at now: Moment) -> Duration? {
        resources[index].observedAt.map { now.boot - $0 }
    }

    /// True where a write may rest on the newest read.
    func isFreshEnoughToWrite(_ index: Int, at now: Moment) -> Bool {
        guard let observedAt = resources[index].observedAt, observedAt >= bornAt else { return false }
        let kind = resources[index].kind
        if !kind.isSeenInList, let writtenAt = resources[index].writtenAt, observedAt < writtenAt { return false }
        if let settledAt = settledAt(index, at: now), let seenAt = resources[index].record.observedAt,
            seenAt < settledAt
        {
            return false
        }
        return now.boot - observedAt <= kind.freshEnoughToWrite
    }

    /// True where judging it again would bring nothing new.
    func isSteady(_ index: Int, at now: Moment) -> Bool {
        steadyUntil[index].map { now.boot <= $0 } ?? false
    }

    /// Plans the next look at a steady resource that was just looked at.
    mutating func goesOnSteady(_ index: Int, at now: Moment) {
        steadyUntil[index] = trustedUntil(index)
        let look = resources[index].nextLook ?? now.boot
        queue.plan(.routine, for: index, due: look, isLast: resources[index].isThisMachine)
    }

    private func steadiness(_ index: Int, _ decision: Decision) -> BootTime? {
        let id = resources[index].id
        guard !resources[index].kind.isSeenInList, !isWaitedFor(index) else { return nil }
        let hasWaiver = decision.waiver != nil || memory.waivers[id] != nil
        let hasFailed = resources[index].readFailure != nil || resources[index].writeFailure != nil
        // What a crash kept from the ledger is still to be written down.
        let isSettled: Bool
        switch decision.verdict {
        case .compliant: isSettled = memory.drifts[id] == nil && memory.unsettled[id] == nil
        case .drifted: isSettled = memory.drifts[id] != nil && (resources[index].isBraked || isOnlyWatched(index))
        case .unknown: isSettled = false
        }
        guard isSettled, !hasWaiver, !hasFailed, soakEnds(index) == nil else { return nil }
        return trustedUntil(index)
    }

    /// True where a person waits for a look, and where each list counts how long it is absent: it is never steady.
    private func isWaitedFor(_ index: Int) -> Bool {
        resources[index].askedAt != nil || resources[index].record.absence != nil
    }

    /// True where its policies only observe: no list changes what is said of it.
    private func isOnlyWatched(_ index: Int) -> Bool {
        resources[index].governance.governor?.mode == .observe
    }

    /// How long a verdict stands that rests on the newest read.
    private func trustedUntil(_ index: Int) -> BootTime? {
        guard let observedAt = resources[index].observedAt, let every = resources[index].governance.every else {
            return nil
        }
        return observedAt + Situation.longestTrusted(every: every)
    }

    private func failureHold(_ index: Int, at now: Moment) -> Hold? {
        if resources[index].confirmation != nil {
            let detail =
                switch resources[index].confirmation?.claimed {
                case .some(true): "The provider says the write took; no read of ours has shown it yet."
                case .some(false): "The provider does not say that the write took; it is read again."
                case .none: "It is not known whether the write took; it is read first."
                }
            return Hold(.unverified, detail)
        }
        let read = resources[index].readFailure.flatMap { $0.until > now.boot ? $0 : nil }
        let write = resources[index].writeFailure.flatMap { $0.until > now.boot ? $0 : nil }
        // Of a resource that was seen, people want to know what holds the write.
        let isSeen = resources[index].record.observation != nil
        guard let failure = isSeen ? write ?? read : read ?? write else { return nil }
        return Hold(failure.reason, failure.detail, code: failure.code, until: now.wall(at: failure.until))
    }

    func waitingForFirstRead(_ index: Int, at now: Moment) -> Hold {
        if let refused = credentials.refused { return Hold(.unauthorized, refused.detail) }
        if let stop = stopped(.read, index) {
            return Hold(.forbidden, stop.detail, until: now.wall(at: stop.nextProbe))
        }
        if let open = breaker.open { return open.hold(at: now) }
        if let closed = pacer.closed(at: now.boot) {
            return Hold(.rateLimit, "The API's rate limit holds all requests.", until: now.wall(at: closed))
        }
        if configuration.mode.patience != nil, startedAt != nil {
            return Hold(.rateLimit, "Its turn to be read did not come in time.")
        }
        return Hold(.stale, "It has not been read yet.")
    }

    // MARK: What stops writes

    /// The holds on every write of the process.
    func globalStops(at now: Moment) -> [Hold] {
        var stops: [Hold] = []
        if let noWrites {
            let text = noWrites.isEmpty ? "The file no-writes is there." : noWrites
            stops.append(Hold(.paused, text, code: "no_writes"))
        }
        if let pause = pauseHold(.everything, at: now) { stops.append(pause) }
        if let distrust = configuration.ledgerDistrust { stops.append(Hold(.ledger, distrust, code: "distrusted")) }
        if let selfHold = memory.selfHold {
            let remedy = "`reconciled resume --reason …` lets it write again."
            stops.append(Hold(.ledger, "\(selfHold) \(remedy)", code: "self"))
        }
        if let recordingTrouble {
            let detail = "The ledger cannot be written: \(recordingTrouble). It is tried again by itself."
            stops.append(Hold(.ledger, detail, code: "unwritable"))
        }
        if let hold = identity.hold { stops.append(hold) }
        if let hold = clock.hold(newestRow: memory.newest, at: now.wall) { stops.append(hold) }
        if let refused = credentials.refused { stops.append(Hold(.unauthorized, refused.detail)) }
        return stops
    }

    func staleInventory(of kind: ResourceKind, at now: Moment) -> Hold? {
        guard let completedAt = inventory.completedAt(of: kind) else {
            return startedAt == nil
                ? nil : Hold(.stale, "The account's lists have not been read yet.", code: "inventory")
        }
        guard now.boot - completedAt > Situation.longestTrusted(every: settings.inventoryEvery) else { return nil }
        return Hold(.stale, "The account's lists were last read too long ago.", code: "inventory")
    }

    /// The holds on writes of one resource or its policies.
    private func ownStops(_ index: Int, at now: Moment) -> [Hold] {
        let id = resources[index].id
        var scopes = [LedgerMemory.PauseScope.resource(id)]
        scopes += resources[index].governance.governor?.matching.map { .policy($0.name) } ?? []
        var stops = scopes.compactMap { pauseHold($0, at: now) }
        if let hold = escrowHold(index) { stops.append(hold) }
        if let hold = staleInventory(of: resources[index].kind, at: now) { stops.append(hold) }
        if let stop = stopped(.write, index), stop.nextProbe > now.boot, probingWrite != id {
            stops.append(Hold(.forbidden, stop.detail, until: now.wall(at: stop.nextProbe)))
        }
        return stops
    }

    /// What stops a kind of request for a resource; `nil` where the API allows it.
    func stopped(_ verb: RequestFamily.Verb, _ index: Int) -> FamilyGate.Stop? {
        families.isEmpty ? nil : families[RequestFamily(verb, of: resources[index].kind)]?.stopped
    }

    func isForbidden(_ verb: RequestFamily.Verb, _ index: Int) -> Bool {
        stopped(verb, index) != nil
    }

    private func pauseHold(_ scope: LedgerMemory.PauseScope, at now: Moment) -> Hold? {
        guard let pause = memory.pauses[scope], pause.until.map({ $0 > now.wall }) ?? true else { return nil }
        let who = pause.by.name ?? "uid \(pause.by.uid)"
        return Hold(.paused, "\(pause.reason) (\(who))", since: pause.since, until: pause.until)
    }

    // MARK: What comes next

    /// Plans the next step of a resource that has nothing under way.
    ///
    /// - Parameter decided: the decision, where it was made just now and nothing has changed since.
    /// - Returns: what is planned, where it is a request.
    @discardableResult
    mutating func judge(_ index: Int, decided: Decision? = nil, at now: Moment) -> RequestClass? {
        guard resources[index].activity.isIdle, !resources[index].isGone else { return nil }
        if let only = configuration.only, only != resources[index].id { return nil }
        endWaiver(index, at: now)
        if let confirmation = resources[index].confirmation {
            queue.plan(.confirm, for: index, due: confirmation.due)
            return .confirm
        }
        let isSeenInList = resources[index].kind.isSeenInList
        if isSeenInList { lookAtListed(index, at: now) }
        let decision = decided ?? decideAnew(index, at: now)
        if isSeenInList, decision.allowsWrite, !isFreshEnoughToWrite(index, at: now) {
            listAtOnce(resources[index].kind, at: now)
        }
        noteHolds(index, decision, at: now)
        steadyUntil[index] = steadiness(index, decision)
        freeCanary(index, decision, at: now)
        seekSeat(index, decision)
        if decision.verdict == .unknown { noteSoak(index, decision, at: now) }
        guard let step = nextStep(index, decision, at: now) else {
            queue.cancel(index)
            return nil
        }
        // Of one that is seen in its list, only another row there brings news before its next date.
        if isSeenInList, step.purpose == nil, !decision.allowsWrite, !isWaitedFor(index) {
            steadyUntil[index] = step.due
        }
        queue.plan(step.purpose, for: index, due: step.due, isLast: resources[index].isThisMachine)
        return step.purpose
    }

    /// Decides, and writes down drift that began without a read, as where an exception ended: what people let go, and what
    /// evidence says, rests on its row.
    private mutating func decideAnew(_ index: Int, at now: Moment) -> Decision {
        let decision = decide(index, at: now)
        guard decision.verdict == .drifted, memory.drifts[resources[index].id] == nil,
            !resources[index].kind.isSeenInList, resources[index].observedAt.map({ $0 >= bornAt }) ?? false
        else { return decision }
        trackDrift(index, cause: .policy, at: now)
        return decide(index, at: now)
    }

    /// Plans anew whatever drifted: something that many of them wait for has changed.
    mutating func judgeDrifted(at now: Moment) {
        for index in memory.drifts.keys.compactMap({ indices[$0] }).sorted() { judge(index, at: now) }
    }

    private typealias Step = (purpose: RequestClass?, due: BootTime)

    private func nextStep(_ index: Int, _ decision: Decision, at now: Moment) -> Step? {
        let ends = configuration.mode.patience != nil
        if let absence = resources[index].record.absence { return ends ? nil : probeOfAbsent(index, absence, at: now) }
        // Any other verdict rests on a read.
        if decision.verdict == .unknown, !isWorthReading(index) { return nil }
        // A run that ends asks only guests that run by a list of its own.
        if ends, !isNamedOrWalked(index) || isForbidden(.read, index) { return nil }
        if resources[index].askedAt != nil, !(decision.allowsWrite && isFreshEnoughToWrite(index, at: now)) {
            return (.now, now.boot)
        }
        if let failure = resources[index].readFailure, failure.until > now.boot { return stepAfterRead(failure, index) }
        if let failure = resources[index].writeFailure, failure.until > now.boot {
            return stepAfterWrite(failure, index, decision, at: now)
        }
        guard resources[index].record.observation != nil else { return (.firstLook, now.boot) }
        if resources[index].kind.isSeenInList { return stepOfListed(index, decision, at: now) }
        let look = resources[index].nextLook ?? now.boot
        if decision.allowsWrite, configuration.mode.writes {
            guard !waitsForCanary(index) else { return ends ? nil : (.routine, look) }
            if !ends, let turn = turn(index, at: now) { return (nil, turn) }
            return (isFreshEnoughToWrite(index, at: now) ? .write : .driftedReread, now.boot)
        }
        guard !ends else { return nil }
        if let end = nextEnding(of: decision, at: now), end < look { return (nil, end) }
        return (.routine, look)
    }

    /// When the first of the holds, or the waiver, ends by itself.
    private func nextEnding(of decision: Decision, at now: Moment) -> BootTime? {
        if decision.holds.isEmpty, decision.waiver == nil { return nil }
        let holdEnds = decision.holds.filter { $0.reason != .brake }.compactMap(\.until)
        let ending = (holdEnds + [decision.waiver?.until].compactMap { $0 }).filter { $0 > now.wall }.min()
        return ending.map(now.boot(at:))
    }

    /// The next step of a resource that is seen in its list: nothing is read but what the list leaves out.
    private func stepOfListed(_ index: Int, _ decision: Decision, at now: Moment) -> Step? {
        let ends = configuration.mode.patience != nil
        let look = resources[index].nextLook ?? now.boot
        if decision.allowsWrite, configuration.mode.writes {
            guard !waitsForCanary(index) else { return ends ? nil : (nil, look) }
            if !ends, let turn = turn(index, at: now) { return (nil, turn) }
            return isFreshEnoughToWrite(index, at: now) ? (.write, now.boot) : ends ? nil : (nil, look)
        }
        guard !ends else { return nil }
        if let asking = accountIsAskedAgain(index, at: now), asking <= look { return (.routine, asking) }
        let due = decision.verdict == .compliant ? dueAt(index, at: now).map(now.boot(at:)) : nil
        let dates = [look, due, nextEnding(of: decision, at: now)].compactMap { $0 }
        return (nil, dates.min() ?? look)
    }

    /// When an account is asked again whose row in the list does not say which control panel it has.
    private func accountIsAskedAgain(_ index: Int, at now: Moment) -> BootTime? {
        guard case .hostingPassword(let seen)? = resources[index].record.observation, let askedAt = seen.askedAt else {
            return nil
        }
        return now.boot(at: askedAt + Self.askAccountsEvery)
    }

    private static let askAccountsEvery = Duration.hours(24)

    /// True where a list of this process's own has named it, or has ended without naming it.
    private func isNamedOrWalked(_ index: Int) -> Bool {
        resources[index].isListed || inventory[resources[index].kind]?.hasEnded ?? false
    }

    /// Whether asking its guest can tell anything that somebody wants to know.
    func isWorthReading(_ index: Int) -> Bool {
        switch resources[index].governance {
        case .none, .undetermined: false
        case .conflict, .governed: resources[index].record.item.holdOnReading == nil
        }
    }

    private func stepAfterRead(_ failure: ResourceState.Failure, _ index: Int) -> Step? {
        let purpose: RequestClass = resources[index].record.observation == nil ? .firstLook : .routine
        switch configuration.mode {
        case .service:
            return (purpose, failure.until)
        case .once:
            return failure.reason.passesSoon ? (purpose, failure.until) : nil
        case .plan:
            // Looking three times is enough to say that it cannot be read.
            return failure.count < 3 && failure.reason.passesSoon ? (purpose, failure.until) : nil
        }
    }

    /// Looking goes on while a write waits for its next try.
    private func stepAfterWrite(
        _ failure: ResourceState.Failure, _ index: Int, _ decision: Decision, at now: Moment
    ) -> Step? {
        guard resources[index].record.observation != nil else { return (.firstLook, now.boot) }
        switch configuration.mode {
        case .service:
            let look = resources[index].nextLook ?? failure.until
            return look < failure.until ? (.routine, look) : (nil, failure.until)
        case .once, .plan:
            // Worth waiting for only where nothing else holds the write for longer.
            // A turn in the waves is only asked for once the backoff is over.
            let isHeldLonger =
                decision.change == nil || decision.holds.contains { !$0.reason.passesSoon && $0.code != Hold.turn }
            return isHeldLonger ? nil : (.driftedReread, failure.until)
        }
    }

    /// Absent from three complete lists over a day: one read settles whether it is gone.
    private func probeOfAbsent(
        _ index: Int, _ absence: ResourceRecord.Absence, at now: Moment
    ) -> Step {
        let state = resources[index]
        let settledAt = absence.since + Self.absenceSpan
        guard isSettled(absence, at: now) else {
            return (nil, max(now.boot(at: settledAt), now.boot + settings.inventoryEvery))
        }
        if let failure = state.readFailure, failure.until > now.boot { return (.routine, failure.until) }
        // From its newest answer on, not from now: each list has it judged again.
        guard let answeredAt = state.record.observedAt, answeredAt >= settledAt else { return (.routine, now.boot) }
        let every = state.governance.every ?? Self.absentEvery
        return (.routine, min(max(now.boot(at: answeredAt + every), now.boot), now.boot + every))
    }

    /// True once a resource is absent for so long that one more answer, 404, means that it is gone.
    func isSettled(_ absence: ResourceRecord.Absence, at now: Moment) -> Bool {
        absence.lists >= Self.absenceLists && now.wall >= absence.since + Self.absenceSpan
    }

    /// Never judged gone before this.
    private static let absenceLists = 3
    private static let absenceSpan = Duration.hours(24)
    /// How often one is asked for again that is in no list and yet answers, where no policy says how often.
    private static let absentEvery = Duration.hours(6)

    func isThisMachine(_ item: InventoryItem) -> Bool {
        item.address.flatMap(IPAddress.init).map(configuration.localAddresses.contains) ?? false
    }

    private mutating func endWaiver(_ index: Int, at now: Moment) {
        let id = resources[index].id
        guard configuration.mode.writes, let open = memory.waivers[id], open.waiver.until <= now.wall else { return }
        record(.waiverEnded(LedgerEntry.WaiverEnded(resource: id)), at: now)
        notify(.waiverEnded(resources[index].subject))
    }

    /// Says once when a wanted write begins or ceases to be held.
    private mutating func noteHolds(_ index: Int, _ decision: Decision, at now: Moment) {
        keepHolds(index, decision, at: now)
        let isBraked = decision.holds.contains { $0.reason == .brake }
        if isBraked != resources[index].isBraked { brakedCount += isBraked ? 1 : -1 }
        resources[index].isBraked = isBraked
        let leading = decision.change == nil ? nil : decision.holds.first { $0.isWorthSaying }
        guard leading?.reason != resources[index].saidHold else { return }
        if let leading {
            notify(.held(resources[index].subject, leading))
        } else if let said = resources[index].saidHold, decision.verdict == .drifted {
            notify(.holdEnded(resources[index].subject, said))
        }
        resources[index].saidHold = leading?.reason
    }

    /// Keeps since when each hold holds, across restarts too.
    private mutating func keepHolds(_ index: Int, _ decision: Decision, at now: Moment) {
        let record = resources[index].record
        var held: [ResourceRecord.Held] = []
        for hold in decision.holds where !held.contains(where: { $0.reason == hold.reason }) {
            held.append(ResourceRecord.Held(hold.reason, since: record.heldSince(hold.reason) ?? now.wall))
        }
        // What an earlier process noted is not over only because this one has not looked yet.
        if record.observation == nil, record.item.holdOnReading == nil {
            held += (record.held ?? []).filter { before in !held.contains { $0.reason == before.reason } }
        }
        guard held != record.held ?? [] else { return }
        resources[index].record.held = held.isEmpty ? nil : held
        remember(index)
    }
}

extension Hold {
    /// False too for what is only a matter of order, or of waiting a little.
    fileprivate var isWorthSaying: Bool {
        reason.isWorthSaying && code != Self.settling && code != Self.turn
    }
}

extension HoldReason {
    /// False for what the journal says for the whole fleet, what a person set up, and what passes in a moment.
    fileprivate var isWorthSaying: Bool {
        switch self {
        case .gate, .sshKeys, .window, .wave, .brake, .rejected, .forbidden, .flapping, .escrow: true
        case .observeMode, .notRunning, .notActive, .unknownState, .stale, .paused, .waived, .policyConflict, .backoff,
            .rateLimit, .unverified, .unauthorized, .missing, .notEligible, .notDue, .clock, .identity, .ledger:
            false
        }
    }
}
