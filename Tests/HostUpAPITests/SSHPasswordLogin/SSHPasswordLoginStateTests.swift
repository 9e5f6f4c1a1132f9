import Foundation
import HostUpAPI
import ReconcileCore
import Testing

@Suite("the live state of SSH password login")
struct SSHPasswordLoginStateTests {
    /// The example of the GET's page.
    static let documented = """
        {"available": true, "enabled": null, "reason": null, "passwordAuthentication": "no",
         "permitRootLogin": "prohibit-password", "source": "effective_sshd_config", "sshKeysConfigured": true,
         "sshKeys": ["string"],
         "actions": {"canEnable": {"allowed": true, "reason": null, "code": "pending_order"},
                     "canDisable": {"allowed": true, "reason": null, "code": "pending_order"}}}
        """
    static let documentedObservation = SSHPasswordLoginObservation(
        available: true, enabled: nil, passwordAuthentication: "no", permitRootLogin: "prohibit-password",
        source: .effective, sshKeysConfigured: true, sshKeys: [AuthorizedKey(text: "string", reading: .unparsable)],
        canEnable: ActionGate(allowed: true, code: "pending_order"),
        canDisable: ActionGate(allowed: true, code: "pending_order"))

    @Test("the documented answer is read whole")
    func documentedAnswer() async {
        let headers = [(name: "Date", value: "Sat, 21 Nov 2026 12:00:00 GMT"), (name: "X-Request-Id", value: "req_h")]
        let reply = await state(answer(200, headers, Self.documented))
        let expected = Reply(
            outcome: .observed(.sshPasswordLogin(Self.documentedObservation)), serverDate: noon, requestID: "req_h")
        #expect(reply == expected)
    }

    @Test("gates with a reason, without one and with none of the optional members are read")
    func gates() async {
        let body = """
            {"available": true, "enabled": true, "reason": "r", "passwordAuthentication": "yes", "permitRootLogin": "yes",
             "source": "crystal_ball", "sshKeysConfigured": false, "sshKeys": [],
             "actions": {"canEnable": {"allowed": false, "reason": "SSH password login is already enabled."},
                         "canDisable": {"allowed": true, "extra": 1}}, "lastOperation": 5}
            """
        let observation = SSHPasswordLoginObservation(
            available: true, enabled: true, reason: "r", passwordAuthentication: "yes", permitRootLogin: "yes",
            source: .init(rawValue: "crystal_ball"), sshKeysConfigured: false, sshKeys: [],
            canEnable: ActionGate(allowed: false, reason: "SSH password login is already enabled."),
            canDisable: ActionGate(allowed: true))
        #expect(await state(answer(200, [], body)).outcome == .observed(.sshPasswordLogin(observation)))
    }

    @Test("a required field that is missing makes the answer malformed, and is named", arguments: Field.required)
    func missingField(field: Field) async {
        let outcome = await state(answer(200, [], field.removed(from: Self.documented))).outcome
        #expect(outcome == .malformed("'\(field.name)' is missing"))
    }

    @Test("a required field of a wrong type makes the answer malformed, and is named", arguments: Field.required)
    func wrongType(field: Field) async {
        let values: [Any] = [0, 1, -1, 1.5, "true", "", [1], ["a": 1], NSNull(), true]
        for value in values where !field.accepts(value) {
            let outcome = await state(answer(200, [], field.set(to: value, in: Self.documented))).outcome
            guard case .malformed(let reason) = outcome else {
                Issue.record("\(field.name) as \(value) gave \(outcome)")
                continue
            }
            #expect(reason.hasPrefix("'\(field.name)"), "\(field.name) as \(value): \(reason)")
        }
    }

    @Test("one and zero are not true and false")
    func numbersAreNoBooleans() async {
        for number in ["1", "0", "1.0", "\"true\""] {
            let body = Self.documented.replacingOccurrences(of: "\"available\": true", with: "\"available\": \(number)")
            #expect(await state(answer(200, [], body)).outcome == .malformed("'available' is not a boolean"))
        }
    }

    @Test(
        "an endlessly nested or huge answer is malformed, not a crash",
        arguments: [
            String(repeating: "[", count: 100_000),
            String(repeating: #"{"a":"#, count: 100_000),
            String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000),
            documented.dropLast() + ", \"x\": " + String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
                + "}",
        ])
    func deepNesting(body: String) async {
        #expect(await state(answer(200, [], body)).outcome == .malformed("the body nests deeper than 64 levels"))
        #expect(await state(answer(500, [], body)).outcome == .refused(Problem(status: 500, isFromAPI: false)))
    }

    @Test("damage in a member that nobody asks for makes the answer malformed")
    func damagedMember() async {
        for member in [#""x": "\y""#, "\"x\": \"a\nb\"", #""x": 01"#, #""x": tru"#] {
            let body = Self.documented.dropLast() + ", \(member)}"
            #expect(await state(answer(200, [], String(body))).outcome == .malformed("the body is not JSON"))
        }
    }

    @Test("brackets inside strings do not nest")
    func bracketsInStrings() async {
        let text = String(repeating: "[{", count: 200) + #"\"\\"#
        let body = Self.documented.dropLast() + ", \"x\": \"\(text)\"}"
        let outcome = await state(answer(200, [], String(body))).outcome
        #expect(outcome == .observed(.sshPasswordLogin(Self.documentedObservation)))
    }

    @Test("a body of a mebibyte is read or refused, within reason")
    func hugeBody() async {
        let keys = Array(repeating: "\"\"", count: 340_000).joined(separator: ",")
        let body = Self.documented.replacingOccurrences(of: "\"string\"", with: keys)
        guard case .observed(.sshPasswordLogin(let observation)) = await state(answer(200, [], body)).outcome else {
            Issue.record("not observed")
            return
        }
        #expect(observation.sshKeys.count == 340_000)
    }
}
