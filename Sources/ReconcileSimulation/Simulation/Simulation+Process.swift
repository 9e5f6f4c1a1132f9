import ReconcileCore
import ReconcileStore

/// The process: its birth, its steps, its end.
extension Simulation {
    /// Starts a process on what is durable, in the order of `run`: the row that says so, then the memory, then the
    /// engine.
    func start() async {
        guard process == nil else { return }
        let mayFail = !ledgerFailures.isEmpty
        do {
            if isCut(.beforeStartRow) { return await die() }
            try await sayToLedger()
            let row = LedgerEntry.started(.init(command: "run", version: "0", pid: Int32(life + 1)))
            if try await state.distrust() == nil, !scenario.isPlan { try await append([row]) }
            if isCut(.afterStartRow) { return await die() }
            try await bear()
        } catch {
            trace.say(clock, "start failed: \(error)")
            marks.hit("start failed")
            if !mayFail { inspector.note("Start", "on a disk that works: \(error)") }
            plan(start: .seconds(5))
            return
        }
        await step([.started])
    }

    private func append(_ entries: [LedgerEntry]) async throws {
        let failure = ledgerFailures.isEmpty ? nil : ledgerFailures.removeFirst()
        see(.durable(try await state.append(entries, at: clock.machine.wall, failing: failure)))
    }

    private func sayToLedger() async throws {
        said.removeAll { isRefused($0) }
        guard !said.isEmpty else { return }
        for entry in said { trace.say(clock, "operator: \(entry)") }
        try await append(said)
        said = []
    }

    /// True for an exception that the command refuses as too long, as it may be where a clock was set back meanwhile.
    private func isRefused(_ entry: LedgerEntry) -> Bool {
        guard case .waived(let row) = entry else { return false }
        return row.until > clock.machine.wall + (row.enabled == true ? Waiver.longestOpen : Waiver.longest)
    }

    private func bear() async throws {
        let rows = try await state.rows()
        let contents = try await state.contents()
        var memory = LedgerMemory()
        for row in rows { memory.apply(row.entry, at: row.at) }
        if !scenario.isPlan { try await state.eraseSealed(except: memory.rotations.sealed) }
        await checkSealed()
        life += 1
        token = tokenInFile
        trace.say(clock, "process \(life) is born on \(rows.count) rows and \(contents.resources.count) records")
        if let until = contents.pacing?.closedUntil, until > clock.machine.wall { marks.hit("gate closed at start") }
        if !memory.openIntents.isEmpty { marks.hit("open intent at start") }
        if !memory.unsettled.isEmpty { marks.hit("unsettled write at start") }
        if memory.selfHold != nil { marks.hit("held by itself at start") }
        let configuration = EngineConfiguration(
            mode: scenario.mode, settings: settings, seed: scenario.seed &+ UInt64(life),
            tokenIsSnapshot: scenario.seed % 7 == 0, ledgerDistrust: try await state.distrust())
        let policies = inForce(policies)
        let engine = Engine(
            configuration, policies: policies, memory: memory, records: contents.resources, pacing: contents.pacing,
            at: clock.machine)
        process = SimulatedProcess(life: life, engine: engine)
        share.beginAnew()
        inspector.facts.policies = policies
        inspector.facts.settings = settings
        // What the process is told of the file comes with its first step.
        inspector.facts.isNoWrites = false
        see(.born(rows: rows, records: contents.resources, pacing: contents.pacing))
        if let distrust = try await state.distrust() { inspector.note("Ledger", "it is distrusted: \(distrust)") }
    }

    func plan(start delay: Duration) {
        guard !isStartPlanned else { return }
        isStartPlanned = true
        agenda.plan(.start, at: clock.now + delay)
    }

    // MARK: Steps

    /// Hands an event to the process, which takes all that wait at once.
    func post(_ event: Event) {
        guard let process else { return }
        process.mail.append(event)
        guard !process.isMailPlanned else { return }
        process.isMailPlanned = true
        agenda.plan(.mail(life: process.life), at: clock.now)
    }

    func readMail() async {
        guard let process else { return }
        process.isMailPlanned = false
        let events = process.mail
        process.mail = []
        await step(events)
    }

