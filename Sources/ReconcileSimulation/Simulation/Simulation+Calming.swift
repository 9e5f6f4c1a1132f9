import ReconcileCore

/// The second half: faults end, but for those that stay for good, and everything else must come right and then rest.
extension Simulation {
    func calmDown() async {
        await heal()
        guard !isBroken, !scenario.isPlan else { return await go(until: clock.now + .hours(1)) }
        marks.hit("calm")
        guard await converges(within: longestMending(), looking: Self.usualLook) else { return }
        await outwaitGate()
        // The brake has to forget the day before fresh drift can be told to be mended at once.
        // Waves that broken guests halt wait for a person.
        let isHalting = !broken.isEmpty && ideal.policies.contains { $0.waves != nil }
        let mendsMore = scenario.seed % Self.freshDriftEvery == 0 && !scenario.isOnce && !isHalting
        await rest(for: max(restLength, mendsMore ? .hours(26) : .zero), "after it had come right")
        if !isBroken, mendsMore { await mendsFreshDrift() }
    }

    /// A day of rest costs as much as all that goes before.
    private static let freshDriftEvery: UInt64 = 3

    /// How often the world is looked at while it mends.
    private static let usualLook = Duration.minutes(10)

    private var ideal: Ideal { Ideal(policies: scenario.policySets.first ?? []) }

    private var broken: Set<String> { Set(scenario.broken.keys.map { guestIDs[$0] }) }

    /// The guests that nothing keeps from being right.
    private var healthy: [SimulatedGuest] {
        let broken = broken
        return accounts[0].guests.filter { !broken.contains($0.id) }
    }

    // MARK: Healing

    private func heal() async {
        isCalm = true
        waiting = []
        cuts = []
        stalledUntil = nil
        ledgerFailures = []
        cacheFailures = []
        lateWrites = []
        doubledWrites = 0
        isNoWrites = false
        tokenInFile = Self.goodToken
        clock.wallAhead = .zero
        healProvider()
        (cutIsReboot, cutKeepsCommit) = (false, false)
        boundariesOfRage = boundaries
        if scenario.healsItself { return }
        if process != nil { await die() }
        policies = scenario.policySets.first ?? []
        settings = scenario.settings
        // Rows dated ahead hold writes until then: the world waits for that.
        if let newest = inspector.facts.ledger.newest { clock.leap(to: newest + .seconds(1)) }
        said = mendingWords()
        plan(start: .seconds(1))
    }

    private func healProvider() {
        accounts[0].setKeys([SimulatedKey(token: Self.goodToken)])
        accounts[0].configuration.driftsPerDay = 0
        var draws = SplitMix64.stream("healing", seed: scenario.seed)
        for index in accounts[0].guests.indices {
            let key = PublicKey.text(comment: "healed", using: &draws)
            accounts[0].guests[index].heal(keys: [key])
        }
        healFaults()
        healAccounts()
    }

    /// What a person says who has looked at everything.
    private func mendingWords() -> [LedgerEntry] {
        let by = Self.person
        var words: [LedgerEntry] = []
        for scope in inspector.facts.ledger.pauses.keys.sorted(by: { "\($0)" < "\($1)" }) {
            switch scope {
            case .everything: break
            case .policy(let name):
                words.append(.resumed(.init(policy: name, resource: nil, identity: false, reason: "calm", by: by)))
            case .resource(let id):
                words.append(.resumed(.init(policy: nil, resource: id, identity: false, reason: "calm", by: by)))
            }
        }
        words.append(.resumed(.init(policy: nil, resource: nil, identity: false, reason: "calm", by: by)))
        words.append(.resumed(.init(policy: nil, resource: nil, identity: true, reason: "calm", by: by)))
        if scenario.seed % 2 == 0 { words += releases() }
        return words
    }

    private func releases() -> [LedgerEntry] {
        ideal.policies.map { .released(.init(policy: $0.name, reason: "calm", by: Self.person)) }
    }

    // MARK: Coming right

    /// Every wait that may be left over, the longest of each sort, one after the other.
    private func longestMending() -> Duration {
        let work = healthy.count { !ideal.isRight($0) }
        let days =
            work / max(1, min(ideal.allowance(accounts[0].guests), settings.brake.allowance(matched: 1) ?? .max)) + 1
        let every = ideal.policies.map(\.every).max() ?? .zero
        let usual = .hours(36) + .hours(25) * days + every * 2 + timeFor(requests: 10 * accounts[0].guests.count)
        return max(usual + scheduled(work, days: days), longestRotating())
    }

