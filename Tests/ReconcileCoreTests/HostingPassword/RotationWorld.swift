import ReconcileCore

/// The engine with a provider of hosting accounts, an escrow and a ledger, all made up: passwords are only their numbers.
struct RotationWorld {
    var engine: Engine
    var now = dawn
    var policies: [Policy]
    private(set) var ledger: [(entry: LedgerEntry, at: WallTime)] = []
    /// The version that the provider has for each account; 0: one from before us.
    var inForce: [ResourceID: Int] = [:]
    var accounts: [InventoryItem]
    /// What lies in the escrow, by version; false: refused.
    private(set) var escrow: [PasswordVersion: Bool] = [:]
    private(set) var current: [ResourceID: Int] = [:]
    private(set) var erased: Set<PasswordVersion> = []
    private(set) var sent: [(version: PasswordVersion, at: WallTime)] = []
    private(set) var notices: [Notice] = []
    private(set) var violations: [String] = []
    private(set) var lists = 0
    private(set) var finish: Finish?
    /// What the provider does with the next passwords, in their order; then it accepts.
    var replies: [Behaviour] = []
    /// What goes wrong with the next orders about the escrow, in their order.
    var escrowTroubles: [String] = []
    /// The control panel that an account itself names, where the list does not.
    var panels: [ResourceID: String] = [:]
    /// How many of the next requests for it get no answer.
    var lostAsks = 0
    /// How many lists are answered before none is for an hour.
    var listsBeforeSilence = Int.max
    /// When the newest whole list was asked for.
    private var listedAt: BootTime?
    private var silentSince: BootTime?
    private var answers: [(due: BootTime, event: Event)] = []
    private var alarm: BootTime?
    private var handedOut: UInt64 = 0
    private var mode: EngineConfiguration.Mode

    enum Behaviour {
        case accepts
        case lostAfter
        case lostBefore
        case refuses(Problem)
        case namesAnother
    }

    init(
        _ accounts: [String], _ policies: [Policy], mode: EngineConfiguration.Mode = .service, proven: Bool = true,
        history: [(LedgerEntry, WallTime)] = []
    ) {
        self.policies = policies
        self.mode = mode
        self.accounts = accounts.map { .hosting(ResourceID($0)) }
        engine = Engine(
            EngineConfiguration(mode: mode, settings: Settings(), seed: 7), policies: policies, memory: LedgerMemory(),
            at: dawn)
        ledger = history.map { (entry: $0.0, at: $0.1) }
        if proven {
            for policy in policies {
                guard case .hostingPassword(let rules) = policy.rules else { continue }
                ledger.append((.escrowProven(.init(target: rules.escrow.identity, by: operatorAtDesk)), dawn.wall))
            }
        }
        restart()
    }

    var memory: LedgerMemory {
        var memory = LedgerMemory()
        for row in ledger { memory.apply(row.entry, at: row.at) }
        return memory
    }

    /// Ends the process in the middle of whatever it does, and begins another one.
    mutating func restart() {
        answers = []
        handedOut = 0
        finish = nil
        engine = Engine(
            EngineConfiguration(mode: mode, settings: Settings(), seed: 7), policies: policies, memory: memory, at: now)
        handle(.started)
    }

    mutating func tell(_ entry: LedgerEntry) { handle(.told(entry)) }

    mutating func reload(_ policies: [Policy]) {
        self.policies = policies
        handle(.reloaded(policies, Settings()))
    }

    /// Lets time pass, at most so many steps of it.
    mutating func run(for span: Duration, steps: Int = 200_000) {
        let end = now + span
        for _ in 0..<steps where finish == nil {
            let next = answers.map(\.due).min()
            guard let due = [next, alarm].compactMap({ $0 }).min(), due <= end.boot else { break }
            now = now + max(.zero, due - now.boot)
            if let index = answers.firstIndex(where: { $0.due <= now.boot }) {
                handle(answers.remove(at: index).event)
            } else {
                alarm = nil
                handle(.woke)
            }
        }
        if finish == nil { now = end }
    }

    func report(_ account: String) -> ResourceReport? {
        engine.report(at: now).resources.first { $0.item.id == ResourceID(account) }
    }

    /// The days since the beginning on which each account got its first password from us.
    func daysOfFirst() -> [ResourceID: Int64] {
        var days: [ResourceID: Int64] = [:]
        for send in sent where days[send.version.account] == nil {
            days[send.version.account] = (send.at - dawn.wall).milliseconds / Duration.days(1).milliseconds
        }
        return days
    }

    // MARK: Effects

    mutating func handle(_ event: Event) {
        var recorded: UInt64 = 0
        for effect in engine.handle(event, at: now) {
            switch effect {
            case .send(let id, let request): answer(id, request)
            case .record(let entry):
                ledger.append((entry, now.wall))
                recorded += 1
            case .remember, .deliver, .rereadToken: break
            case .notify(let notice): notices.append(notice)
            case .escrow(let order): carryOut(order)
            case .wake(let time): alarm = time
            case .finish(let reason): finish = reason
            }
        }
        handedOut += recorded
        if recorded > 0, finish == nil { handle(.recorded(count: handedOut)) }
    }

