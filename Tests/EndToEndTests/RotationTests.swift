import Foundation
import ReconcileCore
import ReconcileSimulation
import Testing

@Suite(
    "Passwords of hosting accounts", .timeLimit(.minutes(15)), .enabled(if: KeyHolders.canOpen, KeyHolders.whyNot))
struct RotationTests {
    @Test("no password is sent until somebody could open the escrow, then each is sent once and is the one that opens")
    func firstPasswords() async throws {
        try await HostingWorld.with(accounts: 4) { hosting in
            #expect(try await hosting.world.run("check").status == 0)
            for command in ["plan", "once"] {
                let held = try await hosting.pass(command)
                #expect(held.status == 2)
                #expect(held.document.heldBy.mapValues(\.count) == ["escrow": 4], "\(command)")
                #expect(held.document.resources.map(\.action) == Array(repeating: "rotate", count: 4))
            }
            #expect(try await hosting.writes() == 0)
            #expect(try await hosting.world.run("escrow", "prove", "--code", "0000").status == 1)
            try await hosting.prove()
            #expect(try await hosting.world.run("escrow", "prove", "--code", "0000").status == 1)
            #expect(try await hosting.pass("plan").document.heldBy == [:])
            #expect(try await hosting.writes() == 0)
            let pass = try await hosting.pass("once")
            #expect(pass.status == 0, "\(pass.document.heldBy)")
            #expect(pass.document.summary == .init(matched: 4, compliant: 4, written: 4, confirmed: 4))
            #expect(try await hosting.writes() == 4)
            try await hosting.checkCurrent(version: 1)
            #expect(try await hosting.simulator.report().violations == [])
            let again = try await hosting.pass("once")
            #expect(again.status == 0)
            #expect(try await hosting.writes() == 4)
        }
    }

    @Test("rotate sets one account's password, whether a service runs or not, and each command tells the same story")
    func rotate() async throws {
        try await HostingWorld.with(accounts: 3) { hosting in
            try await hosting.prove()
            #expect(try await hosting.pass("once").status == 0)
            let account = try #require(try await hosting.simulator.report().accounts.first)
            let alone = try await hosting.pass("rotate", account.name, "--reason", "INC-1")
            #expect(alone.status == 0)
            #expect(alone.document.summary == .init(matched: 1, compliant: 1, written: 1, confirmed: 1))
            try await hosting.checkStory(of: account, versions: 2)

            let service = try hosting.world.start("run")
            try await Patience.wait(for: "the service to answer") {
                try await hosting.world.run("status").output.contains("process \(service.pid)")
            }
            let served = try await hosting.pass("rotate", account.id, "--reason", "INC-2")
            #expect(served.status == 0, "\(served.errors)")
            #expect(served.document.summary == .init(matched: 1, compliant: 1, written: 1, confirmed: 1))
            try await hosting.checkStory(of: account, versions: 3)
            #expect(
                try await hosting.world.run("waive", account.name, "--until", "1h", "--reason", "INC-3").status == 0)
            let waived = try await hosting.pass("rotate", account.name, "--reason", "INC-4")
            #expect(waived.status == 2, "nothing was rotated")
            #expect(waived.document.heldBy == ["waived": [account.id]])
            #expect(waived.document.summary.written == 0, "what the service wrote before is not this order's")
            service.signal(SIGTERM)
            #expect(try await service.wait(within: .seconds(20)) == .exited(0))
            #expect(try await hosting.simulator.report().violations == [])
        }
    }

    @Test("what cannot be rotated is refused with 1, and nothing is recorded or sent")
    func refused() async throws {
        try await HostingWorld.with(accounts: 2) { hosting in
            try await hosting.prove()
            #expect(try await hosting.pass("once").status == 0)
            let account = try #require(try await hosting.simulator.report().accounts.first?.name)
            let (rows, writes) = (try await hosting.world.history().events.count, try await hosting.writes())
            for words in [["nobody", "--reason", "x"], [account, "--supersede", "--reason", "x"]] {
                let outcome = try await hosting.sandbox.run(
                    Programs.reconciled, hosting.world.arguments(["rotate"] + words + ["--output", "json"]))
                #expect(outcome.status == 1, "\(words)")
                #expect(try PassDocument(outcome.output).error != nil, "\(words)")
            }
            #expect(try await hosting.world.history().events.count == rows)
            #expect(try await hosting.writes() == writes)
        }
    }

    @Test("a lost answer is followed by the same password again, until one answer comes")
    func lostAnswers() async throws {
        try await HostingWorld.with(accounts: 1) { hosting in
            try await hosting.prove()
            try await hosting.simulator.setFaults([
                FaultRule(.droppedAfterApply, count: 2, kind: .hostingPassword, requests: [.write]),
                FaultRule(.droppedBeforeApply, count: 1, kind: .hostingPassword, requests: [.write]),
            ])
            let pass = try await hosting.pass("once", "--for", "60s")
            #expect(pass.status == 0, "\(pass.document.heldBy)")
            let account = try #require(try await hosting.simulator.report().accounts.first)
            #expect(account.sent.map(\.status) == [nil, nil, nil, 200])
            #expect(Set(account.sent.map(\.sha256)).count == 1)
            try await hosting.checkCurrent(version: 1)
            #expect(try await hosting.world.history().outcomesByIntent.map(\.value) == [1, 1, 1, 1])
            #expect(try await hosting.simulator.report().violations == [])
        }
    }

    @Test(
        "after the ledger was lost and a new one accepted, versions go on from those in the escrow, and none is replaced"
    )
    func lostLedger() async throws {
        try await HostingWorld.with(accounts: 2) { hosting in
            try await hosting.prove()
            #expect(try await hosting.pass("once").status == 0)
            let account = try #require(try await hosting.simulator.report().accounts.first)
            #expect(try await hosting.pass("rotate", account.id, "--reason", "INC-1").status == 0)
            let before = hosting.versionContents
            try FileManager.default.removeItem(at: hosting.sandbox.state)
            #expect(try await hosting.pass("once").document.heldBy["ledger"]?.count == 2)
            let resume = try await hosting.world.run("resume", "--accept-ledger", "--reason", "the disk was lost")
            #expect(resume.status == 0, "\(resume.errors)")
            let writes = try await hosting.writes()
            #expect(try await hosting.pass("once").status == 0, "each is taken as rotated now")
            #expect(try await hosting.writes() == writes)
            try await hosting.prove()
            let rotated = try await hosting.pass("rotate", account.id, "--reason", "INC-2")
            #expect(rotated.status == 0, "\(rotated.document.heldBy)")
            let record = try await hosting.open("current.age", of: account.id)
            #expect(record.version == 3)
            #expect(record.sha256 == (try await hosting.simulator.report().account(account.id)?.passwordSHA256))
            let after = hosting.versionContents
            #expect(after.filter { before[$0.key] != nil } == before)
            #expect(after.count == before.count + 1)
        }
    }

    @Test("rotate ends with 1 and names the process that has the state, and leaves it all as it is")
    func locked() async throws {
        try await HostingWorld.with(accounts: 1) { hosting in
            try await hosting.prove()
            #expect(try await hosting.pass("once").status == 0)
            let account = try #require(try await hosting.simulator.report().accounts.first?.name)
            try await hosting.simulator.setFaults([FaultRule(.silent)])
            let asked = try await hosting.simulator.report().totalRequests
            let other = try hosting.world.start("once", "--for", "40s")
            try await Patience.wait(for: "the other to be at work") {
                try await hosting.simulator.report().totalRequests > asked
            }
            let outcome = try await hosting.world.run("rotate", account, "--reason", "INC-1")
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("process \(other.pid) holds it"), "\(outcome.errors)")
            other.signal(SIGTERM)
            _ = try await other.wait(within: .seconds(20))
            #expect(try await hosting.world.history(account).events.allSatisfy { $0.kind != "rotationRequested" })
        }
    }
}

