import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What an auditor is told of passwords")
struct RotationEvidenceTests {
    private static let evidence = EvidenceMaterial.passwords.ledger

    @Test("a new password is a change, confirmed by the provider's answer, and opens no door")
    func change() throws {
        let change = try #require(Self.evidence.changesInSpan.first)
        #expect(Self.evidence.changesInSpan.count == 1)
        #expect(change.isConfirmed)
        #expect(EvidenceWords.change(change.intent.change) == "POST version 3")
        #expect(EvidenceWords.seen(change.intent.before) == "version 2, set at 2026-09-02 12:00:00")
        #expect(Self.evidence.stories[Rotation.account]?.openings == [])
        #expect(Self.evidence.stories[Rotation.account]?.policy == "quarterly")
    }

    @Test("who asked for a password, and who could open the escrow, are remarks")
    func remarks() {
        let account = Rotation.account.text
        #expect(
            Self.evidence.remarks.map(\.text) == [
                "A person could open the escrow for \(EscrowTarget.people.identity)",
                "A new password for \(account) was asked for: a leaver",
                "A new password for \(account) was asked for: none of them opens",
            ])
        #expect(Self.evidence.remarks.allSatisfy { $0.by?.name == "root" })
    }

    @Test("the three renderings tell of an account and of its change")
    func renderings() {
        let report = EvidenceReport(.passwords)
        let wanted = "rotatedWithin: 90d (firstRotation: spread)"
        #expect(EvidenceCSV.text(report).contains("hosting.password,quarterly,yes,\(wanted),compliant,"))
        let page = EvidencePage(report).text()
        #expect(page.contains("<td>POST version 3<br/>"))
        #expect(
            page.contains("by the provider's answer, as it cannot be read: version 2, set at 2026-09-02 12:00:00"))
        let json = EvidenceDocument(report).json()
        #expect(json.contains("\"requested\" : {\n        \"version\" : 3\n      }"))
    }

    @Test("what is wanted is told in the words of the policy, and which password it is as far as it is known")
    func words() throws {
        let wanted = try #require(Wanted.merging([.hostingPassword(.quarterly(.manual))]))
        #expect(EvidenceWords.wanted(wanted) == "rotatedWithin: 90d (firstRotation: manual)")
        let words = [
            HostingPasswordObservation(controlPanel: nil),
            HostingPasswordObservation(controlPanel: "cpanel", version: 1, rotatedAt: .noon, candidates: [3, 1]),
            HostingPasswordObservation(controlPanel: "cpanel", rotatedAt: .noon),
        ].map(EvidenceWords.password)
        #expect(
            words == [
                "a password that is not ours", "version 3 or version 1",
                "a password taken as set at 2026-11-21 12:00:00",
            ])
    }
}
