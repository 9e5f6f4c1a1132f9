import ReconcileStore
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("How evidence is put together")
struct EvidenceReportTests {
    private let report = EvidenceReport(.sample)

    private func resource(_ id: String) throws -> EvidenceReport.Resource {
        try #require(report.resources.first { $0.id.text == id })
    }

    @Test("every resource is told that is governed now or has evidence within the span, gone ones too")
    func everyResource() throws {
        #expect(Set(report.resources.map(\.id.text)) == Set((1...6).map { "vps_\($0)" }))
        let gone = try resource("vps_6")
        #expect(gone.gone == .noon - .hours(110))
        #expect(!gone.isGoverned)
        #expect(gone.policy == "login-off")
        #expect(gone.wanted == nil)
        #expect(try resource("vps_1").wanted == .login(false))
    }

    @Test("each resource's states add up to the span")
    func totals() {
        for resource in report.resources {
            let totals = resource.totals
            #expect(totals.compliant + totals.open + totals.notObserved == .days(28), "\(resource.id)")
        }
    }

    @Test("a month that began within the span is counted, and one that may reach before it is not")
    func folded() {
        var material = EvidenceMaterial.sample
        material.archive = EvidenceArchive(
            sums: ["2026-09", "2026-10", "2026-11"].map { month in
                EvidenceSum(
                    resource: ResourceID("vps_1"), policy: "login-off",
                    verdict: month == "2026-11" ? .drifted : .compliant,
                    month: month, observed: .days(3), reads: 9)
            })
        let resource = EvidenceReport(material).resources.first { $0.id.text == "vps_1" }
        #expect(resource?.folded.map(\.month) == ["2026-11"])
        #expect(resource?.totals.open == .days(3) + .hours(1), "with the hour of the repaired drift")
        #expect(resource?.totals.compliant == .zero)
        material.span.since = WallTime(rfc3339: "2026-10-01T00:00:00Z") ?? .noon
        #expect(EvidenceReport(material).resources.first { $0.id.text == "vps_1" }?.folded.count == 2)
    }

    @Test("only what was compliant from the first instant on, and is not overdue, is steady")
    func steady() {
        #expect(report.resources.filter(\.isSteady).map(\.id.text) == ["vps_2"])
        var material = EvidenceMaterial.sample
        material.archive.intervals = [.seen(.compliant, 900, 10, "vps_2")]
        let steady = EvidenceReport(material).resources.filter(\.isSteady)
        #expect(steady.isEmpty, "the next look is overdue")
    }

    @Test("shares add up to the whole, compliant rounded down and open up, also over a large fleet for years")
    func shares() {
        var totals = EvidenceTotals()
        totals.compliant = .milliseconds(999_999)
        totals.open = .milliseconds(1)
        let shares = EvidenceShares(totals)
        #expect(shares.compliant == 9999)
        #expect(shares.open == 1)
        #expect(shares.notObserved == 0)
        totals.compliant = .days(365 * 10 * 100_000)
        #expect(EvidenceShares(totals).compliant == 9999)
        #expect(EvidenceShares(EvidenceTotals()).notObserved == 10_000)
        #expect(EvidenceShares.text(9907) == "99.07 %")
    }

    @Test("a waiver of a policy file is told for each resource that it is about, with the file as its owner")
    func fileWaivers() {
        let waivers = report.waivers.filter { $0.since == nil }
        #expect(waivers.map(\.resource.text) == ["vps_2"])
        #expect(waivers.map(\.owner) == [.policyFile("10-login-off.yaml")])
    }
}
