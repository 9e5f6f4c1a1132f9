import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What a person may say")
struct OperatorWordTests {
    @Test("to resume what only a waiver holds says that the waiver stays, and a pause is what resuming ends")
    func resume() throws {
        let now = SystemClock.now()
        let root = Actor(uid: 0, name: "root")
        let id = ResourceID("vps_1")
        let policy = Policy(
            name: "login-off", mode: .enforce, match: .all,
            rules: .sshPasswordLogin(SSHPasswordLoginPolicy(desired: .init(enabled: false))),
            source: PolicySource(file: "a.yaml", fingerprint: "f"))
        let record = ResourceRecord(item: InventoryItem(id: id, kind: .sshPasswordLogin, name: "web-1"))
        func said(after rows: [LedgerEntry], identity: Bool = false) throws -> String? {
            var memory = LedgerMemory()
            for row in rows { memory.apply(row, at: now.wall) }
            let engine = Engine(
                EngineConfiguration(mode: .service, settings: Settings(), seed: 1), policies: [policy], memory: memory,
                records: [record], at: now)
            return try OperatorWord(engine: engine, actor: root, now: now)
                .needless(.resume(scope: "web-1", reason: "r", identity: identity))
        }
        let until = now.wall + .hours(1)
        let waived = LedgerEntry.waived(.init(resource: id, until: until, reason: "INC", enabled: nil, by: root))
        let all = LedgerEntry.paused(.init(policy: nil, resource: nil, reason: "stop", until: nil, by: root))
        let one = LedgerEntry.paused(.init(policy: nil, resource: id, reason: "stop", until: nil, by: root))
        #expect(try said(after: []) == "Nothing was paused for web-1.")
        #expect(
            try said(after: [waived, all])
                == "Nothing was paused for web-1. Paused: 'everything'. The waiver for it stays until \(until.rfc3339)."
        )
        #expect(try said(after: [one]) == nil)
        #expect(try said(after: [], identity: true) == nil)
        let broken = LedgerEntry.invariantBroken(.init(what: "two writes at once"))
        #expect(try said(after: [broken]) == nil, "what stops all has to be heard of")
    }

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
