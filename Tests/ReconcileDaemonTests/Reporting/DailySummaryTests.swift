import ReconcileCore
import ReconcileSystemd
import Testing

@testable import ReconcileDaemon

@Suite struct DailySummaryTests {
    @Test("a day on which nothing has waited for long is a notice")
    func allWell() {
        let entry = DailySummary.entry(.sample([.sample("web-1", id: "vps_1"), .sample("web-2", id: "vps_2")]))
        #expect(entry == JournalEntry(.dailySummary, .notice, "2 of 2 servers are compliant"))
    }

    @Test("what has been held or unknown for over a day is a warning, with its reason; a waiver is no open door")
    func held() {
        let entry = DailySummary.entry(
            .sample([
                .sample("web-1", id: "vps_1"),
                .drifted("db-7", id: "vps_2", Hold(.waived, "INC-123", since: .noon - .days(6))),
                .unknown("mail-1", id: "vps_3", Hold(.unknownState, "No agent.", since: .noon - .days(2))),
                .unknown("mail-2", id: "vps_4", Hold(.unknownState, "No agent.", since: .noon - .hours(2))),
            ]))
        #expect(
            entry
                == JournalEntry(
                    .dailySummary, .warning,
                    "1 of 4 servers are compliant; held or unknown for over a day: db-7 (waived), "
                        + "mail-1 (unknownState)",
                    [JournalField(.resource, "vps_2"), JournalField(.resource, "vps_3")]))
    }

    @Test("a door that has stood open for over a day is an error, and the first thing said")
    func openDoor() {
        let entry = DailySummary.entry(
            .sample([.drifted("db-2", id: "vps_2", Hold(.sshKeys, "No key.", since: .noon - .days(6)))]))
        #expect(
            entry
                == JournalEntry(
                    .dailySummary, .error, "0 of 1 servers are compliant; open for over a day: db-2 (sshKeys)",
                    [JournalField(.resource, "vps_2")]))
    }

    @Test("pauses without an end or of over a day, waivers of over a day and doors open past theirs are in it")
    func exceptions() {
        var report = PassReport.withExceptions
        report.resources = [.sample("web-1", id: "vps_1")]
        #expect(
            DailySummary.entry(report)
                == JournalEntry(
                    .dailySummary, .warning,
                    "1 of 1 servers are compliant; "
                        + "writes of everything are paused without an end since 2026-11-21T09:00:00Z by root: "
                        + "moving house; "
                        + "writes of login-off are paused since 2026-11-19T12:00:00Z by uid 7: audit; "
                        + "datå-1 is waived since 2026-11-18T12:00:00Z by root: INC-123"))
        report.pauses = []
        report.waivers = []
        report.resources[0].isOpenPastWaiver = true
        let open = DailySummary.entry(report)
        #expect(open.priority == .error)
        #expect(open.message == "1 of 1 servers are compliant; open past their waiver: web-1")
    }
}
