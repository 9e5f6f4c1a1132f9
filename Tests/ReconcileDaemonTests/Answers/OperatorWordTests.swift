import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What a person may say of hosting accounts")
struct OperatorWordTests {
    private func waive(enabled: Bool?) throws -> OperatorWord.Outcome {
        let now = SystemClock.now()
        let policy = Policy(
            name: "quarterly", mode: .enforce, match: .all, rules: .hostingPassword(.quarterly()),
            source: PolicySource(file: "b.yaml", fingerprint: "g"))
        let item = InventoryItem(id: Rotation.account, kind: .hostingPassword, name: "shop.example.com")
        let engine = Engine(
            EngineConfiguration(mode: .service, settings: Settings(), seed: 1), policies: [policy],
            memory: LedgerMemory(), records: [ResourceRecord(item: item)], at: now)
        let word = OperatorWord(engine: engine, actor: Actor(uid: 0, name: "root"), now: now)
        return try word.outcome(
            of: .waive(
                resource: "shop.example.com", reason: "INC-1", until: now.wall + .hours(1), enabled: enabled,
                force: true))
    }

    @Test("a password cannot be wanted on or off, even by force", arguments: [true, false])
    func enabled(wish: Bool) throws {
        let failure = #expect(throws: CommandFailure.self) { try waive(enabled: wish) }
        #expect(failure?.status == .usage)
        #expect(
            failure?.text == """
                error: '--enabled' means nothing for 'shop.example.com': the password of a hosting account is not on or off
                  hint: leave '--enabled' out: then no new password is set there until the waiver ends
                """)
    }

    @Test("an account can be left alone for a while")
    func exempt() throws {
        let outcome = try waive(enabled: nil)
        #expect(outcome.entry.kind == .waived)
        #expect(outcome.said.hasPrefix("Waived for shop.example.com: it is only observed until "))
    }
}
