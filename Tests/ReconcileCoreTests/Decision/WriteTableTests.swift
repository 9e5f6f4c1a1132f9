import Testing

@testable import ReconcileCore

@Suite("decision table: whether to write")
struct WriteTableTests {
    @Test(
        "gate and mode",
        arguments: [
            DecisionRow(
                "mode: observe never writes", policies: [.sample(mode: .observe)], is: .drifted, change: false,
                holds: ["observeMode"]),
            DecisionRow(
                "allowed: false closes the gate, with the provider's code",
                seen: { $0.canDisable = ActionGate(allowed: false, reason: "Wait.", code: "pending_order") },
                is: .drifted, change: false, holds: ["gate/pending_order"]),
            DecisionRow(
                "allowed: false without reason or code closes it too",
                seen: { $0.canDisable = ActionGate(allowed: false) }, is: .drifted, change: false, holds: ["gate"]),
            DecisionRow(
                "allowed: true opens it whatever reason and code say",
                seen: { $0.canDisable = ActionGate(allowed: true, reason: "Busy.", code: "busy") }, is: .drifted,
                change: false),
            DecisionRow(
                "the other action's gate does not matter", seen: { $0.canEnable = ActionGate(allowed: false) },
                is: .drifted, change: false),
            DecisionRow(
                "turning on asks canEnable", enabled: false, policies: [.sample(enabled: true)],
                seen: { $0.canEnable = ActionGate(allowed: false, code: "no") }, is: .drifted, change: true,
                holds: ["gate/no"]),
            DecisionRow(
                "a compliant server has no holds, whatever is closed", enabled: false,
                policies: [.sample(mode: .observe)],
                seen: {
                    $0.canDisable = ActionGate(allowed: false)
                    $0.sshKeys = []
                }, is: .compliant),
        ])
    func gate(row: DecisionRow) { row.check() }

    @Test(
        "guard sshKeys",
        arguments: [
            DecisionRow(
                "sshKeysConfigured: false closes it", seen: { $0.sshKeysConfigured = false }, is: .drifted,
                change: false,
                holds: ["sshKeys/no_key"]),
            DecisionRow(
                "no key closes it", seen: { $0.sshKeys = [] }, is: .drifted, change: false, holds: ["sshKeys/no_key"]),
            DecisionRow(
                "an entry that is no public key does not count",
                seen: { $0.sshKeys = [AuthorizedKey(text: "hello", reading: .unparsable)] }, is: .drifted,
                change: false,
                holds: ["sshKeys/no_key"]),
            DecisionRow(
                "a restricted key does not count",
                seen: { $0.sshKeys = [AuthorizedKey(text: "from=…", reading: .restricted(option: "from"))] },
                is: .drifted, change: false, holds: ["sshKeys/no_key"]),
            DecisionRow(
                "fewer than minimum close it", policies: [.sample(keys: .init(minimum: 2))], is: .drifted,
                change: false,
                holds: ["sshKeys/too_few_keys"]),
            DecisionRow(
                "the same key twice counts once", policies: [.sample(keys: .init(minimum: 2))],
                seen: { $0.sshKeys = [.usable, .usable] }, is: .drifted, change: false, holds: ["sshKeys/too_few_keys"]),
            DecisionRow(
                "as many as minimum open it", policies: [.sample(keys: .init(minimum: 2))],
                seen: { $0.sshKeys = [.usable, .named("SHA256:two")] }, is: .drifted, change: false),
            DecisionRow(
                "none of the named fingerprints closes it",
                policies: [.sample(keys: .init(fingerprints: ["SHA256:two", "SHA256:three"]))], is: .drifted,
                change: false, holds: ["sshKeys/no_named_key"]),
            DecisionRow(
                "one of the named fingerprints opens it",
                policies: [.sample(keys: .init(fingerprints: ["SHA256:two", "SHA256:one"]))], is: .drifted,
                change: false),
            DecisionRow(
                "PermitRootLogin prohibit-password opens it", seen: { $0.permitRootLogin = "prohibit-password" },
                is: .drifted, change: false),
            DecisionRow(
                "PermitRootLogin without-password opens it", seen: { $0.permitRootLogin = "without-password" },
                is: .drifted, change: false),
            DecisionRow(
                "PermitRootLogin no closes it", seen: { $0.permitRootLogin = "no" }, is: .drifted, change: false,
                holds: ["sshKeys/permit_root_login"]),
            DecisionRow(
                "PermitRootLogin forced-commands-only closes it", seen: { $0.permitRootLogin = "forced-commands-only" },
                is: .drifted, change: false, holds: ["sshKeys/permit_root_login"]),
            DecisionRow(
                "an unknown PermitRootLogin closes it", seen: { $0.permitRootLogin = nil }, is: .drifted, change: false,
                holds: ["sshKeys/permit_root_login"]),
            DecisionRow(
                "turning on needs no key", enabled: false, policies: [.sample(enabled: true)],
                seen: {
                    $0.sshKeys = []
                    $0.permitRootLogin = nil
                }, is: .drifted, change: true),
        ])
    func keys(row: DecisionRow) { row.check() }