    /// How long windows, settling and waves may add to so many writes.
    private func scheduled(_ work: Int, days: Int) -> Duration {
        var longest = Duration.zero
        for policy in ideal.policies {
            let opening = longestWait(for: policy.windows?.rules ?? [])
            // A day of the brake may end between two windows.
            var time = opening * (days + 1) + policy.settle * 2
            if let waves = policy.waves {
                // Each wave may find its window closed, and each failure may halt it until a person comes by.
                let size = waves.batch.size(matched: accounts[0].guests.count)
                time += (opening + waves.soak + .hours(3)) * (work / size + 2)
                time += Self.betweenWords * (broken.count * 2 + 8)
            }
            longest = max(longest, time)
        }
        return longest
    }

    /// From the middle of an opening that was too short to the end of the next, wherever clocks are set in between.
    private func longestWait(for rules: [WindowRule]) -> Duration {
        guard let longest = rules.filter({ !$0.isDenied }).map(\.open).max() else { return .zero }
        return WindowRule.longestShut(rules, from: clock.date, within: .days(4)) + .minutes(Int(longest) * 2)
    }

    /// How often a person comes by who lets go what only a person can.
    private static let betweenWords = Duration.hours(12)

    /// How long so many requests take under the limits in force.
    private func timeFor(requests: Int) -> Duration {
        var slowest = Duration.milliseconds(100)
        if let limit = scenario.limit {
            slowest = max(slowest, limit.window / max(1, limit.limit * settings.pacing.share / 100))
        }
        if let ceiling = settings.pacing.ceiling { slowest = max(slowest, ceiling.window / max(1, ceiling.requests)) }
        return slowest * requests * 1.1 + .seconds(120) + scenario.longestLatency * requests
    }

    /// - Returns: false where something is not right within the time.
    private func converges(within bound: Duration, looking: Duration, andRotations: Bool = true) async -> Bool {
        let end = clock.now + bound
        var nextWord = clock.now + Self.betweenWords
        while !isBroken, clock.now < end {
            await go(until: clock.now + looking)
            look()
            let areGuestsRight = !hasWaivers && healthy.allSatisfy { ideal.isRight($0) } && isReportedRight()
            if areGuestsRight, !andRotations || areRotationsRight() { return !isBroken }
            if clock.now >= nextWord, needsWord() {
                nextWord = clock.now + Self.betweenWords
                said = releases() + wishes()
                stop(downFor: .seconds(2))
            }
        }
        if !isBroken { inspector.note("Convergence", "after \(bound.seconds / 3600) h: \(leftovers())") }
        return false
    }

    /// An exception that still runs will bring about one more write, or two.
    private var hasWaivers: Bool {
        let written = ideal.policies.flatMap(\.waivers).map(\.until)
        return (written + inspector.facts.ledger.waivers.values.map(\.until)).contains { $0 > clock.date }
    }

    /// Shows the checkers what the process says of everything, where it has heard and written down all that it knows.
    func look() {
        guard let process, process.mail.isEmpty, process.recorder.isAtRest else { return }
        see(.report(process.engine.report(at: clock.machine), isLast: false))
    }

    private func isReportedRight() -> Bool {
        guard scenario.mode == .service else { return true }
        guard let report = process?.engine.report(at: clock.machine) else { return false }
        let verdicts = Dictionary(report.resources.map { ($0.item.id.text, $0.verdict) }) { first, _ in first }
        return healthy.allSatisfy { guest in
            ideal.wanted(of: guest) == nil || !guest.isLinux || verdicts[guest.id] == .compliant
        }
    }

    /// True where only a person ends what holds.
    private func needsWord() -> Bool {
        // Between two passes people know what the newest one said.
        guard let report = process?.engine.report(at: clock.machine) ?? lastPass else { return false }
        // One whose write never shows keeps its place among those that may be changed.
        if !wishes().isEmpty { return true }
        let reasons: Set<HoldReason> = broken.isEmpty ? [.wave] : [.wave, .brake]
        return report.resources.contains { $0.holds.contains { reasons.contains($0.reason) } }
    }

    private func leftovers() -> String {
        let report = process?.engine.report(at: clock.machine)
        let left = healthy.filter { guest in
            let verdict = report?.resources.first { $0.item.id.text == guest.id }?.verdict
            return !ideal.isRight(guest) || (ideal.wanted(of: guest) != nil && guest.isLinux && verdict != .compliant)
        }
        return leftoverRotations().joined(separator: "; ")
            + left.map { guest in
                let resource = report?.resources.first { $0.item.id.text == guest.id }
                let holds = resource?.holds.map { "\($0.reason.rawValue) \($0.detail)" } ?? ["not reported"]
                return
                    "\(guest.id) is \(guest.login.enabled ? "open" : "shut"), \(resource?.verdict.rawValue ?? "-"): \(holds)"
            }.joined(separator: "; ")
    }

    // MARK: Rest

    /// What the API asked for before it got well is kept, be it a day: until then nothing can be looked at.
    private func outwaitGate() async {
        guard let until = process?.engine.report(at: clock.machine).closedUntil else { return }
        await go(until: clock.now + (until - clock.machine.wall))
    }

