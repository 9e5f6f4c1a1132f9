import ReconcilePolicy

@testable import ReconcileCore
@testable import ReconcileDaemon

// Made-up facts of every kind, from which documents and texts are made.

extension WallTime {
    /// 2026-11-21T12:00:00Z.
    static let noon = WallTime(millisecondsSince1970: 1_795_262_400_000)
}

extension SSHPasswordLoginObservation {
    static let open = SSHPasswordLoginObservation(
        available: true, enabled: true, passwordAuthentication: "yes", permitRootLogin: "yes", source: .effective,
        sshKeysConfigured: true,
        sshKeys: [AuthorizedKey(text: "ssh-ed25519 AAAA ops", reading: .usable(fingerprint: "SHA256:ops"))],
        canEnable: ActionGate(allowed: false, reason: "It is on.", code: "already_enabled"),
        canDisable: ActionGate(allowed: true))

    static let shut = SSHPasswordLoginObservation(
        available: true, enabled: false, passwordAuthentication: "no", permitRootLogin: "prohibit-password",
        source: .effective, sshKeysConfigured: true,
        sshKeys: [
            AuthorizedKey(text: "from=\"192.0.2.1\" ssh-ed25519 AAAA", reading: .restricted(option: "from")),
            AuthorizedKey(text: "not a key", reading: .unparsable),
        ],
        canEnable: ActionGate(allowed: true), canDisable: ActionGate(allowed: false, code: "already_disabled"))

    static let unavailable = SSHPasswordLoginObservation(
        available: false, enabled: nil, reason: "The guest agent does not answer.", passwordAuthentication: nil,
        permitRootLogin: nil, source: .unavailable, sshKeysConfigured: false, sshKeys: [],
        canEnable: ActionGate(allowed: false), canDisable: ActionGate(allowed: false))
}

extension Wanted {
    static func login(_ enabled: Bool, scope: SSHPasswordLoginPolicy.Scope = .everyone) -> Wanted? {
        .merging([.sshPasswordLogin(SSHPasswordLoginPolicy(desired: .init(enabled: enabled, scope: scope)))])
    }
}

extension ResourceReport {
    /// A resource as wanted, read 12 minutes ago, which `change` turns into something else.
    static func sample(_ name: String?, id: String, _ change: (inout ResourceReport) -> Void = { _ in })
        -> ResourceReport
    {
        var report = ResourceReport(
            item: InventoryItem(id: ResourceID(id), kind: .sshPasswordLogin, name: name), policy: "login-off",
            mode: .enforce, matching: ["login-off"], verdict: .compliant, code: nil, wanted: .login(false),
            observation: .sshPasswordLogin(.shut), observedAt: .noon - .minutes(12), change: nil, holds: [],
            operation: nil, driftSince: nil, waiver: nil, guardState: nil, isOpenPastWaiver: false,
            nextLook: .noon + .hours(5), brake: [BrakeUse(policy: "login-off", used: 3, allowance: 15)])
        change(&report)
        return report
    }

    static func drifted(_ name: String?, id: String, _ holds: Hold...) -> ResourceReport {
        sample(name, id: id) { report in
            report.verdict = .drifted
            report.observation = .sshPasswordLogin(.open)
            report.change = .sshPasswordLogin(enabled: false)
            report.driftSince = .noon - .days(6)
            report.guardState = .open
            report.holds = holds
        }
    }

    static func unknown(_ name: String?, id: String, _ hold: Hold) -> ResourceReport {
        sample(name, id: id) { report in
            report.verdict = .unknown
            report.observation = nil
            report.observedAt = nil
            report.wanted = nil
            report.holds = [hold]
            report.nextLook = nil
        }
    }

    static func written(_ name: String, id: String, confirmed: Bool, claimed: Bool?) -> ResourceReport {
        sample(name, id: id) { report in
            report.verdict = confirmed ? .compliant : .unknown
            if !confirmed { report.holds = [Hold(.unverified, "No read shows the change yet.")] }
            report.operation = OperationReport(
                requested: .sshPasswordLogin(enabled: false), claimed: claimed, confirmed: confirmed,
                message: claimed == nil ? nil : "SSH password login disabled.",
                requestID: claimed == nil ? nil : "req_1", at: .noon - .seconds(5))
        }
    }
}

