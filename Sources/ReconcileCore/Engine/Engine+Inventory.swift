/// What the lists say: who is there, who is new, who is another machine now, who is gone.
extension Engine {
    /// Takes up a resource that an earlier process knew, or that is listed for the first time.
    mutating func adopt(_ record: ResourceRecord, at now: Moment) {
        let index = resources.count
        var state = ResourceState(record: record, governance: governance(of: record.item))
        state.isThisMachine = isThisMachine(record.item)
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
        looksAfterSoak(index, at: now)
        if let intent = memory.unsettled[record.item.id], configuration.mode.writes {
            awaitConfirmation(of: intent, index, at: now)
        }
    }

    mutating func listAnswered(_ reply: Reply, at now: Moment) {
        switch reply.outcome {
        case .page(let page):
            allow(.list, at: now)
            if inventory.trouble != nil { notify(.canListAgain) }
            if !inventory.took(page) { meet(page.items, at: now) }
            let wasStale = staleInventory(at: now) != nil
            if let result = inventory.turned(page, every: settings.inventoryEvery, at: now.boot) {
                take(result, at: now)
                // A stale list held every write; else what is steady need not be judged for a list that changed nothing.
                for index in resources.indices where wasStale || !isSteady(index, at: now) { judge(index, at: now) }
            }
        case .refused(let problem) where problem.status == 429 || problem.status == 401:
            inventory.postponed(at: now.boot)
        case .refused(let problem):
            listRefused(problem, requestID: reply.requestID, at: now)
        case .malformed(let detail):
            listFailed(detail, at: now)
        case .lost(let loss):
            listFailed(loss.detail, at: now)
        case .observed, .written:
            preconditionFailure("\(#function): the answer to a list is a page")
        }
    }

    private mutating func listRefused(_ problem: Problem, requestID: String?, at now: Moment) {
        let detail = problem.sentence(for: "the list of servers", requestID: requestID)
        if problem.status == 403, problem.isFromAPI {
            forbid(.list, detail, atOnce: true, at: now)
            inventory.postponed(at: now.boot)
        } else {
            let isCursor = problem.code == "invalid_cursor"
            listFailed(detail, restarting: isCursor, rejected: problem.isRejection && !isCursor, at: now)
        }
    }

    private mutating func listFailed(
        _ detail: String, restarting: Bool = false, rejected: Bool = false, at now: Moment
    ) {
        if inventory.trouble == nil { notify(.cannotList(detail: detail)) }
        inventory.failed(detail, restarting: restarting, using: &jitter, rejected: rejected, at: now.boot)
    }

    /// Takes up what one page names: it can be read while the next page is on its way.
    private mutating func meet(_ items: [InventoryItem], at now: Moment) {
        for item in items {
            let index = indices[item.id] ?? resources.count
            if index < resources.count {
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
    private mutating func take(_ result: InventoryWalk.Result, at now: Moment) {
        if result.isUnchanged, !owesListTaken, !identity.isExpected, identity.hold == nil {
            for index in resources.indices where resources[index].record.absence != nil && !resources[index].isGone {
                miss(index, at: now)
            }
            recountChanges(at: now)
        } else {
            takeChanges(result, at: now)
        }
    }

    private mutating func takeChanges(_ result: InventoryWalk.Result, at now: Moment) {
        let listed = Set(result.ids)
        if result.isComplete { identity.compare(listed: listed, known: memory.known) }
        owesListTaken = !result.isComplete || identity.hold != nil
        if !owesListTaken {
            welcome(result.ids.filter { !memory.known.contains($0) }, at: now)
            for index in resources.indices where !resources[index].isGone && !listed.contains(resources[index].id) {
                miss(index, at: now)
            }
        }
        recount(at: now)
        textsToFill.formUnion(waveTexts.keys)
        if result.isComplete, owesWordOnIdlePolicies { sayIdlePolicies(at: now) }
    }

    private mutating func sayIdlePolicies(at now: Moment) {
        owesWordOnIdlePolicies = false
        for word in idlePolicies(at: now) { notify(.matchesNothing(policy: word.policy, detail: word.detail)) }
    }

    /// A policy, an id or a waiver that matches nothing is more often a slip than a wish.
    func idlePolicies(at now: Moment) -> [(policy: String, detail: String)] {
        let items = resources.filter { $0.record.absence == nil }.map(\.record.item)
        var words: [(policy: String, detail: String)] = []
        for policy in policies {
            if matchedCounts[policy.name] == nil, !items.contains(where: { policy.match.answer(for: $0) == .yes }) {
                words.append((policy.name, "It matches no server."))
            } else if case .conditions(let conditions) = policy.match, let ids = conditions.ids {
                words += ids.sorted().filter { indices[$0] == nil }
                    .map { (policy.name, "It names '\($0)', which is not listed.") }
            }
            for waiver in policy.waivers where waiver.until > now.wall {
                guard !items.contains(where: { waiver.match.answer(for: $0) == .yes }) else { continue }
                words.append((policy.name, "Its waiver until \(waiver.until.rfc3339) matches no server."))
            }
        }
        return words
    }

    private mutating func welcome(_ new: [ResourceID], at now: Moment) {
        guard let first = new.first.flatMap({ indices[$0] }) else { return }
        let isFirstList = memory.known.isEmpty
        record(.known(LedgerEntry.Known(resources: new)), at: now)
        if !isFirstList { notify(.appeared(count: new.count, first: resources[first].subject)) }
    }

    private mutating func update(_ index: Int, to item: InventoryItem, at now: Moment) {
        let old = resources[index].record.item
        if resources[index].record.absence != nil {
            resources[index].record.absence = nil
            resources[index].steadyUntil = nil
            remember(index)
        }
        guard old != item else { return }
        resources[index].steadyUntil = nil
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
        }
        record(.gone(LedgerEntry.Gone(resource: id)), at: now)
        record(.known(LedgerEntry.Known(resources: [id])), at: now)
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
        resources[index].steadyUntil = nil
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
        pacer.apply(settings.pacing, at: now.boot)
        identity.expectsList()
        owesWordOnIdlePolicies = true
        waveTexts = [:]
        recordEnforcing(self.policies.filter { $0.mode == .enforce }, at: now)
        for index in resources.indices where !resources[index].isGone {
            resources[index].governance = governance(of: resources[index].record.item)
            resources[index].steadyUntil = nil
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
