import ReconcileCore
import ReconcilePolicy
import Testing

@testable import ReconcileDaemon

@Suite("What `check` prints for people")
struct CheckTextTests {
    private let error = PolicyDiagnostic(
        file: "a.yaml", line: 4, column: 1, severity: .error, message: "unknown key 'matc'",
        hint: "did you mean 'match'?")
    private let warning = PolicyDiagnostic(
        file: "b.yaml", line: 1, column: 1, severity: .warning, message: "'every' is under 15m")

    private func policy(_ name: String, waivers ends: WallTime...) -> Policy {
        Policy(
            name: name, mode: .observe, match: .all,
            rules: .sshPasswordLogin(SSHPasswordLoginPolicy(desired: .init(enabled: false))),
            waivers: ends.map { Policy.Waiver(match: .all, until: $0, reason: "INC-1") },
            source: PolicySource(file: "\(name).yaml", fingerprint: name))
    }

    private func lines(
        _ policies: [Policy] = [], _ diagnostics: [PolicyDiagnostic] = [], impact: PolicyImpact? = nil
    ) -> [String] {
        CheckText(
            files: ["a.yaml", "b.yaml"], policies: policies, diagnostics: diagnostics, impact: impact, now: .noon
        ).lines()
    }

    @Test("errors come first, and the last line counts files, errors and warnings")
    func errors() {
        #expect(
            lines([], [error, warning]) == [
                "a.yaml:4:1: error: unknown key 'matc'\n  hint: did you mean 'match'?",
                "b.yaml:1:1: warning: 'every' is under 15m", "2 files, 1 error, 1 warning",
            ])
    }

    @Test("valid files are counted, with the waivers that are in force and the first end")
    func valid() {
        #expect(lines([policy("a")]) == ["1 policy: all valid"])
        #expect(
            lines([policy("a", waivers: .noon + .days(9), .noon - .days(1)), policy("b")])
                == ["2 policies, 1 waiver (ends in 9 days): all valid"])
        #expect(
            lines([policy("a", waivers: .noon + .days(9), .noon + .hours(3))], [warning])
                == [
                    warning.description, "1 policy, 2 waivers (the first ends in 3 h): all valid, 1 warning",
                ])
    }

    @Test("the impact names each resource that gains, loses or changes its policy")
    func impact() {
        var records = ["gains", "loses", "changes", "stays"].map { name in
            ResourceRecord(item: InventoryItem(id: ResourceID("vps_" + name), kind: .sshPasswordLogin, name: name))
        }
        records[1].policy = "off"
        records[2].policy = "other"
        records[3].policy = "off"
        var off = policy("off")
        off.match = .conditions(Match.Conditions(ids: [.init("vps_gains"), .init("vps_changes"), .init("vps_stays")]))
        let impact = PolicyImpact(records, under: [off])
        #expect(
            lines([off], impact: impact).dropFirst() == [
                "  gains     vps_gains     no policy -> off", "  loses     vps_loses     off -> no policy",
                "  changes   vps_changes   other -> off", "3 resources come under another policy, 1 stays",
            ])
        #expect(
            lines([off], impact: PolicyImpact([], under: [off])).dropFirst() == [
                "no resource is known yet: nothing was listed so far"
            ])
    }
}