    func step(_ events: [Event]) async {
        guard let process else { return }
        if isCut(.beforeStep) { return await die() }
        var events = [windowsDue(process)].compactMap { $0 } + events
        if isNoWrites != process.lastNoWrites {
            process.lastNoWrites = isNoWrites
            events.append(.noWritesChanged(isNoWrites ? "maintenance" : nil))
        }
        events.forEach(show)
        let resources = trace.isVerbose ? events.compactMap(process.engineKnows) : []
        let effects = process.engine.handle(events, at: clock.machine)
        resources.forEach(explain)
        if events.contains(.stopping), !process.isStopping {
            process.isStopping = true
            agenda.plan(.stopAgain(life: process.life), at: clock.now + .seconds(8))
        }
        // What the process knows from this step on: all of it counts before anything is sent.
        events.compactMap(told(by:)).forEach(see)
        await carryOut(effects)
    }

    /// Says how a resource stands after an answer about it.
    private func explain(_ id: ResourceID) {
        let report = process?.engine.report(at: clock.machine).resources.first { $0.item.id == id }
        let holds =
            report?.holds.map { "\($0.reason.rawValue) \($0.code ?? "") until \($0.until?.rfc3339 ?? "-")" } ?? []
        trace.say(clock, "    \(id): \(report?.verdict.rawValue ?? "not reported") \(holds)")
    }

    private func told(by event: Event) -> Sighting? {
        switch event {
        case .reloaded(let policies, let settings): .reloaded(policies, settings)
        case .tokenReplaced: .tokenReplaced
        case .noWritesChanged(let text): .noWrites(text != nil)
        case .told(let entry): .told(entry)
        case .started, .woke, .answered, .recorded, .recordingFailed, .windowsRenewed, .lookRequested, .errand,
            .escrow, .stopping:
            nil
        }
    }

    private func show(_ event: Event) {
        trace.mix(UInt64(bitPattern: clock.now.sinceBoot.milliseconds))
        if case .answered(let id, let reply) = event {
            trace.mix(id.number)
            trace.say(clock, "  answered \(id.number): \(reply.outcome.summary)")
        } else {
            trace.say(clock, "  event \(event.summary)")
        }
    }

    private func carryOut(_ effects: [Effect]) async {
        guard let process else { return }
        var entries: [LedgerEntry] = []
        var updates: [CacheUpdate] = []
        var orders: [EscrowOrder] = []
        for effect in effects {
            switch effect {
            case .record(let entry): entries.append(entry)
            case .remember(let update): updates.append(update)
            case .escrow(let order): orders.append(order)
            case .send(let id, let request):
                guard await sendOrDie(id, request) else { return }
            case .notify, .rereadToken, .wake, .finish, .deliver: carryOut(effect, of: process)
            }
        }
        if !entries.isEmpty || !updates.isEmpty, isCut(.beforeHandingOver) { return await die() }
        hand(entries, updates, orders)
        if let finish = process.finish { return await end(finish) }
        setAlarm()
    }

    private func carryOut(_ effect: Effect, of process: SimulatedProcess) {
        switch effect {
        case .notify(let notice): noticed(notice)
        case .rereadToken: agenda.plan(.tokenRead(life: process.life), at: clock.now + .milliseconds(50))
        case .wake(let time):
            process.engineDue = time
            see(.alarm(time))
        case .finish(let reason): process.finish = reason
        // Nobody sends errands here.
        case .send, .record, .remember, .deliver, .escrow: break
        }
    }

    /// - Returns: false where the process died of it.
    private func sendOrDie(_ id: RequestID, _ request: Request) async -> Bool {
        let isWrite = request.kind == .write
        if isCut(isWrite ? .beforeSendingWrite : .beforeSendingRead) {
            await die()
            return false
        }
        await send(id, request)
        guard isWrite, isCut(.afterSendingWrite) else { return true }
        await die()
        return false
    }

    private func noticed(_ notice: Notice) {
        trace.mix(notice.name)
        marks.hit("notice \(notice.name)")
        if vault.isLeaked(by: "\(notice)") { inspector.note("Secret", "a password is in a notice") }
        trace.say(clock, "  notice \(notice.summary)")
    }

