/// What the lists say: who is there, who is new, who is another machine now, who is gone.
extension Engine {
    /// Takes up a resource that an earlier process knew, or that is listed for the first time.
    mutating func adopt(_ record: ResourceRecord, at now: Moment) {
        let index = resources.count
        var state = ResourceState(record: record, governance: governance(of: record.item))
        state.isThisMachine = isThisMachine(record.item)
        // A date to come is a clock's that was set since.
        state.record.held = record.held?.filter { $0.since <= now.wall }
        if let observedAt = record.observedAt, observedAt <= now.wall {
            state.observedAt = now.boot - (now.wall - observedAt)
            let then = Moment(boot: state.observedAt ?? now.boot, wall: observedAt)
            state.nextLook = state.governance.nextLook(at: state.id, after: then)
        } else {
            state.record.observation = nil
            state.record.observedAt = nil
        }
        indices[state.id] = index
        resources.append(state)
        steadyUntil.append(nil)
        looksAfterSoak(index, at: now)
        if let write = memory.unsettled[record.item.id], configuration.mode.writes, !write.isGivenUp {
            awaitConfirmation(of: write, index, at: now)
        }
        takeUpFailure(index, at: now)
        awaitSettling(index)
    }

    mutating func listAnswered(_ kind: ResourceKind, _ reply: Reply, at now: Moment) {
        switch reply.outcome {
        case .page(let page):
            allow(.list, of: kind, at: now)
            pageTurned(kind, page, at: now)
        case .refused(let problem) where problem.status == 429 || problem.status == 401:
            inventory.change(kind) { $0.postponed(at: now.boot) }
        case .refused(let problem):
            listRefused(kind, problem, requestID: reply.requestID, at: now)
        case .malformed(let detail):
            listFailed(kind, detail, at: now)
        case .lost(let loss):
            listFailed(kind, loss.detail, at: now)
        case .unsent(let detail):
            listFailed(kind, detail, at: now)
        case .observed, .written, .rotated:
            preconditionFailure("\(#function): the answer to a list is a page")
        }
    }

    private mutating func pageTurned(_ kind: ResourceKind, _ page: InventoryPage, at now: Moment) {
        let wasInTrouble = inventory.trouble != nil
        if inventory.change(kind, { $0.took(page) }) == false { meet(page.items, of: kind, at: now) }
        let wasStale = staleInventory(of: kind, at: now) != nil
        let every = settings.inventoryEvery
        var jitter = jitter
        let turned = inventory.change(kind) { $0.turned(page, every: every, using: &jitter, at: now.boot) }
        self.jitter = jitter
        switch (wasInTrouble, inventory.trouble) {
        case (true, nil): notify(.canListAgain)
        case (false, .some(let detail)): notify(.cannotList(detail: detail))
        case (true, .some), (false, nil): break
        }
        guard let result = turned.flatMap({ $0 }) else { return }
        take(result, of: kind, at: now)
        if result.isComplete { sawList(of: kind, at: now) }
        // A stale list held every write; else what is steady need not be judged for a list that changed nothing.
        for index in resources.indices
        where (wasStale || !isSteady(index, at: now)) && resources[index].kind == kind {
            judge(index, at: now)
        }
    }

    private mutating func listRefused(_ kind: ResourceKind, _ problem: Problem, requestID: String?, at now: Moment) {
        let detail = problem.sentence(
            for: "the list of \(kind.noun)s", of: RequestFamily(.list, of: kind), requestID: requestID)
        if problem.status == 403, problem.isFromAPI {
            forbid(.list, of: kind, detail, atOnce: true, at: now)
            inventory.change(kind) { $0.postponed(at: now.boot) }
        } else {
            let isCursor = problem.code == "invalid_cursor"
            listFailed(kind, detail, restarting: isCursor, rejected: problem.isRejection && !isCursor, at: now)
        }
    }

    private mutating func listFailed(
        _ kind: ResourceKind, _ detail: String, restarting: Bool = false, rejected: Bool = false, at now: Moment
    ) {
        if inventory.trouble == nil { notify(.cannotList(detail: detail)) }
        var jitter = jitter
        inventory.change(kind) {
            $0.failed(detail, restarting: restarting, using: &jitter, rejected: rejected, at: now.boot)
        }
        self.jitter = jitter
    }

    /// Takes up what one page names: it can be read while the next page is on its way.
    private mutating func meet(_ items: [InventoryItem], of kind: ResourceKind, at now: Moment) {
        for item in items {
            let index = indices[item.id] ?? resources.count
            if index < resources.count {
                // An id belongs to one kind for ever; a list that says otherwise is not believed.
                guard resources[index].kind == kind else { continue }
                update(index, to: item, at: now)
            } else {
                adopt(ResourceRecord(item: item), at: now)
                remember(index)
            }
            resources[index].isListed = true
            if !isSteady(index, at: now) { judge(index, at: now) }
        }
    }