extension HostingWorld {
    /// The files of all versions, as they are.
    fileprivate var versionContents: [String: Data] {
        let files = versionFiles.map { ($0, FileManager.default.contents(atPath: $0) ?? Data()) }
        return Dictionary(uniqueKeysWithValues: files)
    }

    /// Each account's `current.age` opens with every key, holds just what is promised, and is the password in force.
    fileprivate func checkCurrent(version: Int) async throws {
        for account in try await simulator.report().accounts {
            for key in people.recipients.indices {
                let record = try await open("current.age", of: account.id, with: key)
                #expect(record.schema == 1)
                #expect(record.accountId == account.id)
                #expect(record.name == account.name)
                #expect(record.version == version)
                #expect(record.password.count == 32)
                #expect(record.createdAt.contains(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/))
                #expect(record.sha256 == account.passwordSHA256)
            }
        }
    }

    /// What explain, history, `escrow list` and `escrow export` say after the newest of so many versions was accepted.
    fileprivate func checkStory(of account: SimulationReport.Account, versions: Int) async throws {
        let explained = try await world.run("explain", account.name, "--output", "json")
        let resource = try #require(
            try ExplainDocument(explained.output, of: .hostingPassword).resource, "\(explained.errors)")
        #expect(resource.verdict == "compliant")
        #expect(resource.rotation?.versions.map(\.version) == [versions, versions - 1])
        #expect(resource.rotation?.versions.map(\.state) == ["current", "previous"])

        let text = try await world.run("history", account.name).output
        #expect(text.matches(of: /no password of ours yet/).count == 1, "\(text)")
        #expect(text.matches(of: /POST version \d/).count == versions, "\(text)")

        let list = try EscrowListDocument(try await world.run("escrow", "list", "--output", "json").output)
        let listed = try #require(list.accounts.first { $0.id == account.id }?.versions)
        #expect(listed.map(\.version) == Array(1...versions))
        #expect(listed.filter(\.isCurrent).map(\.version) == [versions])
        #expect(list.unreadable.isEmpty)
        let record = try EscrowRecordDocument(try await people.open(try #require(listed.last?.file)))
        #expect(record.sha256 == (try await simulator.report().account(account.id)?.passwordSHA256))

        let target = sandbox.directory.appending(path: "export-\(versions)")
        let export = try await world.run("escrow", "export", "--to", target.path, "--output", "json")
        for copy in try EscrowExportDocument(export.output).files {
            let content = try Data(contentsOf: target.appending(path: copy.file))
            #expect(content == (try Data(contentsOf: sandbox.escrow.appending(path: copy.file))))
        }
        #expect(try EscrowExportDocument(export.output).files.contains { $0.file == "\(account.id)/current.age" })
    }
}