    /// As the runner does: an alarm that comes earlier stays.
    private func setAlarm() {
        guard let process, let due = process.engineDue else { return }
        let now = clock.machine.boot
        if let set = process.alarmDue, set > now, set <= due { return }
        process.alarmDue = due
        process.alarmSerial += 1
        agenda.plan(
            .alarm(life: process.life, serial: process.alarmSerial), at: max(clock.now, clock.world(at: due)))
    }

    // MARK: Ends

    /// The end in good order: what waits is written with one try, then the row that says so.
    private func end(_ finish: Finish) async {
        guard let process else { return }
        trace.say(clock, "finish \(finish)")
        if process.recorder.isAtRest {
            let report = process.engine.report(at: clock.machine)
            lastPass = report
            see(.report(report, isLast: true))
        }
        if isCut(.beforeEnding) { return await die() }
        if await writeAll() {
            let row = LedgerEntry.stopped(.init())
            if !scenario.isPlan { try? await append([row]) }
        }
        if isCut(.afterEnding) { return await die() }
        bury(process)
        await state.close()
        marks.hit("ended \(finish.name)")
        plan(start: scenario.mode == .service ? restartAfter : betweenPasses)
        restartAfter = .seconds(1)
    }

    /// `kill -9` now: memory is lost, and what is on its way goes on without us.
    func die() async {
        statesCut.insert(fingerprint())
        let isReboot = cutIsReboot
        if let process {
            for phase in ProcessPhase.allCases where process.isIn(phase) { marks.hit("crash while \(phase.rawValue)") }
            for call in process.calls.values where call.request.kind == .write {
                marks.hit(call.isApplied ? "crash after the write was applied" : "crash before the write was applied")
            }
            trace.say(clock, isReboot ? "the machine reboots" : "the process is killed")
            if cutKeepsCommit, !process.recorder.committing.isEmpty {
                // The log was on disk although nobody was told.
                let entries = process.recorder.committing
                let sealed = vault.changes(with: entries, process.recorder.committingOrders)
                if let rows = try? await state.append(entries, at: clock.machine.wall, sealed: sealed) {
                    see(.durable(rows))
                    marks.hit("committed but crashed")
                }
            }
            bury(process)
        }
        vault.forget()
        try? await state.crash()
        if cacheIsLost { try? await loseCache() }
        if isReboot { clock.reboot() }
        stalledUntil = nil
        plan(start: isReboot ? .seconds(40) : .seconds(1))
    }

    private func loseCache() async throws {
        cacheIsLost = false
        let records = try await state.contents().resources
        let updates = records.map { CacheUpdate.forget($0.item.id) } + [.pacing(PacingRecord())]
        try await state.update(updates)
        see(.remembered(updates))
        marks.hit("cache lost")
    }

    private func bury(_ process: SimulatedProcess) {
        for call in process.calls.values { call.isOver = true }
        see(.died)
        self.process = nil
    }

    // MARK: Cuts

    /// Counts a boundary and tells whether the process dies at it.
    func isCut(_ boundary: Boundary) -> Bool {
        boundaries += 1
        boundaryNames[boundary.rawValue, default: 0] += 1
        guard cuts.remove(boundaries) != nil else { return false }
        marks.hit("cut \(boundary.rawValue)")
        return true
    }

    /// A short name for what is under way and true now, without times and numbers.
    private func fingerprint() -> UInt64 {
        var parts: [String] = []
        let ledger = inspector.facts.ledger
        for account in accounts[0].accounts {
            let rotation = inspector.facts.rotation(ResourceID(account.id))
            parts.append("\(account.password.resets) \(rotation) \(process?.isPreparing(account.id) ?? false)")
        }
        for guest in accounts[0].guests {
            let id = ResourceID(guest.id)
            let call = process?.calls.values.first { $0.request.resource == id }
            let open = ledger.open.values.contains { $0.resource == id }
            parts.append(
                "\(guest.login.enabled) \(open) \(ledger.unsettled[id] != nil) \(ledger.driftSince[id] != nil) "
                    + "\(call.map { "\($0.request.kind) \($0.isApplied) \($0.exchange != nil)" } ?? "-")")
        }
        let waiting =
            process.map { "\($0.recorder.entries.map(\.kind.rawValue)) \($0.recorder.committing.count)" } ?? "-"
        return StableHash.fnv1a((parts.sorted().joined(separator: ";") + waiting).utf8)
    }
}