    /// Draws from a whole list what no single page can say.
    private mutating func take(_ result: InventoryWalk.Result, of kind: ResourceKind, at now: Moment) {
        if result.isUnchanged, !owesListTaken.contains(kind), !identity.isExpected(kind), identity.hold == nil {
            // None that is absent is steady.
            for index in resources.indices
            where steadyUntil[index] == nil && resources[index].record.absence != nil && !resources[index].isGone
                && resources[index].kind == kind
            {
                miss(index, at: now)
            }
        } else {
            takeChanges(result, of: kind, at: now)
        }
    }

    private mutating func takeChanges(_ result: InventoryWalk.Result, of kind: ResourceKind, at now: Moment) {
        let listed = Set(result.ids)
        let known = memory.known[kind] ?? []
        // Rows that cannot be read count as missing here: whose account it is must not be guessed.
        let wasHeld = identity.hold != nil
        if result.isComplete { identity.compare(kind, listed: listed, known: known) }
        if wasHeld, identity.hold == nil { listOwed(besides: kind, at: now) }
        if result.isComplete, identity.hold == nil {
            if result.provesAbsence { owesListTaken.remove(kind) } else { owesListTaken.insert(kind) }
            welcome(
                result.ids.filter { indices[$0].map { resources[$0].kind } == kind && !known.contains($0) }, kind,
                at: now)
            for index in resources.indices
            where result.provesAbsence && !resources[index].isGone && resources[index].kind == kind
                && !listed.contains(resources[index].id)
            {
                miss(index, at: now)
            }
        } else {
            owesListTaken.insert(kind)
        }
        recount(at: now)
        textsToFill.formUnion(waveTexts.keys)
        if inventory.completedAt != nil { sayIdlePolicies(at: now) }
    }

    /// The lists of other kinds that came while one was another account's were not taken up: nothing is written by them.
    private mutating func listOwed(besides kind: ResourceKind, at now: Moment) {
        for other in inventory.kinds where other != kind && owesListTaken.contains(other) {
            inventory.change(other) { $0.owes(at: now.boot) }
        }
    }

    /// What matches nothing is said once, what matches again as soon as a list shows it.
    private mutating func sayIdlePolicies(at now: Moment) {
        guard owesWordOnIdlePolicies || !saidIdle.isEmpty else { return }
        let words = idlePolicies(at: now)
        let idle = Set(words.map(\.policy))
        if owesWordOnIdlePolicies {
            for word in words { notify(.matchesNothing(policy: word.policy, detail: word.detail)) }
        }
        for policy in policies where saidIdle.contains(policy.name) && !idle.contains(policy.name) {
            notify(.matchesAgain(policy: policy.name))
        }
        saidIdle = owesWordOnIdlePolicies ? idle : saidIdle.intersection(idle)
        owesWordOnIdlePolicies = false
    }

    /// Says which policies enforced before and are in force no more, and which of those are back.
    mutating func sayVanishedPolicies() {
        let vanished = vanishedPolicies
        for name in saidVanished.subtracting(vanished).sorted() { notify(.policyReturned(policy: name)) }
        for name in vanished { notify(.policyVanished(policy: name)) }
        saidVanished = Set(vanished)
    }

    /// A policy, an id or a waiver that matches nothing is more often a slip than a wish.
    func idlePolicies(at now: Moment) -> [(policy: String, detail: String)] {
        let items = resources.filter { $0.record.absence == nil }.map(\.record.item)
        var words: [(policy: String, detail: String)] = []
        for policy in policies {
            if matchedCounts[policy.name] == nil, !items.contains(where: { policy.match.answer(for: $0) == .yes }) {
                words.append((policy.name, "It matches no \(policy.rules.kind.noun)."))
            } else if case .conditions(let conditions) = policy.match, let ids = conditions.ids {
                words += ids.sorted().filter { indices[$0] == nil }
                    .map { (policy.name, "It names '\($0)', which is not listed.") }
            }
            for waiver in policy.waivers where waiver.until > now.wall {
                guard !items.contains(where: { waiver.match.answer(for: $0) == .yes }) else { continue }
                words.append(
                    (policy.name, "Its waiver until \(waiver.until.rfc3339) matches no \(policy.rules.kind.noun)."))
            }
        }
        return words
    }

    private mutating func welcome(_ new: [ResourceID], _ kind: ResourceKind, at now: Moment) {
        guard let first = new.first.flatMap({ indices[$0] }) else { return }
        let isFirstList = memory.known[kind]?.isEmpty ?? true
        record(.known(LedgerEntry.Known(kind: kind, resources: new)), at: now)
        if !isFirstList { notify(.appeared(count: new.count, first: resources[first].subject)) }
    }