extension PassReport {
    static func sample(_ resources: [ResourceReport]) -> PassReport {
        PassReport(
            at: .noon, resources: resources,
            budget: Budget(limit: 60, window: .seconds(60), remaining: 52, source: .header), closedUntil: nil,
            requestsSent: 54, nextLook: .noon + .seconds(12), isListed: true, stops: [])
    }

    /// Resources of every kind that a report can have.
    static let fleet = PassReport.sample([
        .drifted("web-3", id: "vps_01hxa3b4c5d6e7f8g9h0j1n2m3"),
        .drifted(
            "web-7", id: "vps_01hxa3b4c5d6e7f8g9h0j1q8r1",
            Hold(.gate, "A pending order blocks this change.", code: "pending_order", since: .noon - .hours(2))),
        .drifted(
            "db-2", id: "vps_01hxa3b4c5d6e7f8g9h0j1k4t7",
            Hold(.sshKeys, "There is no SSH key on the guest; password login is its only door.", code: "no_key"),
            Hold(.brake, "5 of 5 changes a day are used.", until: .noon + .hours(3))),
        .drifted("datå-1", id: "vps_2", Hold(.waived, "INC-123", until: .noon + .days(9))),
        .unknown(nil, id: "vps_3", Hold(.notRunning, "Its power state is 'stopped'.")),
        .unknown("mail-1", id: "vps_4", Hold(.unknownState, "The guest agent does not answer.", code: "agent")),
        .written("app-1", id: "vps_5", confirmed: true, claimed: true),
        .written("app-2", id: "vps_6", confirmed: false, claimed: nil),
        .sample("web-1", id: "vps_7"),
        .sample("web-2", id: "vps_8") { $0.wanted = .login(false, scope: .root) },
        .drifted("shared-1", id: "vps_10", Hold(.paused, "audit")).with(code: "otherUsers"),
        .drifted("old-1", id: "vps_9", Hold(.observeMode, "The policy only observes (mode: observe).")).under("watch"),
    ])
}

extension ResourceReport {
    func with(code: String) -> ResourceReport {
        var report = self
        report.code = code
        return report
    }

    func under(_ policy: String) -> ResourceReport {
        var report = self
        report.policy = policy
        report.mode = .observe
        report.matching = [policy, "login-off"]
        return report
    }
}

extension Terminal {
    /// Keeps nothing of what is printed.
    static func silent(hasColour: Bool = false) -> Terminal {
        Terminal(hasColour: hasColour, hasProgress: false, output: { _ in }, errors: { _ in })
    }
}

extension LedgerRow {
    private static let root = Actor(uid: 0, name: "root")
    private static let resource = ResourceID("vps_01hxa3b4c5d6e7f8g9h0j1n2m3")
    private static let intent = IntentID(number: 7)
    private static let policy = "login-off"
    private static let fingerprint = "a1b2"

    /// A row of each kind, one a minute; some kinds more than once, with and without what may be missing.
    static let all: [LedgerRow] = entries.enumerated().map { index, entry in
        LedgerRow(
            sequence: Int64(index + 1), at: .noon + .minutes(index), entry: entry,
            hash: String(repeating: "0123456789abcdef", count: 4))
    }

    private static let entries: [LedgerEntry] = drifts + writes + words + lives + LedgerEntry.passwords

    private static let lives: [LedgerEntry] = [
        .started(.init(command: "once", version: "0.1.0", pid: 812)),
        .stopped(.init()),
        .known(.init(kind: .sshPasswordLogin, resources: [resource])),
        .gone(.init(resource: resource)),
        .enforcing(.init(policies: [.init(name: policy, fingerprint: fingerprint)])),
        .chainAccepted(.init(previousSHA256: nil, found: "it is missing", reason: "new disk", by: root)),
        .chainAccepted(
            .init(
                previousSHA256: String(repeating: "ab", count: 32), found: "row 3 does not match its hash",
                reason: "known", by: root)),
        .invariantBroken(.init(what: "two writes at once")),
    ]

