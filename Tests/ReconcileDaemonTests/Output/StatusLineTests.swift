import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("The line of `systemctl status`")
struct StatusLineTests {
    @Test("it counts verdicts, holds by their reason, the budget and the time to the next look")
    func usual() {
        #expect(
            StatusLine.text(.fleet)
                == "3/12 compliant · 5 held (1 observeMode, 1 gate, 1 sshKeys, 1 paused, 1 waived) · 3 unknown · "
                + "budget 52/60 · next look in 12 s")
    }

    @Test("what stops every write leads, then doors that stand open past their waiver")
    func troubles() {
        var report = PassReport.sample([
            .drifted("a", id: "vps_1"), .sample("b", id: "vps_2") { $0.isOpenPastWaiver = true },
        ])
        report.stops = [Hold(.clock, "The clock is 7 min off."), Hold(.paused, "maintenance")]
        report.budget = Budget(limit: nil, window: nil, remaining: nil, source: .unknown)
        report.nextLook = nil
        #expect(
            StatusLine.text(report)
                == "1 OPEN PAST THEIR WAIVER · NOTHING IS WRITTEN (clock): The clock is 7 min off · 1/2 compliant")
    }

    @Test("a limit without a known rest is shown alone, and a look that is due is not announced")
    func littleKnown() {
        var report = PassReport.sample([])
        report.budget.remaining = nil
        report.nextLook = .noon
        #expect(StatusLine.text(report) == "0/0 compliant · budget 60")
    }

    @Test("before the lists are read nothing is claimed, and what keeps them from being read is told")
    func unlisted() {
        var report = PassReport.sample([.sample("a", id: "vps_1")])
        report.isListed = false
        #expect(StatusLine.text(report) == "reading the account's lists")
        report.silence = .init(isWhole: false, detail: "The connection was refused.", since: .noon + .milliseconds(7))
        #expect(
            StatusLine.text(report) == "no list from the API since 2026-11-21T12:00:00Z: The connection was refused")
        report.silence = nil
        report.stops = [Hold(.unauthorized, "The API refused the token (401).")]
        #expect(StatusLine.text(report) == "NOTHING IS WRITTEN (unauthorized): The API refused the token (401)")
        report.stops = [Hold(.paused, "moving house")]
        #expect(StatusLine.text(report) == "NOTHING IS WRITTEN (paused): moving house · reading the account's lists")
    }

    @Test("an API that fell silent and a reload that was refused are told beside what is known")
    func later() {
        var report = PassReport.sample([.sample("a", id: "vps_1")])
        report.budget = Budget(limit: nil, window: nil, remaining: nil, source: .unknown)
        report.nextLook = nil
        report.silence = .init(isWhole: true, detail: "No answer within 30 s.", since: .noon)
        #expect(
            StatusLine.text(report, .sample)
                == "no answer from the API since 2026-11-21T12:00:00Z: No answer within 30 s · "
                + "reload refused at /etc/reconciled/policies.d/10-ssh.yaml:4:1 · 1/1 compliant")
    }
}
