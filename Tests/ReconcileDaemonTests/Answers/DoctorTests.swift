import Foundation
import ReconcileEscrow
import ReconcilePolicy
import ReconcileStore
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What doctor looks at")
struct DoctorTests {
    private static let login = Policy(
        name: "login-off", mode: .enforce, match: .all,
        rules: .sshPasswordLogin(SSHPasswordLoginPolicy(desired: .init(enabled: false))),
        source: PolicySource(file: "a.yaml", fingerprint: "f"))

    private static func quarterly(_ mode: Policy.Mode, escrow: EscrowTarget = .people) -> Policy {
        Policy(
            name: "quarterly", mode: mode, match: .all, rules: .hostingPassword(.quarterly(escrow: escrow)),
            source: PolicySource(file: "b.yaml", fingerprint: "g"))
    }

    /// One line for each check, `name: state detail -> fix`, with the state's path as `DIR`.
    private func lines(
        _ policies: [Policy], rows: [LedgerEntry] = [], _ replies: [ResourceKind: Reply] = [:],
        refused: ReloadRefusal? = nil, sealed: Bool = false, key: (StateDirectory) throws -> Void = { _ in }
    ) async throws -> [String] {
        let directory = try TemporaryDirectory()
        let state = try StateDirectory(path: directory.path + "/state")
        try state.create()
        let store = try await StateStore.open(state, holding: try StateLock.acquire(in: state))
        if sealed {
            let version = PasswordVersion(account: ResourceID("acct_a"), number: 1)
            _ = try await store.ledger.append(
                [.passwordSealed(.init(resource: version.account, policy: "quarterly", version: 1, sha256: "s"))],
                at: .noon, sealed: SealedChanges(added: [SealedRow(version: version, bytes: [1, 2, 3])]))
        }
        await store.close()
        try key(state)
        var memory = LedgerMemory()
        for row in rows { memory.apply(row, at: .noon) }
        let now = SystemClock.now()
        let engine = Engine(
            EngineConfiguration(mode: .service, settings: Settings(), seed: 1), policies: policies, memory: memory,
            at: now)
        let inputs = Inputs(configuration: Configuration(), policies: policies, files: [], warnings: [])
        let standpoint = Standpoint(engine, inputs, refused: refused, .sample, state, at: now)
        let doctor = Doctor(standpoint: standpoint, directory: state) { kind in
            replies[kind] ?? Reply(outcome: .page(InventoryPage(items: [], nextCursor: nil)))
        }
        return await doctor.checks().map { check in
            directory.named(
                "\(check.name): \(check.state.rawValue) \(check.detail)\(check.fix.map { " -> \($0)" } ?? "")")
        }
    }

    @Test("each kind that policies are about is looked at, and a missing scope is named with all that are needed")
    func kinds() async throws {
        let refusal = Reply(outcome: .refused(Problem(status: 403, code: "forbidden", detail: "No.")))
        let lines = try await lines([Self.login, Self.quarterly(.enforce)], [.hostingPassword: refusal])
        #expect(
            lines.prefix(5) == [
                "token: ok The API takes it.", "read:vm: ok Servers can be listed.",
                "write:vm: unknown No read can tell; the first write will.",
                "read:hosting: failed The API refused it: \"No.\" (403 forbidden). -> give the key the scope read:hosting",
                "write:hosting: unknown No read can tell; the first write will (it takes the scopes write:hosting and "
                    + "console:services).",
            ])
        let one = try await self.lines([Self.login])
        #expect(!one.contains { $0.contains("hosting") })
    }

    @Test("an escrow that nobody has opened is a warning where a policy enforces, and said where it only looks")
    func escrow() async throws {
        func escrow(_ policies: [Policy], _ rows: [LedgerEntry] = []) async throws -> String? {
            try await lines(policies, rows: rows).first { $0.hasPrefix("escrow") }
        }
        let unproven =
            "'DIR/state-escrow' is there; 2 recipients: nobody has shown yet that it can be opened. -> run "
            + "`reconciled escrow prove`; no password is set before"
        #expect(try await escrow([Self.quarterly(.enforce)]) == "escrow: warning \(unproven)")
        #expect(try await escrow([Self.quarterly(.observe)]) == "escrow: ok \(unproven)")
        let proof = LedgerEntry.escrowProven(
            .init(target: EscrowTarget.people.identity, by: Actor(uid: 0, name: "root")))
        #expect(
            try await escrow([Self.quarterly(.enforce)], [proof])
                == "escrow: ok 'DIR/state-escrow' is there; 2 recipients: shown to open it.")
        #expect(
            try await escrow([Self.quarterly(.enforce, escrow: .command(["/bin/take", "-x"]))], [proof])?
                .contains("the command '/bin/take': nobody has shown yet") == true)
        #expect(try await escrow([Self.login]) == "escrow: ok 'DIR/state-escrow' is there.")
    }

    @Test("a reload that was refused leads what is said of the files, with its place")
    func refusedReload() async throws {
        #expect(try await lines([Self.login]).last == "policies: ok 1 policy in force.")
        #expect(
            try await lines([Self.login], refused: .sample).last
                == "policies: warning The reload of 2026-11-21T12:00:00Z was refused, and the version before stays in "
                + "force: /etc/reconciled/policies.d/10-ssh.yaml:4:1: unknown key 'matc' (did you mean 'match'?) "
                + "(and 1 more error). -> `reconciled status` and `reconciled check` show all of them")
    }

    @Test("sealed passwords without their key are said, and where the key belongs")
    func sealing() async throws {
        func escrow(_ key: (StateDirectory) throws -> Void) async throws -> String? {
            try await lines([Self.login], sealed: true, key: key).first { $0.hasPrefix("escrow") }
        }
        let fix = "put the key back as the file 'seal.key' of the state, or as the credential 'reconciled-seal'"
        #expect(
            try await escrow { _ in }
                == "escrow: failed 1 password sealed in 'DIR/state', and their key is gone. -> \(fix)")
        #expect(
            try await escrow { try Data([1, 2]).write(to: URL(filePath: "\($0.path)/seal.key")) }?
                .hasPrefix("escrow: failed 1 password sealed in 'DIR/state', and ") == true)
        #expect(
            try await escrow { _ = try SealingKeyFile(in: $0.path).make() }
                == "escrow: ok 'DIR/state-escrow' is there.")
    }
}