    private static let drifts: [LedgerEntry] = [
        .drift(
            .init(
                resource: resource, policy: policy, cause: .adoption, seen: .sshPasswordLogin(.unavailable), code: nil,
                lastCompliant: nil)),
        .drift(
            .init(
                resource: resource, policy: policy, cause: .policy, seen: .sshPasswordLogin(.open), code: nil,
                lastCompliant: nil)),
        .drift(
            .init(
                resource: resource, policy: policy, cause: .change, seen: .sshPasswordLogin(.open), code: "otherUsers",
                lastCompliant: .noon - .hours(6))),
        .driftEnded(.init(resource: resource, policy: policy, reason: .repaired)),
        .driftEnded(.init(resource: resource, policy: nil, reason: .replaced)),
    ]

    private static let writes: [LedgerEntry] = [
        .intent(
            .init(
                intent: intent, resource: resource, policy: policy, fingerprint: fingerprint,
                change: .sshPasswordLogin(enabled: false), before: .sshPasswordLogin(.open), readAgeMilliseconds: 1200,
                underWaiver: false, wave: 1)),
        .outcome(
            .init(
                intent: intent, resource: resource, policy: policy, result: .accepted, claimed: true, status: 200,
                message: "SSH password login disabled.", requestId: "req_1")),
        .outcome(
            .init(
                intent: intent, resource: resource, policy: policy, result: .refused, status: 409,
                code: "pending_order", message: "A pending order blocks this change.", requestId: "req_2")),
        .outcome(.init(intent: intent, resource: resource, policy: policy, result: .unknown)),
        .confirmed(
            .init(
                intent: intent, resource: resource, policy: policy, fingerprint: fingerprint,
                seen: .sshPasswordLogin(.shut))),
        .unconfirmed(.init(intent: intent, resource: resource, policy: policy, fingerprint: fingerprint)),
        .soaked(.init(resource: resource, policy: policy, fingerprint: fingerprint, result: .lasted)),
    ]

    private static let words: [LedgerEntry] = [
        .paused(.init(policy: nil, resource: nil, reason: "maintenance", until: nil, by: root)),
        .paused(
            .init(
                policy: policy, resource: nil, reason: "audit", until: .noon + .hours(2), by: Actor(uid: 7, name: nil))),
        .paused(.init(policy: nil, resource: resource, reason: "console", until: nil, by: root)),
        .resumed(.init(policy: nil, resource: nil, identity: true, reason: "it is ours", by: root)),
        .resumed(.init(policy: policy, resource: nil, identity: false, reason: "audit over", by: root)),
        .waived(.init(resource: resource, until: .noon + .days(9), reason: "INC-123", enabled: nil, by: root)),
        .waived(.init(resource: resource, until: .noon + .hours(2), reason: "INC-124", enabled: true, by: root)),
        .waiverEnded(.init(resource: resource)),
        .released(.init(policy: policy, reason: "looked at the first five", by: root)),
    ]
}

extension ForecastCommand.Options {
    static let sample = Self(
        fleet: 1000, limit: RateCeiling(requests: 60, window: .minutes(1)), drift: .onePercent, span: .days(30), seed: 7
    )
}

extension ForecastReport {
    /// A month of a thousand drifted servers under a brake.
    static let sample: ForecastReport = {
        var report = ForecastReport()
        report.fleet.isMadeUp = true
        (report.fleet.listed, report.fleet.matched, report.fleet.drifted) = (1000, 990, 980)
        report.limit = RateCeiling(requests: 60, window: .minutes(1))
        report.requests = [
            Requests(.confirm, total: 1270, firstDay: 307), Requests(.write, total: 1271, firstDay: 308),
            Requests(.driftedReread, total: 686, firstDay: 1), Requests(.now, total: 0, firstDay: 0),
            Requests(.firstLook, total: 1000, firstDay: 1000), Requests(.routine, total: 118_527, firstDay: 3690),
            Requests(.inventory, total: 28_790, firstDay: 950),
        ]
        report.refused = 2
        report.firstPass = .seconds(1989)
        report.converged = .seconds(259_640)
        report.drifts.happened = 295
        report.drifts.seen = Delays(293, .seconds(9792), .seconds(20_288))
        report.drifts.mended = Delays(290, .seconds(10_960), .seconds(24_864))
        report.holds = [.brake: 716, .sshKeys: 1]
        (report.end.compliant, report.end.drifted, report.end.unknown) = (980, 5, 5)
        report.span = .days(30)
        return report
    }()

