import ReconcileCore
import Testing

/// One sentence of the rules, the situation it speaks of, and all that must follow.
struct DecisionRow: CustomTestStringConvertible, Sendable {
    var rule: String
    var situation: Situation
    var verdict: Verdict
    var code: String?
    var change: Bool?
    var holds: [String]

    var testDescription: String { rule }

    init(
        _ rule: String, enabled: Bool? = true, policies: [Policy] = [.sample()], item: InventoryItem = .sample(),
        seen: (inout SSHPasswordLoginObservation) -> Void = { _ in }, given: (inout Situation) -> Void = { _ in },
        is verdict: Verdict, code: String? = nil, change: Bool? = nil, holds: [String] = []
    ) {
        self.rule = rule
        var situation = Situation(item: item, governance: Governance(of: item, by: policies), now: dawn.wall)
        situation.observation = .sshPasswordLogin(.sample(enabled: enabled, seen))
        situation.age = .seconds(1)
        given(&situation)
        self.situation = situation
        self.verdict = verdict
        self.code = code
        self.change = change
        self.holds = holds
    }

    func check() {
        let decision = Decision(situation)
        #expect(decision.verdict == verdict)
        #expect(decision.code == code)
        #expect(decision.change == change.map { .sshPasswordLogin(enabled: $0) })
        #expect(decision.holds.map(\.label) == holds)
        #expect(decision.allowsWrite == (change != nil && holds.isEmpty))
    }
}
