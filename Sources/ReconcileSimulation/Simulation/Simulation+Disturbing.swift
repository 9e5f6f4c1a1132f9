import ReconcileCore

/// What goes wrong, and what people do.
extension Simulation {
    /// Does one disturbance, or keeps it until the process is in the phase that it waits for.
    func disturb(_ index: Int) async {
        guard !isCalm else { return }
        let disturbance = scenario.disturbances[index]
        if let phase = disturbance.during, process?.isIn(phase) != true {
            waiting.append(index)
            return
        }
        await perform(disturbance)
    }

    /// Does what waited for a phase that has come.
    func disturbWaiting() async {
        guard !waiting.isEmpty, !isCalm, let process else { return }
        let ready = waiting.first { index in
            scenario.disturbances[index].during.map { process.isIn($0) } ?? true
        }
        guard let ready else { return }
        waiting.removeAll { $0 == ready }
        await perform(scenario.disturbances[ready])
    }

    private func perform(_ disturbance: Disturbance) async {
        look()
        trace.say(clock, "disturbance: \(disturbance.what)")
        for phase in ProcessPhase.allCases where process?.isIn(phase) == true {
            marks.hit("\(disturbance.what.name) while \(phase.rawValue)")
        }
        switch disturbance.what {
        case .fault(var rule):
            rule.guest = rule.guest.flatMap { name in Int(name.dropFirst()).map { guestIDs[$0] } }
            accounts[0].faults.add(rule, isFirst: true, seed: scenario.seed)
        case .edit(let guest, let change): accounts[0].change(guestIDs[guest], change)
        case .editAccount(let account, let change):
            accounts[0].change(account: accountIDs[account], change)
        case .vault(let trouble, let orders, let after):
            vault.troubles += Array(repeating: nil, count: after) + Array(repeating: trouble, count: orders)
        case .appear: appear()
        case .crash(let after, let isReboot, let keepsCommit):
            (cutIsReboot, cutKeepsCommit) = (isReboot, keepsCommit)
            cuts.insert(boundaries + after + 1)
        case .loseCache:
            cacheIsLost = true
            await die()
        case .stop(let seconds): stop(downFor: .seconds(seconds))
        case .reload(let set, let settings):
            policies = scenario.policySets[set]
            self.settings = settings
            share.beginAnew()
            post(.reloaded(inForce(policies), settings))
        case .noWrites(let isThere): isNoWrites = isThere
        case .operate(let operation): operate(operation)
        case .tell(let operation): tell(operation)
        case .look(let guests, let includesLists):
            if isServed { post(.lookRequested(guests.map { ResourceID(guestIDs[$0]) }, includingLists: includesLists)) }
        case .wallJump, .stall, .disk, .token, .otherAccount, .neighbour, .lateWrite, .doubledWrite:
            breakSurroundings(disturbance.what)
        }
    }

    private func breakSurroundings(_ what: Disturbance.What) {
        switch what {
        case .wallJump(let seconds): clock.wallAhead += .seconds(seconds)
        case .stall(let seconds):
            stalledUntil = max(stalledUntil ?? clock.now, clock.now + .seconds(seconds))
            inspector.facts.stalled += .seconds(seconds)
        case .disk(let failure, let commits, let isCache):
            if isCache {
                cacheFailures += Array(repeating: failure, count: commits)
            } else {
                ledgerFailures += Array(repeating: failure, count: commits)
            }
        case .token(let isValid): accounts[0].setKeys(isValid ? [SimulatedKey(token: Self.goodToken)] : [])
        case .otherAccount(let isOther): tokenInFile = isOther ? Self.otherToken : Self.goodToken
        case .neighbour(let requests, let seconds):
            agenda.plan(.neighbour(left: requests, gap: .seconds(seconds) / requests), at: clock.now)
        case .lateWrite(let seconds): lateWrites.append(.seconds(seconds))
        case .doubledWrite: doubledWrites += 1
        case .fault, .edit, .editAccount, .vault, .appear, .crash, .loseCache, .stop, .reload, .noWrites, .operate,
            .tell, .look:
            break
        }
    }

    private func appear() {
        appeared += 1
        let more = FleetSpecification(guests: appeared).guests(seed: scenario.seed &+ 99)
        if let guest = more.last { accounts[0].add(guest) }
    }

    func stop(downFor: Duration) {
        restartAfter = downFor
        post(.stopping)
    }

    /// A person stops the service and says something to the ledger.
    private func operate(_ operation: Disturbance.Operation) {
        said.append(entry(operation))
        stop(downFor: .seconds(2))
    }

    /// A person says something to the service over its socket. Its engine has it in its next step, and has it recorded.
    private func tell(_ operation: Disturbance.Operation) {
        guard isServed else { return operate(operation) }
        post(.told(entry(operation)))
    }

    /// True where somebody hears what is said to the service's socket.
    private var isServed: Bool { process != nil && scenario.mode == .service }

    static let person = Actor(uid: 1000, name: "ada")

    private func entry(_ operation: Disturbance.Operation) -> LedgerEntry {
        let wall = clock.machine.wall
        let by = Self.person
        func paused(_ policy: String?, _ resource: ResourceID?, _ minutes: Int) -> LedgerEntry {
            .paused(.init(policy: policy, resource: resource, reason: "work", until: wall + .minutes(minutes), by: by))
        }
        switch operation {
        case .pauseAll(let minutes): return paused(nil, nil, minutes)
        case .pausePolicy(let name, let minutes): return paused(name, nil, minutes)
        case .pauseGuest(let guest, let minutes): return paused(nil, ResourceID(guestIDs[guest]), minutes)
        case .resumeAll: return .resumed(.init(policy: nil, resource: nil, identity: false, reason: "done", by: by))
        case .identity: return .resumed(.init(policy: nil, resource: nil, identity: true, reason: "ours", by: by))
        case .waive(let guest, let minutes, let enabled):
            let id = ResourceID(guestIDs[guest])
            return .waived(
                .init(resource: id, until: wall + .minutes(minutes), reason: "incident", enabled: enabled, by: by))
        case .rotate(let account, let supersede):
            return .rotationRequested(
                .init(resource: ResourceID(accountIDs[account]), supersede: supersede, reason: "leaver", by: by))
        case .release(let policy): return .released(.init(policy: policy, reason: "looked at", by: by))
        }
    }

    /// Somebody opens a guest again, and will do so for ever.
    func reopen(_ guest: String) {
        accounts[0].reopen(guest)
        agenda.plan(.reopen(guest), at: clock.now + Self.foughtEvery)
    }

    private static let foughtEvery = Duration.hours(2)
}