    private var restLength: Duration {
        let every = ideal.policies.map(\.every).max() ?? .hours(1)
        return max(.hours(3), every * 5)
    }

    /// Nothing is written to what is right, all of it is looked at in time, and little is asked.
    private func rest(for length: Duration, _ when: String) async {
        let (began, requests, written) = (clock.now, requestsSent, writes.count)
        await go(until: clock.now + length)
        guard !isBroken else { return }
        look()
        let broken = broken
        // A password may have come of age when the clock leapt.
        let needless = writes.dropFirst(written).filter {
            !broken.contains($0.resource.text) && $0.change.kind == .sshPasswordLogin
        }
        if let first = needless.first {
            inspector.note("Rest", "\(needless.count) writes \(when), the first to \(first.resource)")
        }
        for guest in broken.sorted() {
            let count = writes.dropFirst(written).count { $0.resource.text == guest }
            let most = scenario.isOnce ? mostTriesOfPasses : Self.mostTries
            if count > most * Int(length.seconds / 86400 + 1) {
                inspector.note("Rest", "\(count) writes to the broken \(guest) within \(length.seconds / 3600) h")
            }
        }
        guard scenario.mode == .service else { return }
        checkRows()
        checkLooks(since: began)
        checkWork(requestsSent - requests, within: length)
    }

    /// An hourly try a day, and some more after each restart.
    private static let mostTries = 40
    /// Each pass tries once.
    private var mostTriesOfPasses: Int { Int(Duration.days(1) / betweenPasses) + 8 }

    /// What is right by now has no open end in the ledger.
    private func checkRows() {
        let ledger = inspector.facts.ledger
        for resource in process?.engine.report(at: clock.machine).resources ?? [] {
            let id = resource.item.id
            guard resource.verdict == .compliant, !broken.contains(id.text) else { continue }
            if ledger.driftSince[id] != nil { inspector.note("Journal", "the drift of \(id) never ended") }
            guard case .sshPasswordLogin(let seen) = resource.observation else { continue }
            if ledger.unsettled[id]?.change.enabled == seen.enabled {
                inspector.note("Journal", "the write to \(id) was never confirmed")
            }
        }
    }

    private func checkLooks(since began: BootTime) {
        for guest in healthy where guest.isLinux {
            guard let every = ideal.every(guest) else { continue }
            let age = clock.now - (lastReads[guest.id] ?? began)
            if age > every * 2 + timeFor(requests: accounts[0].guests.count) {
                inspector.note(
                    "Starvation", "\(guest.id) was last read \(age.seconds) s ago, wanted every \(every.seconds)")
            }
        }
    }

    private func checkWork(_ requests: Int, within length: Duration) {
        var most =
            50.0 + length / settings.inventoryEvery * 1.3
            * Double(1 + accounts[0].guests.count / scenario.pageLimit)
        if !rotationPolicies.isEmpty {
            let pages = Double(1 + accounts[0].accounts.count / scenario.pageLimit)
            most += length / settings.inventoryEvery * 1.3 * pages + 10 * Double(accounts[0].accounts.count)
        }
        for guest in accounts[0].guests {
            if let every = ideal.every(guest) { most += length / every * 1.4 + 2 }
        }
        most += Double(broken.count) * length.seconds / 86400 * Self.mostOfBroken
        if Double(requests) > most { inspector.note("Work", "\(requests) requests at rest, \(Int(most)) are enough") }
    }

    /// A guest that never answers is asked again every few minutes, and each failed write is followed by five reads.
    private static let mostOfBroken = 700.0

    // MARK: Fresh drift

    /// Somebody opens some doors; with nothing else wrong they are shut within two looks and the time for the work.
    private func mendsFreshDrift() async {
        let doors = healthy.filter { ideal.wanted(of: $0)?.enabled == false && $0.isLinux }
        let free = min(ideal.allowance(accounts[0].guests), settings.brake.allowance(matched: 1) ?? .max) - broken.count
        let opened = doors.prefix(max(0, min(3, free)))
        guard !opened.isEmpty else { return }
        if !broken.isEmpty || ideal.policies.contains(where: { $0.waves != nil }) {
            // What failed before all was well may have halted what comes.
            said = releases()
            stop(downFor: .seconds(2))
            await go(until: clock.now + .minutes(1))
        }
        for door in opened { accounts[0].reopen(door.id) }
        marks.hit("fresh drift")
        let every = opened.compactMap { ideal.every($0) }.max() ?? .zero
        let work = timeFor(requests: 8 * opened.count + accounts[0].guests.count)
        let slack: Duration = scenario.headers == .all || scenario.limit == nil ? .minutes(5) : .minutes(20)
        let bound = every * 2 + work + slack + scheduled(opened.count, days: 1)
        // A password that comes of age meanwhile may have to wait for the brake's next day.
        guard await converges(within: bound, looking: .minutes(1), andRotations: false) else { return }
        await rest(for: restLength, "after fresh drift was mended")
    }
}