    private mutating func update(_ index: Int, to item: InventoryItem, at now: Moment) {
        let old = resources[index].record.item
        if resources[index].record.absence != nil {
            resources[index].record.absence = nil
            steadyUntil[index] = nil
            remember(index)
        }
        guard old != item else { return }
        steadyUntil[index] = nil
        resources[index].record.item = item
        resources[index].isThisMachine = isThisMachine(item)
        let governed = governance(of: item)
        let isGovernedAnew = governed != resources[index].governance
        resources[index].governance = governed
        if item.isAnotherMachine(than: old) {
            beginNewLife(index, at: now)
        } else if item.serviceStatus != old.serviceStatus || item.powerState != old.powerState {
            // What refused a write or a read may be over.
            resources[index].readFailure = nil
            resources[index].writeFailure = nil
            resources[index].nextLook = now.boot
        }
        if isGovernedAnew { trackDrift(index, cause: .policy, at: now) }
        remember(index)
    }

    private mutating func beginNewLife(_ index: Int, at now: Moment) {
        let id = resources[index].id
        if memory.drifts[id] != nil {
            record(.driftEnded(.init(resource: id, policy: nil, reason: .replaced)), at: now)
            if !resources[index].kind.isSeenInList { notify(.driftDropped(resources[index].subject, isReplaced: true)) }
        }
        record(.gone(LedgerEntry.Gone(resource: id)), at: now)
        record(.known(LedgerEntry.Known(kind: resources[index].kind, resources: [id])), at: now)
        resources[index].record = ResourceRecord(item: resources[index].record.item)
        resources[index].observedAt = nil
        resources[index].readFailure = nil
        resources[index].writeFailure = nil
        resources[index].confirmation = nil
        resources[index].nextLook = nil
    }

    private mutating func miss(_ index: Int, at now: Moment) {
        var absence = resources[index].record.absence ?? ResourceRecord.Absence(since: now.wall, lists: 0)
        // The number may come from a file that nothing seals.
        absence.lists = min(absence.lists, .max - 1) + 1
        resources[index].record.absence = absence
        steadyUntil[index] = nil
        remember(index)
    }

    /// A resource absent for long was asked for and is not found.
    mutating func retire(_ index: Int, at now: Moment) {
        let id = resources[index].id
        if memory.drifts[id] != nil {
            record(.driftEnded(.init(resource: id, policy: nil, reason: .replaced)), at: now)
        }
        record(.gone(LedgerEntry.Gone(resource: id)), at: now)
        notify(.gone(resources[index].subject))
        weakened[index] = nil
        effects.append(.remember(.forget(id)))
        resources[index].governance = .none
        resources[index].confirmation = nil
        resources[index].isGone = true
        indices[id] = nil
        queue.cancel(index)
    }

    // MARK: Policies

    /// Which policies decide about an item. Most of a fleet is governed alike, and shares one box in memory.
    mutating func governance(of item: InventoryItem) -> Governance {
        let governance = Governance(of: item, by: policies)
        if governance != newestGovernance { newestGovernance = governance }
        return newestGovernance
    }

    mutating func reload(_ policies: [Policy], _ settings: Settings, at now: Moment) {
        self.policies = policies.sorted { $0.name < $1.name }
        hasWaves = policies.contains { $0.waves != nil }
        self.settings = settings
        inventory.cover(Set(self.policies.map(\.rules.kind)), due: now.boot)
        pacer.apply(settings.pacing, at: now.boot)
        identity.expectsList()
        owesWordOnIdlePolicies = true
        waveTexts = [:]
        recordEnforcing(self.policies.filter { $0.mode == .enforce }, at: now)
        sayVanishedPolicies()
        for index in resources.indices where !resources[index].isGone {
            resources[index].governance = governance(of: resources[index].record.item)
            steadyUntil[index] = nil
            resources[index].nextLook = resources[index].governance.nextLook(at: resources[index].id, after: now)
            looksAfterSoak(index, at: now)
            trackDrift(index, cause: .policy, at: now)
            remember(index)
        }
        recount(at: now)
        for index in resources.indices { judge(index, at: now) }
    }
}

extension Governance {
    var every: Duration? {
        switch self {
        case .none, .undetermined: nil
        case .conflict(let policies): policies.map(\.every).min()
        case .governed(let governor): governor.every
        }
    }

    /// When a steady resource is looked at next: at a phase of its own, so that the fleet spreads over the period.
    func nextLook(at id: ResourceID, after now: Moment) -> BootTime? {
        guard let every else { return nil }
        let period = every.milliseconds
        let phase = Int64(StableHash.fnv1a(id.text.utf8) % UInt64(period))
        var delay = period - (((now.wall.millisecondsSince1970 - phase) % period) + period) % period
        // A look that would come right after this one is left out.
        if delay < period / 4 { delay += period }
        return now.boot + .milliseconds(delay)
    }
}

extension InventoryItem {
    /// A changed operating system or address: what was seen before says nothing of this machine.
    fileprivate func isAnotherMachine(than old: InventoryItem) -> Bool {
        Self.differs(osFamily, old.osFamily) || Self.differs(address, old.address)
    }

    private static func differs(_ new: String?, _ old: String?) -> Bool {
        guard let new, let old else { return false }
        return new != old
    }
}
