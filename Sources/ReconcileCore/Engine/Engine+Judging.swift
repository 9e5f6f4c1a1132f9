/// What follows from what is known of one resource, and when it is looked at next.
extension Engine {
    /// A write rests on a read no older than this.
    package static let freshEnoughToWrite = Duration.seconds(60)

    func decide(_ index: Int, at now: Moment) -> Decision {
        Decision(situation(index, at: now))
    }

    func situation(_ index: Int, at now: Moment) -> Situation {
        let state = resources[index]
        var situation = Situation(item: state.record.item, governance: state.governance, now: now.wall)
        situation.observation = state.record.observation
        situation.age = age(index, at: now)
        situation.isAbsent = state.record.absence != nil
        situation.failure = failureHold(state, at: now)
        situation.waivers = memory.waivers[state.id].map { [$0.waiver] } ?? []
        situation.stops = globalStops(at: now) + ownStops(state, at: now)
        if let until = memory.flaps[state.id]?.heldUntil(at: now.wall) {
            let detail = "Drift came back three times within 24 hours: something else keeps changing it."
            situation.flapping = Hold(.flapping, detail, until: until)
        }
        situation.rationing = rationing(index, at: now)
        situation.waitingFor = waitingForFirstRead(at: now)
        return situation
    }

    func age(_ index: Int, at now: Moment) -> Duration? {
        resources[index].observedAt.map { now.boot - $0 }
    }

    /// True where a write may rest on the newest read.
    func isFreshEnoughToWrite(_ index: Int, at now: Moment) -> Bool {
        guard let observedAt = resources[index].observedAt, observedAt >= bornAt else { return false }
        if let writtenAt = resources[index].writtenAt, observedAt < writtenAt { return false }
        return now.boot - observedAt <= Self.freshEnoughToWrite
    }

    /// False for a resource that is gone: its place is kept, and nothing more is done with it.
    func isKnown(_ index: Int) -> Bool {
        indices[resources[index].id] == index
    }

    private func failureHold(_ state: ResourceState, at now: Moment) -> Hold? {
        if let confirmation = state.confirmation {
            let detail =
                switch confirmation.claimed {
                case .some(true): "The provider says the write took; no read of ours has shown it yet."
                case .some(false): "The provider does not say that the write took; it is read again."
                case .none: "It is not known whether the write took; it is read first."
                }
            return Hold(.unverified, detail)
        }
        let read = state.readFailure.flatMap { $0.until > now.boot ? $0 : nil }
        let write = state.writeFailure.flatMap { $0.until > now.boot ? $0 : nil }
        // Of a resource that was seen, people want to know what holds the write.
        guard let failure = state.record.observation == nil ? read ?? write : write ?? read else { return nil }
        return Hold(failure.reason, failure.detail, code: failure.code, until: now.wall(at: failure.until))
    }

    private func waitingForFirstRead(at now: Moment) -> Hold {
        if let refused = credentials.refused { return Hold(.unauthorized, refused.detail) }
        if let stop = families[.read]?.stopped {
            return Hold(.forbidden, stop.detail, until: now.wall(at: stop.nextProbe))
        }
        if let open = breaker.open { return Hold(.backoff, open.detail, until: now.wall(at: open.nextProbe)) }
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
        if let hold = staleInventory(at: now) { stops.append(hold) }
        if let refused = credentials.refused { stops.append(Hold(.unauthorized, refused.detail)) }
        return stops
    }

    private func staleInventory(at now: Moment) -> Hold? {
        guard let completedAt = inventory.completedAt else {
            return startedAt == nil
                ? nil : Hold(.stale, "The account's lists have not been read yet.", code: "inventory")
        }
        guard now.boot - completedAt > Situation.longestTrusted(every: settings.inventoryEvery) else { return nil }
        return Hold(.stale, "The account's lists were last read too long ago.", code: "inventory")
    }

    /// The holds on writes of one resource or its policies.
    private func ownStops(_ state: ResourceState, at now: Moment) -> [Hold] {
        var scopes = [LedgerMemory.PauseScope.resource(state.id)]
        scopes += state.governance.governor?.matching.map { .policy($0.name) } ?? []
        var stops = scopes.compactMap { pauseHold($0, at: now) }
        if let stop = families[.write]?.stopped, stop.nextProbe > now.boot, probingWrite != state.id {
            stops.append(Hold(.forbidden, stop.detail, until: now.wall(at: stop.nextProbe)))
        }
        return stops
    }

    private func pauseHold(_ scope: LedgerMemory.PauseScope, at now: Moment) -> Hold? {
        guard let pause = memory.pauses[scope], pause.until.map({ $0 > now.wall }) ?? true else { return nil }
        let who = pause.by.name ?? "uid \(pause.by.uid)"
        return Hold(.paused, "\(pause.reason) (\(who))", since: pause.since, until: pause.until)
    }

    // MARK: What comes next

    /// Plans the next step of a resource that has nothing under way.
    mutating func judge(_ index: Int, at now: Moment) {
        guard resources[index].isIdle, isKnown(index) else { return }
        endWaiver(index, at: now)
        if let due = resources[index].confirmation?.due {
            queue.plan(.confirm, for: index, due: due)
            return
        }
        let decision = decide(index, at: now)
        noteHolds(index, decision, at: now)
        freeCanary(index, decision, at: now)
        if let step = nextStep(index, decision, at: now) {
            queue.plan(step.purpose, for: index, due: step.due, isLast: isThisMachine(index))
        } else {
            queue.cancel(index)
        }
    }

