import ReconcileCore
import Testing

@Suite("decision table: what a read means")
struct VerdictTableTests {
    @Test(
        "inventory",
        arguments: [
            DecisionRow(
                "a service that is named and not active: notActive", item: .sample(status: .suspended), is: .unknown,
                holds: ["notActive"]),
            DecisionRow(
                "stopped: notRunning", item: .sample(power: .stopped), is: .unknown, holds: ["notRunning"]),
            DecisionRow(
                "stopping: notRunning", item: .sample(power: PowerState(rawValue: "stopping")), is: .unknown,
                holds: ["notRunning"]),
            DecisionRow(
                "paused: notRunning", item: .sample(power: PowerState(rawValue: "paused")), is: .unknown,
                holds: ["notRunning"]),
            DecisionRow(
                "provisioning: notRunning", item: .sample(power: PowerState(rawValue: "provisioning")), is: .unknown,
                holds: ["notRunning"]),
            DecisionRow(
                "a service that is null or absent: the read decides", item: .sample(status: nil), is: .drifted,
                change: false),
            DecisionRow(
                "a power state that is null or absent: the read decides", item: .sample(power: nil), is: .drifted,
                change: false),
            DecisionRow(
                "an OS that is no Linux: notEligible", item: .sample(os: "windows"), is: .unknown,
                holds: ["notEligible"]),
            DecisionRow("an unknown OS: the read decides", item: .sample(os: nil), is: .drifted, change: false),
            DecisionRow("in no list: missing", given: { $0.isAbsent = true }, is: .unknown, holds: ["missing"]),
        ])
    func inventory(row: DecisionRow) { row.check() }

    @Test(
        "answers",
        arguments: [
            DecisionRow(
                "never read: it waits for its first read",
                given: {
                    $0.observation = nil
                    $0.age = nil
                }, is: .unknown, holds: ["stale"]),
            DecisionRow(
                "a malformed answer: backoff",
                given: {
                    $0.observation = nil
                    $0.age = nil
                    $0.failure = Hold(.backoff, "It cannot be read.", code: "malformed")
                }, is: .unknown, holds: ["backoff/malformed"]),
            DecisionRow(
                "available: false is an answer: unknownState", seen: { $0.available = false }, is: .unknown,
                code: "unavailable", holds: ["unknownState/unavailable"]),
            DecisionRow(
                "enabled: null is an answer: unknownState", enabled: nil, is: .unknown, code: "enabled",
                holds: ["unknownState/enabled"]),
            DecisionRow(
                "source unavailable: unknownState", enabled: false, seen: { $0.source = .unavailable }, is: .unknown,
                code: "source", holds: ["unknownState/source"]),
            DecisionRow(
                "an unheard-of source: unknownState, even where it says drift",
                seen: { $0.source = .init(rawValue: "crystal_ball") }, is: .unknown, code: "source",
                holds: ["unknownState/source"]),
        ])
    func answers(row: DecisionRow) { row.check() }

