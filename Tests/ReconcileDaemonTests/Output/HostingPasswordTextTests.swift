import ReconcileSystemd
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What people and scripts read of hosting accounts")
struct HostingPasswordTextTests {
    private func expect(
        _ lines: [String], is name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let actual = lines.joined(separator: "\n")
        #expect(actual == (try Expectation.text(name, actual: actual)), sourceLocation: sourceLocation)
    }

    @Test("plan shows each account with its date, and says once what changes with a password")
    func plan() throws {
        let text = PassText(report: .accounts, isPlan: true, terminal: .silent())
        try expect(text.lines(), is: "plan-passwords.txt")
    }

    @Test("once shows what is not as wanted, and what was set")
    func once() throws {
        let text = PassText(report: .accounts, isPlan: false, terminal: .silent())
        try expect(text.lines(), is: "once-passwords.txt")
    }

    @Test("explain shows age, date, every version and who opens the escrow, and says what cannot be seen")
    func explain() throws {
        let command = EscrowTarget.command(["/usr/local/bin/take", "--vault"])
        let manual = HostingPasswordPolicy.quarterly(.manual, escrow: command)
        let reports: [ResourceReport] = [
            PassReport.accounts.resources[0], PassReport.accounts.resources[5],
            .due("first.example.com", id: "acct_9", Rotation().sent(.minutes(5)), due: nil),
            .due("made.example.com", id: "acct_10", .rotated(.days(80)).pending(escrowed: true), due: .noon),
            .due("begun.example.com", id: "acct_11", Rotation().pending(escrowed: false), due: nil),
            .due("asked.example.com", id: "acct_12", .rotated(.days(1)).requested(), due: .noon + .days(60)),
            .account("hand.example.com", id: "acct_13", Rotation(), due: nil) {
                $0.wanted = .merging([.hostingPassword(manual)])
            },
            .account(
                "old.example.com", id: "acct_14", Rotation(takenAsRotatedAt: .noon - .days(4)), due: .noon + .days(70)),
            PassReport.accounts.resources[7],
        ]
        let texts = reports.map { ExplainText(report: $0, rows: [], now: .noon, terminal: .silent()).lines() }
        try expect(Array(texts.joined(separator: [""])), is: "explain-passwords.txt")
    }

    @Test("explain in JSON has every version with its state and the time since when it is in it")
    func explainDocument() throws {
        let json = ExplainDocument(PassReport.accounts.resources[5], at: .noon).json()
        try expect([json], is: "explain-passwords.json")
    }

    @Test("the JSON of a pass has what is wanted, known and asked for of an account")
    func passDocument() throws {
        let json = PassDocument(.accounts, error: nil).json()
        try expect([json], is: "pass-passwords.json")
    }

    @Test("no document and no text has a sealed password's hash but the ledger's rows")
    func noSecret() {
        let sha256 = String(repeating: "0123456789abcdef", count: 4)
        let texts = PassReport.accounts.resources.map { ExplainDocument($0, at: .noon).json() }
        #expect(texts.allSatisfy { !$0.contains(sha256) })
    }

    @Test("accounts and servers together are resources")
    func nouns() {
        var both = PassReport.accounts
        both.resources += PassReport.fleet.resources
        #expect(PassProgress.bar(.accounts) == "reading 8 hosting accounts  ▕████████████  ▏ 7/8")
        #expect(PassProgress.bar(both).hasPrefix("reading 20 resources"))
        #expect(DailySummary.entry(.accounts).message.hasPrefix("2 of 8 hosting accounts are compliant"))
        #expect(DailySummary.entry(both).message.contains("of 20 resources are compliant"))
    }

    @Test(
        "what opens with a password is told in words, and an answer without end is cut",
        arguments: [
            (["controlPanel", "ftp", "sftp", "ssh", "webmail"], "control panel, FTP, SFTP, SSH and webmail"),
            (["mysql"], "mysql"), ([], "nothing that the provider names"),
            ((1...12).map { "a\($0)" }, "a1, a2, a3, a4, a5, a6, a7, a8, a9, a10 and 2 more"),
        ])
    func access(names: [String], sentence: String) {
        #expect(HostingAccess.sentence(names) == sentence)
    }
}
