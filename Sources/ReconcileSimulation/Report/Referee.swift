import ReconcileCore

/// Counts what happens and notes what a client should not have done. Stricter than the provider.
struct Referee: Sendable {
    private(set) var rateLimited = 0
    private var requests: [RequestKind: Int] = [:]
    private var answers: [String: Int] = [:]
    private var strikes: [Fault: Int] = [:]
    private var violations: [Violation] = []
    private var violationCount = 0
    private var records: [String: Record] = [:]
    private var passwords = PasswordBook()
    private var pending: [UInt64: Pending] = [:]
    private var quiet: (from: BootTime, until: BootTime)?

    /// What is known of the exchanges about one guest or account.
    private struct Record: Sendable {
        var reads = 0
        var writes = 0
        var applied = 0
        /// The newest read that was answered.
        var lastRead: Sight?
        var lastWrite: UInt64 = 0
        var writesInFlight = 0
    }

    /// What one answered read showed.
    private struct Sight: Sendable {
        var exchange: UInt64
        var at = BootTime(sinceBoot: .zero)
        var canEnable: Bool?
        var canDisable: Bool?
        var isKnown: Bool
    }

    /// What an answer will mean once it is delivered.
    private struct Pending: Sendable {
        var resource: String?
        var isWrite = false
        var sight: Sight?
        var silence: Duration?
    }

    /// How old the newest read may be at a write.
    private static let freshness: Duration = .seconds(60)
    /// For the way from the client to us, on top of the freshness.
    private static let transit: Duration = .seconds(1)
    /// Requests that were under way when a 429 left are forgiven for so long.
    private static let grace: Duration = .milliseconds(500)
    /// What the report lists; the rest is only counted.
    private static let listedViolations = 1000

    mutating func arrives(_ exchange: Exchange, hasUserAgent: Bool) {
        requests[exchange.kind, default: 0] += 1
        if !hasUserAgent { violated(.missingUserAgent, exchange, "no User-Agent") }
        let now = exchange.arrived.boot
        if let quiet, quiet.from + Self.grace < now, now < quiet.until {
            let left = (quiet.until - now).seconds
            violated(.duringRetryAfter, exchange, "\(left) s before the end of a Retry-After")
        }
    }

    mutating func violated(_ kind: Violation.Kind, _ exchange: Exchange, _ detail: String) {
        violationCount += 1
        guard violations.count < Self.listedViolations else { return }
        violations.append(
            Violation(
                at: exchange.arrived.wall, kind: kind, guest: exchange.resource,
                request: "\(exchange.method) \(exchange.target)", detail: detail))
    }

    mutating func exceedsLimit() {
        rateLimited += 1
    }

    mutating func faultStrikes(_ exchange: Exchange) {
        exchange.fault.map { strikes[$0, default: 0] += 1 }
    }

    /// The answer to this exchange will ask for so much silence.
    mutating func willRequireSilence(for duration: Duration, _ exchange: Exchange) {
        pending[exchange.number, default: Pending()].silence = duration
    }

    /// A request has passed the door and is about a guest or an account that exists.
    mutating func reaches(_ resource: String, _ exchange: Exchange, unknownKeys: [String]) {
        var record = records[resource] ?? Record()
        if exchange.kind == .write {
            judge(record, exchange, unknownKeys)
            switch exchange.about {
            case .sshPasswordLogin: judgeSight(record, exchange)
            case .hostingPassword: judgePassword(resource, exchange)
            }
            record.writes += 1
            record.lastWrite = exchange.number
            record.writesInFlight += 1
            pending[exchange.number, default: Pending()].isWrite = true
        } else {
            record.reads += 1
        }
        pending[exchange.number, default: Pending()].resource = resource
        records[resource] = record
    }

    private mutating func judge(_ record: Record, _ exchange: Exchange, _ unknownKeys: [String]) {
        if !unknownKeys.isEmpty {
            violated(.unknownBodyKey, exchange, unknownKeys.joined(separator: ", "))
        }
        if record.writesInFlight > 0 {
            violated(
                .writeWhileInFlight, exchange,
                "a write to this \(exchange.about == .sshPasswordLogin ? "guest" : "account") was not answered yet")
        }
    }

    private mutating func judgePassword(_ account: String, _ exchange: Exchange) {
        guard let password = exchange.password, !passwords.mayArrive(password.sha256, for: account) else { return }
        violated(.anotherPasswordWhileOpen, exchange, "an earlier one may be in force")
    }