    /// Plans anew whatever drifted: something that many of them wait for has changed.
    mutating func judgeDrifted(at now: Moment) {
        for index in resources.indices where memory.drifts[resources[index].id] != nil { judge(index, at: now) }
    }

    private typealias Step = (purpose: RequestClass?, due: BootTime)

    private func nextStep(_ index: Int, _ decision: Decision, at now: Moment) -> Step? {
        let state = resources[index]
        let ends = configuration.mode.patience != nil
        if let absence = state.record.absence { return ends ? nil : probeOfAbsent(state, absence, at: now) }
        guard state.isWorthReading else { return nil }
        // A run that ends asks only guests that run by a list of its own.
        if ends, !(state.isListed || inventory.hasEnded) || families[.read]?.stopped != nil { return nil }
        if let failure = state.readFailure, failure.until > now.boot { return stepAfterRead(failure, state) }
        if let failure = state.writeFailure, failure.until > now.boot {
            return stepAfterWrite(failure, state, decision, at: now)
        }
        guard state.record.observation != nil else { return (.firstLook, now.boot) }
        if decision.allowsWrite, configuration.mode.writes {
            guard !waitsForCanary(index) else { return ends ? nil : (.routine, state.nextLook ?? now.boot) }
            return (isFreshEnoughToWrite(index, at: now) ? .write : .driftedReread, now.boot)
        }
        guard !ends else { return nil }
        let look = state.nextLook ?? now.boot
        let holdEnds = decision.holds.filter { $0.reason != .brake }.compactMap(\.until)
        let ending = (holdEnds + [decision.waiver?.until].compactMap { $0 }).filter { $0 > now.wall }.min()
        if let end = ending.map(now.boot(at:)), end < look { return (nil, end) }
        return (.routine, look)
    }

    private func stepAfterRead(_ failure: ResourceState.Failure, _ state: ResourceState) -> Step? {
        let purpose: RequestClass = state.record.observation == nil ? .firstLook : .routine
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
        _ failure: ResourceState.Failure, _ state: ResourceState, _ decision: Decision, at now: Moment
    ) -> Step? {
        guard state.record.observation != nil else { return (.firstLook, now.boot) }
        switch configuration.mode {
        case .service:
            let look = state.nextLook ?? failure.until
            return look < failure.until ? (.routine, look) : (nil, failure.until)
        case .once, .plan:
            // Worth waiting for only where nothing else holds the write for longer.
            let isHeldLonger = decision.change == nil || decision.holds.contains { !$0.reason.passesSoon }
            return isHeldLonger ? nil : (.driftedReread, failure.until)
        }
    }

    /// Absent from three complete lists over a day: one read settles whether it is gone.
    private func probeOfAbsent(
        _ state: ResourceState, _ absence: ResourceRecord.Absence, at now: Moment
    ) -> Step {
        let settledAt = absence.since + Self.absenceSpan
        guard isSettled(absence, at: now) else {
            return (nil, max(now.boot(at: settledAt), now.boot + settings.inventoryEvery))
        }
        if let failure = state.readFailure, failure.until > now.boot { return (.routine, failure.until) }
        let isAnswered = state.record.observedAt.map { $0 >= settledAt } ?? false
        return (.routine, isAnswered ? now.boot + (state.every ?? Self.absentEvery) : now.boot)
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

    func isThisMachine(_ index: Int) -> Bool {
        guard let address = resources[index].record.item.address.flatMap(IPAddress.init) else { return false }
        return configuration.localAddresses.contains(address)
    }

    private mutating func endWaiver(_ index: Int, at now: Moment) {
        let id = resources[index].id
        guard configuration.mode.writes, let open = memory.waivers[id], open.waiver.until <= now.wall else { return }
        record(.waiverEnded(LedgerEntry.WaiverEnded(resource: id)), at: now)
        notify(.waiverEnded(resources[index].subject))
    }

    /// Keeps since when each hold holds, and says once when a wanted write begins or ceases to be held.
    private mutating func noteHolds(_ index: Int, _ decision: Decision, at now: Moment) {
        var since: [HoldReason: WallTime] = [:]
        for hold in decision.holds {
            since[hold.reason] = resources[index].holdsSince[hold.reason] ?? now.wall
        }
        resources[index].holdsSince = since
        let leading = decision.change == nil ? nil : decision.holds.first { $0.reason.isWorthSaying }
        guard leading?.reason != resources[index].saidHold else { return }
        if let leading {
            notify(.held(resources[index].subject, leading))
        } else if let said = resources[index].saidHold, decision.verdict == .drifted {
            notify(.holdEnded(resources[index].subject, said))
        }
        resources[index].saidHold = leading?.reason
    }
}

extension ResourceState {
    /// Whether asking its guest can tell anything that somebody wants to know.
    fileprivate var isWorthReading: Bool {
        guard record.item.holdOnReading == nil else { return false }
        switch governance {
        case .none, .undetermined: return false
        case .conflict, .governed: return true
        }
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