    /// Six hours of two servers under a policy that only looks, with no limit known.
    static let observing: ForecastReport = {
        var report = ForecastReport()
        (report.fleet.listed, report.fleet.matched, report.fleet.observed) = (2, 2, 2)
        report.requests = [Requests(.routine, total: 2, firstDay: 2), Requests(.inventory, total: 24, firstDay: 24)]
        report.firstPass = .seconds(7200)
        report.end.compliant = 2
        report.span = .hours(6)
        return report
    }()
}

extension ForecastReport.Delays {
    fileprivate init(_ count: Int, _ median: Duration, _ high: Duration) {
        self.init()
        self.count = count
        self.median = median
        self.high = high
    }
}

extension PassReport {
    /// What is left of the fleet while the API says nothing.
    static let silent: PassReport = {
        var report = PassReport.fleet
        report.isListed = false
        report.silence = Silence(isWhole: true, detail: "No answer within 30 s.", since: .noon - .minutes(40))
        return report
    }()

    /// The fleet with what people stopped and made exceptions of.
    static let withExceptions: PassReport = {
        var report = PassReport.fleet
        let root = Actor(uid: 0, name: "root")
        report.stops = [Hold(.paused, "moving house (root)", since: .noon - .hours(3))]
        report.listedAt = .noon - .minutes(3)
        report.pauses = [
            PauseReport(reason: "moving house", since: .noon - .hours(3), until: nil, by: root),
            PauseReport(
                policy: "login-off", reason: "audit", since: .noon - .days(2), until: .noon + .hours(2),
                by: Actor(uid: 7, name: nil)),
        ]
        report.waivers = [
            WaiverReport(
                resource: ResourceID("vps_2"), name: "datå-1", reason: "INC-123", enabled: nil,
                since: .noon - .days(3), until: .noon + .days(9), by: root),
            WaiverReport(
                resource: ResourceID("vps_7"), name: "web-1", reason: "INC-124", enabled: true,
                since: .noon - .minutes(5), until: .noon + .hours(2), by: root),
        ]
        report.warnings = ["Policy 'old' enforced before and is not there any more; what it changed stays as it is."]
        return report
    }()
}

extension Standpoint.ServiceFacts {
    static let sample = Self(pid: 812, version: "0.1.0", since: .noon - .days(4), socket: "/run/reconciled.sock")
}

extension ReloadRefusal {
    /// Of two errors, beside a warning.
    static let sample = ReloadRefusal(
        PolicyErrors(
            files: ["/etc/reconciled/policies.d/10-ssh.yaml"],
            diagnostics: [
                PolicyDiagnostic(
                    file: "a.yaml", line: 1, column: 1, severity: .warning, message: "'every' is under 15m"),
                PolicyDiagnostic(
                    file: "/etc/reconciled/policies.d/10-ssh.yaml", line: 4, column: 1, severity: .error,
                    message: "unknown key 'matc'", hint: "did you mean 'match'?"),
                PolicyDiagnostic(file: "b.yaml", line: 2, column: 1, severity: .error, message: "unknown key 'x'"),
            ]), at: .noon)
}

extension Doctor.Check {
    static let samples = [
        Self(name: "token", state: .ok, detail: "The API takes it."),
        Self(name: "write:vm", state: .unknown, detail: "No read can tell; the first write will."),
        Self(
            name: "clock", state: .warning, detail: "It is 75 s away from the API's.",
            fix: "set the clock, and keep it with NTP: `timedatectl set-ntp true`"),
        Self(
            name: "read:vm", state: .failed, detail: "The API refused it (403).", fix: "give the key the scope read:vm"),
    ]
}