    private mutating func judgeSight(_ record: Record, _ exchange: Exchange) {
        guard let sight = record.lastRead else {
            return violated(.writeWithoutFreshRead, exchange, "this guest was never read")
        }
        let age = exchange.arrived.boot - sight.at
        if age > Self.freshness + Self.transit {
            violated(.writeWithoutFreshRead, exchange, "the newest read is \(age.seconds) s old")
        }
        if sight.exchange < record.lastWrite {
            violated(.writeWithoutReadBetween, exchange, "not read since the write before")
        }
        if !sight.isKnown {
            violated(.writeOnUnknownState, exchange, "the newest read did not show the state")
        }
        if let wanted = exchange.wanted, (wanted ? sight.canEnable : sight.canDisable) != true {
            violated(.writeAgainstClosedGate, exchange, "the newest read did not show the gate open")
        }
    }

    mutating func applies(_ resource: String) {
        records[resource, default: Record()].applied += 1
    }

    /// An answer is ready; what it shows counts once it is delivered.
    mutating func answers(_ exchange: Exchange, _ draft: Draft) {
        switch draft.body {
        case .dropped: answers["dropped", default: 0] += 1
        case .silence: answers["silence", default: 0] += 1
        default: answers[String(draft.status), default: 0] += 1
        }
        if let account = exchange.resource, let password = exchange.password {
            let isApplied = exchange.isApplied
            passwords.answered(password.sha256, for: account, by: draft, exchange.fault, isApplied: isApplied)
        }
        guard exchange.kind == .read, exchange.about == .sshPasswordLogin, draft.status == 200 else { return }
        pending[exchange.number, default: Pending()].sight = sight(of: draft, exchange.number)
    }

    /// A body that cannot be understood is a sight too, of nothing: a client must not go on with an older one.
    private func sight(of draft: Draft, _ exchange: UInt64) -> Sight {
        guard case .document(let document) = draft.body else { return Sight(exchange: exchange, isKnown: false) }
        let actions = document["actions"]
        return Sight(
            exchange: exchange,
            canEnable: actions?["canEnable"]?["allowed"]?.bool,
            canDisable: actions?["canDisable"]?["allowed"]?.bool,
            isKnown: document["available"]?.bool == true && document["enabled"]?.bool != nil)
    }

    mutating func delivered(_ number: UInt64, at now: Moment) {
        guard let done = pending.removeValue(forKey: number) else { return }
        if let silence = done.silence {
            // A 429 within the silence prolongs it: it is no new beginning with a grace of its own.
            let before = quiet.flatMap { now.boot < $0.until ? $0 : nil } ?? (from: now.boot, until: now.boot)
            quiet = (from: before.from, until: max(before.until, now.boot + silence))
        }
        guard let resource = done.resource else { return }
        if done.isWrite { records[resource]?.writesInFlight -= 1 }
        if var sight = done.sight, sight.exchange > records[resource]?.lastRead?.exchange ?? 0 {
            sight.at = now.boot
            records[resource]?.lastRead = sight
        }
    }

    func report(
        _ guests: [SimulatedGuest], _ accounts: [SimulatedAccount], underWay: Int, at now: WallTime
    ) -> SimulationReport {
        SimulationReport(
            at: now,
            requests: Dictionary(uniqueKeysWithValues: requests.map { ($0.key.rawValue, $0.value) }),
            answers: answers,
            underWay: underWay,
            rateLimited: rateLimited,
            faults: Dictionary(uniqueKeysWithValues: strikes.map { ($0.key.rawValue, $0.value) }),
            violationCount: violationCount,
            violations: violations,
            guests: guests.map(report),
            accounts: accounts.map(report))
    }

    private func report(_ guest: SimulatedGuest) -> SimulationReport.Guest {
        let record = records[guest.id] ?? Record()
        return .init(
            id: guest.id, name: guest.name, reads: record.reads, writes: record.writes, applied: record.applied,
            enabled: guest.login.enabled, passwordAuthentication: guest.login.passwordAuthentication,
            permitRootLogin: guest.login.permitRootLogin)
    }

    private func report(_ account: SimulatedAccount) -> SimulationReport.Account {
        let record = records[account.id] ?? Record()
        return .init(
            id: account.id, name: account.name, reads: record.reads, writes: record.writes,
            resets: account.password.resets, passwordSHA256: account.password.sha256,
            sent: passwords.sent(for: account.id))
    }
}
