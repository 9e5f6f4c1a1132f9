import ReconcileCore
import ReconcilePolicy
import Testing

private let start = "resource: vps.sshPasswordLogin\nmode: observe\nmatch: all\ndesired: {enabled: false}\n"

private func parse(_ text: String) throws -> Policy {
    let loaded = try PolicyLoader.parse(text: text, file: "a.yaml", now: noon).get()
    return try #require(loaded.policies.first)
}

@Suite("what a valid policy file means")
struct PolicyParsingTests {
    @Test("every key reaches the policy")
    func everyKey() throws {
        let text = """
            name: web
            resource: vps.sshPasswordLogin
            mode: enforce
            priority: -7
            match:
              names: ["web-*", db-1]
              tags: {anyOf: [prod, staging], noneOf: [break-glass]}
              os: [Debian, ubuntu]
              ips: [192.0.2.0/24, "2001:db8::/32"]
              ids: [vps_1, vps_2]
            desired: {enabled: false, scope: root}
            evidence: any
            guards:
              sshKeys:
                minimum: 2
                fingerprints: ["SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"]
            schedule: {every: 1h30m, windows: ["Sun 01:00-02:00 UTC", "!02:30-03:00 Europe/Stockholm"], settle: 5m}
            waves: {canary: 2, batch: 5, soak: 1h, stopAfterFailures: 3}
            brake: {changesPerDay: 12}
            waivers:
              - {match: {names: ["db-7"]}, until: 2026-12-01T00:00:00Z, reason: "INC-123, console broken"}
              - match: {ids: [vps_1]}
                until: 2026-11-24T13:00:00+01:00
                reason: >-
                  moved by
                  hand
                enabled: true
            """
        let conditions = Match.Conditions(
            names: [Glob("web-*"), Glob("db-1")],
            anyTag: ["prod", "staging"],
            noTag: ["break-glass"],
            osFamilies: ["debian", "ubuntu"],
            addresses: ["192.0.2.0/24", "2001:db8::/32"].compactMap(IPRange.init),
            ids: [ResourceID("vps_1"), ResourceID("vps_2")])
        let keys = SSHPasswordLoginPolicy.SSHKeysGuard(
            minimum: 2, fingerprints: ["SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"])
        let expected = Policy(
            name: "web", mode: .enforce, priority: -7, match: .conditions(conditions),
            rules: .sshPasswordLogin(
                SSHPasswordLoginPolicy(
                    desired: .init(enabled: false, scope: .root), evidence: .any, sshKeys: keys)),
            every: .minutes(90), windows: try sundays(), settle: .minutes(5),
            waves: Waves(canary: 2, batch: .resources(5), soak: .hours(1), stopAfterFailures: 3),
            brake: .resources(12),
            waivers: [
                Policy.Waiver(
                    match: .conditions(.init(names: [Glob("db-7")])),
                    until: WallTime(millisecondsSince1970: 1_796_083_200_000), reason: "INC-123, console broken"),
                Policy.Waiver(
                    match: .conditions(.init(ids: [ResourceID("vps_1")])), until: noon + .hours(72),
                    reason: "moved by hand", enabled: true),
            ],
            source: PolicySource(file: "a.yaml", fingerprint: StableHash.fingerprint(of: text)))
        #expect(try parse(text) == expected)
    }

    /// What is left of each Sunday's hour: Stockholm's clocks are one hour ahead in winter.
    private func sundays() throws -> PolicyWindows {
        let sundays = ["2026-11-22", "2026-11-29", "2026-12-06", "2026-12-13", "2026-12-20", "2026-12-27"]
        let stretches = try sundays.map { day in
            let start = try #require(WallTime(rfc3339: "\(day)T01:00:00Z"))
            return OpenTimes.Stretch(start: start, end: start + .minutes(30))
        }
        let winter = LocalClock.Offset(start: noon - .days(2), ahead: .hours(1))
        return PolicyWindows(
            texts: ["Sun 01:00-02:00 UTC", "!02:30-03:00 Europe/Stockholm"],
            open: OpenTimes(stretches, end: noon + .days(40)),
            clocks: [LocalClock(zone: "Europe/Stockholm", offsets: [winter])])
    }

    @Test("what is not said has the defaults of the contract")
    func defaults() throws {
        let policy = try parse("name: a\n" + start)
        let rules = SSHPasswordLoginPolicy(
            desired: .init(enabled: false, scope: .everyone), evidence: .effective,
            sshKeys: .init(minimum: 1, fingerprints: []))
        let expected = Policy(
            name: "a", mode: .observe, priority: 0, match: .all, rules: .sshPasswordLogin(rules), every: .hours(6),
            brake: .percent(30), waivers: [], source: policy.source)
        #expect(policy == expected)
    }

    @Test(
        "text is taken as written, also where YAML would make a truth value or a number of it",
        arguments: ["no", "1.10", "0x10", "2026-11-21"])
    func textAsWritten(name: String) throws {
        #expect(try parse("name: \(name)\n" + start).name == name)
    }

    @Test(
        "a brake is a share, a number, or off at 100%",
        arguments: [("1%", BrakeLimit.percent(1)), ("99%", .percent(99)), ("100%", .off), ("0", .resources(0))])
    func brakes(text: String, expected: BrakeLimit) throws {
        #expect(try parse("name: a\n\(start)brake: {changesPerDay: \(text)}\n").brake == expected)
    }

    @Test(
        "durations are whole numbers with units, the larger first",
        arguments: [
            ("10s", Duration.seconds(10)), ("1m30s", .seconds(90)), ("1d", .days(1)), ("1d1h1m1s", .seconds(90061)),
        ])
    func durations(text: String, expected: Duration) throws {
        #expect(try parse("name: a\n\(start)schedule: {every: \(text)}\n").every == expected)
    }

    @Test(
        "other spellings of durations are refused",
        arguments: ["10", "h", "1.5h", "1m1h", "1h1h", "+1h", "-1h", "1H", "1 h", "01h", "1000000000000h", "١h"])
    func wrongDurations(text: String) {
        let said = policyDiagnostics("name: a\n\(start)schedule: {every: \"\(text)\"}\n")
        #expect(said == "10-ssh.yaml:6:19: error: 'every' wants a duration such as 30m or 6h, got '\(text)'")
    }

    @Test("a byte order mark, carriage returns and a document start change nothing")
    func lineEndings() throws {
        let text = ("---\nname: a\n" + start).replacing("\n", with: "\r\n")
        #expect(try parse("\u{feff}" + text).name == "a")
        let wrong = text.replacing("observe", with: "observes")
        #expect(
            policyDiagnostics("\u{feff}" + wrong) == """
                10-ssh.yaml:4:7: error: 'mode' wants 'observe' or 'enforce', got 'observes'
                  hint: did you mean 'observe'?
                """)
    }

    @Test("a file with very many errors names fifty and counts the rest")
    func manyErrors() {
        let lines = (0..<80).map { "unheard-\($0): 1\n" }.joined()
        let said = policyDiagnostics("name: a\n" + start + lines).split(separator: "\n")
        #expect(said.count == 101)
        #expect(said.last == "10-ssh.yaml:55:1: error: 30 more errors are not shown")
    }
}
