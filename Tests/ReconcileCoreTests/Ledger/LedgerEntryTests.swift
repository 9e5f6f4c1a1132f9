import Foundation
import ReconcileCore
import Testing

@Suite("rows of the ledger")
struct LedgerEntryTests {
    private static let seen = Observation.sshPasswordLogin(.sample(enabled: true))
    private static let number = IntentID(number: 7)
    private static let samples: [LedgerEntry] = [
        .started(.init(command: "run", version: "1.0", pid: 42)),
        .stopped(.init()),
        .known(.init(kind: .sshPasswordLogin, resources: ["a", "b"])),
        .gone(.init(resource: "a")),
        .enforcing(.init(policies: [.init(name: "off", fingerprint: "f")])),
        .drift(
            .init(
                resource: "a", policy: "off", cause: .change, seen: seen, code: "otherUsers", lastCompliant: dawn.wall)),
        .driftEnded(.init(resource: "a", policy: nil, reason: .replaced)),
        .intent(
            .init(
                intent: number, resource: "a", policy: "off", fingerprint: "f",
                change: .sshPasswordLogin(enabled: false),
                before: seen, readAgeMilliseconds: 1200, underWaiver: true, wave: 2)),
        .outcome(
            .init(
                intent: number, resource: "a", policy: "off", result: .accepted, claimed: true, status: 200, code: "c",
                message: "m", requestId: "r")),
        .confirmed(.init(intent: number, resource: "a", policy: "off", fingerprint: "f", seen: seen)),
        .unconfirmed(.init(intent: number, resource: "a", policy: "off", fingerprint: "f")),
        .soaked(.init(resource: "a", policy: "off", fingerprint: "f", result: .lasted)),
        .paused(.init(policy: "off", resource: nil, reason: "r", until: dawn.wall, by: operatorAtDesk)),
        .resumed(.init(policy: nil, resource: "a", identity: true, reason: "r", by: operatorAtDesk)),
        .waived(.init(resource: "a", until: dawn.wall, reason: "r", enabled: true, by: operatorAtDesk)),
        .waiverEnded(.init(resource: "a")),
        .released(.init(policy: "off", reason: "r", by: Actor(uid: 0, name: nil))),
        .passwordSealed(.init(resource: "acct_a", policy: "quarterly", version: 3, sha256: "ab12")),
        .passwordEscrowed(.init(resource: "acct_a", version: 3, sha256: "cd34", target: "recipients age1x")),
        .rotationRequested(
            .init(resource: "acct_a", supersede: true, reason: "r", by: operatorAtDesk)),
        .escrowChallenged(.init(target: "recipients age1x", codeSHA256: "ef56")),
        .escrowProven(.init(target: "recipients age1x", by: operatorAtDesk)),
        .chainAccepted(.init(previousSHA256: "ab", found: "shorter", reason: "r", by: operatorAtDesk)),
        .invariantBroken(.init(what: "two writes")),
    ]

    @Test("there is a sample of every kind")
    func complete() {
        #expect(Self.samples.map(\.kind) == LedgerEntry.Kind.allCases)
    }

    @Test("every row comes back as it was, as one flat object with its kind", arguments: samples)
    func roundTrip(entry: LedgerEntry) throws {
        let data = try JSONEncoder().encode(entry)
        #expect(try JSONDecoder().decode(LedgerEntry.self, from: data) == entry)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object["kind"] as? String == entry.kind.rawValue)
        #expect(object["resource"] as? String == entry.resource?.text)
        #expect(object["policy"] as? String == entry.policy)
    }

    @Test("the text of an outcome is what history shows and what old ledgers hold")
    func text() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let outcome = LedgerEntry.outcome(
            .init(
                intent: Self.number, resource: "a", policy: "off", result: .refused, status: 409, code: "pending_order")
        )
        #expect(
            String(decoding: try encoder.encode(outcome), as: UTF8.self)
                == #"{"code":"pending_order","intent":7,"kind":"outcome","policy":"off","resource":"a","result":"refused","status":409}"#
        )
    }

    @Test(
        "an unknown kind, and a row that lacks a field, are refused",
        arguments: [
            #"{"kind":"surprise"}"#, #"{"kind":"gone"}"#, #"{"resource":"a"}"#,
            #"{"kind":"waived","resource":"a","until":"soon","reason":"r","by":{"uid":1}}"#,
        ])
    func refused(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(LedgerEntry.self, from: Data(text.utf8)) }
    }
}