    @Test(
        "verdict",
        arguments: [
            DecisionRow("enabled: true is drifted", is: .drifted, change: false),
            DecisionRow(
                "enabled: true is drifted by config files alone too", seen: { $0.source = .configFiles }, is: .drifted,
                change: false),
            DecisionRow("enabled: false from the effective config is compliant", enabled: false, is: .compliant),
            DecisionRow(
                "enabled: false from config files alone is unknown (evidence)", enabled: false,
                seen: { $0.source = .configFiles }, is: .unknown, code: "evidence", holds: ["unknownState/evidence"]),
            DecisionRow(
                "evidence: any lets config files do", enabled: false, policies: [.sample(evidence: .any)],
                seen: { $0.source = .configFiles }, is: .compliant),
            DecisionRow(
                "passwordAuthentication yes beside enabled: false is drifted (otherUsers)", enabled: false,
                seen: { $0.passwordAuthentication = "yes" }, is: .drifted, code: "otherUsers", change: false),
            DecisionRow(
                "scope: root accepts open password login of other users", enabled: false,
                policies: [.sample(scope: .root)], seen: { $0.passwordAuthentication = "yes" }, is: .compliant),
            DecisionRow(
                "an unknown passwordAuthentication is not yes", enabled: false,
                seen: { $0.passwordAuthentication = nil }, is: .compliant),
            DecisionRow(
                "enabled: true beside passwordAuthentication no from an effective config is a contradiction",
                seen: { $0.passwordAuthentication = "no" }, is: .unknown, code: "contradiction",
                holds: ["unknownState/contradiction"]),
            DecisionRow(
                "the same from config files is drift",
                seen: {
                    $0.passwordAuthentication = "no"
                    $0.source = .configFiles
                }, is: .drifted, change: false),
            DecisionRow(
                "a policy that wants it on: enabled: false is drifted", enabled: false,
                policies: [.sample(enabled: true)],
                is: .drifted, change: true),
            DecisionRow(
                "a policy that wants it on: enabled: true is compliant", policies: [.sample(enabled: true)],
                is: .compliant),
            DecisionRow(
                "a verdict older than 2 x every is stale", given: { $0.age = .hours(12) + .seconds(1) }, is: .unknown,
                holds: ["stale"]),
            DecisionRow("one just as old is not", given: { $0.age = .hours(12) }, is: .drifted, change: false),
            DecisionRow(
                "a short every still trusts a verdict for an hour", enabled: false,
                policies: [.sample(every: .minutes(1))], given: { $0.age = .hours(1) }, is: .compliant),
            DecisionRow(
                "a stale verdict says why it could not be read", enabled: false,
                given: {
                    $0.age = .hours(13)
                    $0.failure = Hold(.forbidden, "No.")
                }, is: .unknown, holds: ["forbidden"]),
        ])
    func verdict(row: DecisionRow) { row.check() }

    @Test(
        "governance",
        arguments: [
            DecisionRow(
                "no policy matches: nothing is wanted", policies: [.sample(match: .named("db-*"))], is: .unknown),
            DecisionRow(
                "a field that the match names is missing: neither in nor out",
                policies: [.sample(match: .named("web-*"))], item: .sample(name: nil), is: .unknown,
                holds: ["unknownState/match"]),
            DecisionRow(
                "a field that a waiver names is missing: the same",
                policies: [.sample(waivers: [.init(match: .named("x"), until: dawn.wall + .days(1), reason: "r")])],
                item: .sample(name: nil), is: .unknown, holds: ["unknownState/match"]),
            DecisionRow(
                "a missing field that could bring in a policy of higher priority: the same",
                policies: [.sample(), .sample("top", priority: 1, match: .named("x"))], item: .sample(name: nil),
                is: .unknown, holds: ["unknownState/match"]),
            DecisionRow(
                "a missing field that only a policy of lower priority names changes nothing",
                policies: [.sample(priority: 1), .sample("low", match: .named("x"))], item: .sample(name: nil),
                is: .drifted, change: false),
            DecisionRow(
                "the largest priority governs", enabled: false,
                policies: [.sample(), .sample("on", priority: 1, enabled: true)], is: .drifted, change: true),
            DecisionRow(
                "equal priority and different wants: none governs",
                policies: [.sample(), .sample("on", enabled: true)], is: .unknown, holds: ["policyConflict"]),
            DecisionRow(
                "equal priority, same want: the stricter mode applies",
                policies: [.sample(), .sample("watch", mode: .observe)], is: .drifted, change: false,
                holds: ["observeMode"]),
            DecisionRow(
                "equal priority, same want: all guards apply",
                policies: [.sample(), .sample("two", keys: .init(minimum: 2))], is: .drifted, change: false,
                holds: ["sshKeys/too_few_keys"]),
            DecisionRow(
                "equal priority, same want: the stricter evidence applies", enabled: false,
                policies: [.sample(evidence: .any), .sample("strict")], seen: { $0.source = .configFiles },
                is: .unknown,
                code: "evidence", holds: ["unknownState/evidence"]),
            DecisionRow(
                "equal priority, same want: the shorter period counts for staleness",
                policies: [.sample(), .sample("often", every: .hours(1))], given: { $0.age = .hours(3) }, is: .unknown,
                holds: ["stale"]),
        ])
    func governance(row: DecisionRow) { row.check() }
}