    private static let closed = PolicyWindows.sample((60, 120))
    private static let open = PolicyWindows.sample((-60, 60))

    @Test(
        "windows and settling",
        arguments: [
            DecisionRow(
                "in an open window it is written", policies: [.sample(windows: open)], is: .drifted, change: false),
            DecisionRow(
                "outside its windows it is held", policies: [.sample(windows: closed)], is: .drifted, change: false,
                holds: ["window"]),
            DecisionRow(
                "at the end of a window it is closed", policies: [.sample(windows: .sample((-60, 0)))], is: .drifted,
                change: false, holds: ["window/never"]),
            DecisionRow(
                "all policies that govern must have theirs open",
                policies: [.sample(windows: open), .sample("b", windows: closed)], is: .drifted, change: false,
                holds: ["window/never"]),
            DecisionRow(
                "the windows of a policy that does not govern do not count",
                policies: [.sample(priority: 1), .sample("b", windows: closed)], is: .drifted, change: false),
            DecisionRow(
                "drift that was seen for less than settle is held", policies: [.sample(settle: .minutes(5))],
                given: { $0.driftSince = dawn.wall - .minutes(5) + .milliseconds(1) }, is: .drifted, change: false,
                holds: ["window/settle"]),
            DecisionRow(
                "drift that is seen for the first time is held", policies: [.sample(settle: .minutes(5))], is: .drifted,
                change: false, holds: ["window/settle"]),
            DecisionRow(
                "drift that was seen for as long as settle is written", policies: [.sample(settle: .minutes(5))],
                given: { $0.driftSince = dawn.wall - .minutes(5) }, is: .drifted, change: false),
            DecisionRow(
                "the longest settle of all policies that govern counts",
                policies: [.sample(settle: .minutes(5)), .sample("b")], is: .drifted, change: false,
                holds: ["window/settle"]),
            DecisionRow(
                "neither holds the writes of a waiver", policies: [.sample(windows: closed, settle: .minutes(5))],
                given: { $0.isOrdered = true }, is: .drifted, change: false),
            DecisionRow(
                "neither holds a compliant server", enabled: false,
                policies: [.sample(windows: closed, settle: .minutes(5))], is: .compliant),
        ])
    func schedule(row: DecisionRow) { row.check() }

    private static func waiver(_ enabled: Bool?, until: Duration = .hours(1)) -> Policy.Waiver {
        .init(match: .named("web-1"), until: dawn.wall + until, reason: "r", enabled: enabled)
    }

