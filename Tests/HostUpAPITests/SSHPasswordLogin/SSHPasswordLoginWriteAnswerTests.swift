import HostUpAPI
import ReconcileCore
import Testing

@Suite("the answer to a write")
struct SSHPasswordLoginWriteAnswerTests {
    private static let documented = """
        {"available": true, "enabled": false, "reason": null, "passwordAuthentication": "no",
         "permitRootLogin": "prohibit-password", "source": "effective_sshd_config", "sshKeysConfigured": true,
         "sshKeys": [],
         "actions": {"canEnable": {"allowed": true, "reason": null},
                     "canDisable": {"allowed": false, "reason": "SSH password login is already disabled."}},
         "lastOperation": {"requestedEnabled": false, "verified": true, "message": "SSH password login disabled."}}
        """

    @Test("claim, message and state are read")
    func documentedAnswer() async {
        let observation = SSHPasswordLoginObservation(
            available: true, enabled: false, passwordAuthentication: "no", permitRootLogin: "prohibit-password",
            source: .effective, sshKeysConfigured: true, sshKeys: [], canEnable: ActionGate(allowed: true),
            canDisable: ActionGate(allowed: false, reason: "SSH password login is already disabled."))
        let expected = WriteAnswer(
            requested: .sshPasswordLogin(enabled: false), verified: true, message: "SSH password login disabled.",
            observation: .sshPasswordLogin(observation))
        #expect(await write(answer(200, [], Self.documented)).outcome == .written(expected))
    }

    @Test("a claim that does not match what was asked is told as it is, and a message may be null")
    func otherClaim() async {
        let body = Field(path: ["lastOperation"], kind: .object)
            .set(
                to: ["requestedEnabled": true, "verified": false, "message": Optional<String>.none as Any],
                in: Self.documented)
        guard case .written(let answer) = await write(answer(200, [], body)).outcome else {
            Issue.record("not written: \(body)")
            return
        }
        #expect(answer.requested == .sshPasswordLogin(enabled: true))
        #expect(answer.verified == false)
        #expect(answer.message == nil)
    }

    @Test(
        "a required field that is missing makes the answer malformed, and is named", arguments: Field.requiredAfterWrite
    )
    func missingField(field: Field) async {
        let outcome = await write(answer(200, [], field.removed(from: Self.documented))).outcome
        #expect(outcome == .malformed("'\(field.name)' is missing"))
    }

    @Test("the answer to a read is none to a write")
    func readAnswer() async {
        let outcome = await write(answer(200, [], SSHPasswordLoginStateTests.documented)).outcome
        #expect(outcome == .malformed("'lastOperation' is missing"))
    }
}