    private mutating func answer(_ id: RequestID, _ request: Request) {
        switch request {
        case .read(.list(_, let cursor, _)):
            if cursor == nil { lists += 1 }
            if isSilent { return later(.milliseconds(100), .answered(id, Reply(outcome: Self.lost))) }
            listedAt = now.boot
            later(.milliseconds(100), .answered(id, Reply(outcome: .page(.init(items: accounts, nextCursor: nil)))))
        case .read(.state(_, let account)):
            let seen = HostingPasswordObservation(controlPanel: panels[account], askedAt: now.wall)
            lostAsks -= 1
            let outcome = lostAsks < 0 ? .observed(.hostingPassword(seen)) : Self.lost
            later(.milliseconds(100), .answered(id, Reply(outcome: outcome)))
        case .write(let write): set(id, write)
        }
    }

    private static let lost = Outcome.lost(Loss(timedOut: true, detail: "no answer"))

    private var isSilent: Bool {
        mutating get {
            guard lists > listsBeforeSilence else { return false }
            silentSince = silentSince ?? now.boot
            return silentSince.map { now.boot - $0 < .hours(1) } ?? false
        }
    }

    private mutating func set(_ id: RequestID, _ write: WriteRequest) {
        guard case .hostingPassword(let number) = write.change else { return violations.append("a switch was set") }
        let version = PasswordVersion(account: write.resource, number: number)
        judge(version)
        sent.append((version, now.wall))
        let took = RotationAnswer(account: write.resource, username: "user", affectedAccess: ["ftp", "ssh"])
        var outcome = Outcome.rotated(took)
        switch replies.isEmpty ? .accepts : replies.removeFirst() {
        case .accepts: inForce[write.resource] = number
        case .lostAfter:
            inForce[write.resource] = number
            outcome = Self.lost
        case .lostBefore: outcome = Self.lost
        case .refuses(let problem): outcome = .refused(problem)
        case .namesAnother:
            inForce[write.resource] = number
            outcome = .rotated(RotationAnswer(account: "acct_other", username: "user", affectedAccess: []))
        }
        later(.milliseconds(200), .answered(id, Reply(outcome: outcome)))
    }

    /// What must be true of every password that leaves.
    private mutating func judge(_ version: PasswordVersion) {
        if escrow[version] != true { violations.append("\(version) is not in the escrow") }
        if listedAt.map({ now.boot - $0 > .minutes(15) }) ?? true {
            violations.append("\(version) was sent on a list older than 15 minutes")
        }
        if erased.contains(version) { violations.append("\(version) was erased") }
        let hasIntent = ledger.contains { row in
            guard case .intent(let intent) = row.entry else { return false }
            return intent.resource == version.account && intent.change == .hostingPassword(version: version.number)
        }
        if !hasIntent { violations.append("\(version) has no intent") }
        let rows = ledger.map(\.entry)
        let sealed = rows.contains { row in
            if case .passwordSealed(let row) = row {
                row.resource == version.account && row.version == version.number
            } else {
                false
            }
        }
        if !sealed { violations.append("\(version) is not in the ledger") }
    }

    private mutating func carryOut(_ order: EscrowOrder) {
        switch order {
        case .seal(let version, _, _):
            later(.milliseconds(5), .escrow(version, trouble ?? .sealed(sha256: "sealed \(version.number)")))
        case .deposit(let version, let deposit):
            if deposit.isNew == false, escrow[version] == nil { violations.append("\(version) was sent unescrowed") }
            if let trouble { return later(.milliseconds(20), .escrow(version, trouble)) }
            escrow[version] = true
            later(.milliseconds(20), .escrow(version, .deposited(sha256: "file \(version.number)")))
        case .promote(let version):
            if let trouble { return later(.milliseconds(1), .escrow(version, trouble)) }
            current[version.account] = version.number
            later(.milliseconds(1), .escrow(version, .marked))
        case .refuse(let version):
            escrow[version] = false
            later(.milliseconds(1), .escrow(version, .marked))
        case .erase(let version): erased.insert(version)
        }
    }

    private var trouble: EscrowAnswer? {
        mutating get { escrowTroubles.isEmpty ? nil : .failed(escrowTroubles.removeFirst()) }
    }

    private mutating func later(_ delay: Duration, _ event: Event) {
        answers.append((now.boot + delay, event))
        answers.sort { $0.due < $1.due }
    }
}

extension InventoryItem {
    static func hosting(_ id: ResourceID, status: ServiceStatus = .active, panel: String? = "cpanel") -> InventoryItem {
        InventoryItem(
            id: id, kind: .hostingPassword, name: "\(id.text).example.com", serviceStatus: status,
            domains: ["\(id.text).example.com"], controlPanel: panel)
    }
}

extension Policy {
    static func rotating(
        _ first: HostingPasswordPolicy.FirstRotation = .now, within span: Duration = .days(90),
        mode: Mode = .enforce, name: String = "quarterly", text: String = "f1", brake: BrakeLimit = .standard
    ) -> Policy {
        Policy(
            name: name, mode: mode, match: .all,
            rules: .hostingPassword(
                HostingPasswordPolicy(
                    desired: .init(rotatedWithin: span, firstRotation: first),
                    escrow: .recipients(["age1first", "age1second"]))),
            every: .hours(6), brake: brake, source: PolicySource(file: "20.yaml", fingerprint: text))
    }
}
