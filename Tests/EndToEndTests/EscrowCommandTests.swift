import Foundation
import ReconcileSimulation
import Testing

/// What a team with a password manager has in place of recipients: a program that takes each record.
@Suite("An escrow command", .timeLimit(.minutes(15)), .enabled(if: KeyHolders.canOpen, KeyHolders.whyNot))
struct EscrowCommandTests {
    @Test("is given each record before its password is sent; where it fails nothing is sent, and it is tried again")
    func stores() async throws {
        try await HostingWorld.with(accounts: 2) { hosting in
            let store = try EscrowStore(in: hosting.sandbox)
            try hosting.writePolicy(escrow: "command: [\(store.program), \(store.records.path)]")
            let asked = try ProofDocument(try await hosting.world.run("escrow", "prove", "--output", "json").output)
            #expect(asked.path == nil && asked.error == nil)
            let code = try CodeDocument(try #require(try store.contents().first)).code
            #expect(try await hosting.world.run("escrow", "prove", "--code", code).status == 0)

            try store.fail(true)
            let failed = try await hosting.pass("once", "--for", "5s")
            #expect(failed.status == 2)
            #expect(failed.document.heldBy.keys.contains("escrow"), "\(failed.document.heldBy)")
            let holds = failed.document.resources.flatMap(\.holds).filter { $0.reason == "escrow" }
            #expect(
                holds.allSatisfy {
                    $0.detail.contains("the escrow command '\(store.program)' failed: it exited with 3")
                },
                "\(holds)")
            #expect(holds.allSatisfy { $0.until != nil }, "it ends by itself")
            #expect(try await hosting.writes() == 0)
            #expect(try store.contents().count == 1)

            try store.fail(false)
            let pass = try await hosting.pass("once")
            #expect(pass.status == 0, "\(pass.document.heldBy)")
            let records = try store.contents().dropFirst().map { try EscrowRecordDocument($0) }
            for account in try await hosting.simulator.report().accounts {
                let last = try #require(records.last { $0.accountId == account.id })
                #expect(last.sha256 == account.passwordSHA256)
                #expect(last.name == account.name)
            }
            #expect(try await hosting.simulator.report().violations == [])
        }
    }
}

/// A program that puts what it is given into a file of its own, and the files.
private struct EscrowStore {
    let program: String
    let records: URL
    private let broken: URL

    init(in sandbox: Sandbox) throws {
        let directory = sandbox.directory.appending(path: "store")
        records = directory.appending(path: "records")
        broken = directory.appending(path: "broken")
        program = directory.appending(path: "take").path
        try FileManager.default.createDirectory(at: records, withIntermediateDirectories: true)
        // A number of its own in the order in which they came.
        let text = """
            #!/bin/sh
            [ ! -e "$1/../broken" ] || exit 3
            exec cat > "$1/$(date +%s%N).json"

            """
        try Data(text.utf8).write(to: URL(filePath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
    }

    func fail(_ fails: Bool) throws {
        if fails {
            try Data().write(to: broken)
        } else {
            try FileManager.default.removeItem(at: broken)
        }
    }

    /// In the order in which they came.
    func contents() throws -> [Data] {
        try FileManager.default.contentsOfDirectory(atPath: records.path).sorted().map { name in
            try Data(contentsOf: records.appending(path: name))
        }
    }
}