    @Test(
        "waivers",
        arguments: [
            DecisionRow(
                "without enabled the server is only observed", policies: [.sample(waivers: [waiver(nil)])],
                is: .drifted,
                change: false, holds: ["waived"]),
            DecisionRow(
                "an ended one holds nothing", policies: [.sample(waivers: [waiver(nil, until: .zero)])], is: .drifted,
                change: false),
            DecisionRow(
                "one for another server holds nothing",
                policies: [.sample(waivers: [.init(match: .named("db"), until: dawn.wall + .days(1), reason: "r")])],
                is: .drifted, change: false),
            DecisionRow(
                "with enabled: true that is wanted", enabled: false, policies: [.sample(waivers: [waiver(true)])],
                is: .drifted, change: true),
            DecisionRow(
                "with enabled: true an open door is compliant", policies: [.sample(waivers: [waiver(true)])],
                is: .compliant),
            DecisionRow(
                "one that only exempts outweighs one that wants a value", enabled: false,
                policies: [.sample(waivers: [waiver(true), waiver(nil)])], is: .compliant),
            DecisionRow(
                "one in a policy of lower priority binds too",
                policies: [.sample(priority: 1), .sample("low", waivers: [waiver(nil)])], is: .drifted, change: false,
                holds: ["waived"]),
            DecisionRow(
                "one in a policy that does not match binds too",
                policies: [.sample(), .sample("db", match: .named("db"), waivers: [waiver(nil)])], is: .drifted,
                change: false, holds: ["waived"]),
            DecisionRow(
                "one from the command line binds",
                given: {
                    $0.waivers = [Waiver(until: dawn.wall + .hours(1), reason: "r", enabled: nil)]
                }, is: .drifted, change: false, holds: ["waived"]),
            DecisionRow(
                "what cannot be seen is waived too, and so not outstanding",
                policies: [.sample(waivers: [waiver(nil)])], seen: { $0.available = false }, is: .unknown,
                code: "unavailable", holds: ["unknownState/unavailable", "waived"]),
            DecisionRow(
                "what is not running is waived too", policies: [.sample(waivers: [waiver(nil)])],
                item: .sample(power: .stopped), is: .unknown, holds: ["notRunning", "waived"]),
        ])
    func waivers(row: DecisionRow) { row.check() }

    @Test(
        "what the engine adds",
        arguments: [
            DecisionRow(
                "a stop of everything holds", given: { $0.stops = [Hold(.paused, "p"), Hold(.clock, "c")] },
                is: .drifted,
                change: false, holds: ["paused", "clock"]),
            DecisionRow(
                "a failed request holds", given: { $0.failure = Hold(.backoff, "b", code: "x") }, is: .drifted,
                change: false, holds: ["backoff/x"]),
            DecisionRow(
                "flapping, brake and wave hold",
                given: {
                    $0.flapping = Hold(.flapping, "f")
                    $0.rationing = [Hold(.wave, "w"), Hold(.brake, "b")]
                }, is: .drifted, change: false, holds: ["flapping", "wave", "brake"]),
            DecisionRow(
                "every hold is named, in a fixed order", policies: [.sample(mode: .observe, waivers: [waiver(nil)])],
                seen: {
                    $0.canDisable = ActionGate(allowed: false)
                    $0.sshKeys = []
                },
                given: {
                    $0.stops = [Hold(.paused, "p")]
                    $0.flapping = Hold(.flapping, "f")
                    $0.failure = Hold(.rejected, "r")
                    $0.rationing = [Hold(.brake, "b")]
                }, is: .drifted, change: false,
                holds: ["observeMode", "waived", "gate", "sshKeys/no_key", "paused", "flapping", "rejected", "brake"]),
            DecisionRow(
                "none of it holds a compliant server", enabled: false,
                given: {
                    $0.stops = [Hold(.paused, "p")]
                    $0.failure = Hold(.rejected, "r")
                    $0.rationing = [Hold(.brake, "b")]
                }, is: .compliant),
        ])
    func added(row: DecisionRow) { row.check() }
}
