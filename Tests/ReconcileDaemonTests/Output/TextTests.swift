import ReconcileControl
import ReconcilePolicy
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What people read")
struct TextTests {
    private func expect(
        _ lines: [String], is name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let actual = lines.joined(separator: "\n")
        #expect(actual == (try Expectation.text(name, actual: actual)), sourceLocation: sourceLocation)
    }

    @Test("plan shows by policy what would be written, what is held and what is unknown", arguments: [false, true])
    func plan(hasColour: Bool) throws {
        let text = PassText(report: .fleet, isPlan: true, terminal: .silent(hasColour: hasColour))
        try expect(text.lines(), is: hasColour ? "plan-colour.txt" : "plan.txt")
    }

    @Test("once ends with a sum of what was done", arguments: [false, true])
    func once(hasColour: Bool) throws {
        let text = PassText(report: .fleet, isPlan: false, terminal: .silent(hasColour: hasColour))
        try expect(text.lines(), is: hasColour ? "once-colour.txt" : "once.txt")
    }

    @Test("status shows the fleet, what holds it, what people stopped, and what comes next", arguments: [false, true])
    func status(isServed: Bool) throws {
        let text = StatusText(
            isServed ? .withExceptions : .fleet, files: ["/etc/reconciled/policies.d/10-ssh.yaml"], warnings: [],
            isServed ? .sample : nil, .silent())
        try expect(text.lines(), is: isServed ? "status.txt" : "status-unserved.txt")
    }

    @Test("status says since when nothing comes from the API, before all that was seen earlier")
    func silence() {
        let text = StatusText(.silent, files: [], warnings: [], .sample, .silent())
        #expect(
            text.lines().prefix(3) == [
                "3/12 compliant · 6 drifted · 3 unknown", "NO ANSWER FROM THE API for 40 min: No answer within 30 s",
                "",
            ])
        let document = StatusDocument(.silent, files: [], warnings: ["a.yaml:1:1: 'every' is short"], .sample)
        #expect(
            document.warnings == [
                "no answer from the API since 2026-11-21T11:20:00Z: No answer within 30 s",
                "a.yaml:1:1: 'every' is short",
            ])
    }

    @Test("looks that did not come in time are told with what held them")
    func lateLooks() {
        let answer = PassAnswer(report: .sample([.sample("a", id: "vps_1")]), form: .init(.text, hasColour: false))
        #expect(answer.make(looksLeft: 0, nil).notes == "")
        #expect(answer.make(looksLeft: 1, nil).notes == "note: 1 look of 1 did not come in time")
        let hold = Hold(.rateLimit, "The API's rate limit holds all requests.", until: .noon + .minutes(9))
        #expect(
            answer.make(looksLeft: 1, hold).notes
                == "note: 1 look of 1 did not come in time, held by rateLimit: The API's rate limit holds all requests, "
                + "for 9 min more")
    }

    @Test("a plan warns of what matches nothing; a pass leaves that to its journal")
    func slips() {
        var report = PassReport.sample([])
        report.warnings = ["Policy 'a': It matches no server."]
        let answer = PassAnswer(report: report, form: .init(.json, hasColour: false))
        #expect(answer.make(.settled, isPlan: true).notes == "warning: Policy 'a': It matches no server")
        #expect(answer.make(.settled).notes == "")
    }

    @Test("doctor has a line for each thing, and one for each fix")
    func doctor() throws {
        let answer = DoctorAnswer(checks: Doctor.Check.samples, form: AnswerForm(.text, hasColour: false)).make()
        try expect([String(answer.output.dropLast())], is: "doctor.txt")
        #expect(answer.exitCode == 1)
    }

    @Test("a plan that opens doors says so, last before the sum")
    func opening() throws {
        let door = ResourceReport.sample("jump-1", id: "vps_1") { report in
            report.verdict = .drifted
            report.wanted = .login(true)
            report.change = .sshPasswordLogin(enabled: true)
        }
        let text = PassText(report: .sample([door]), isPlan: true, terminal: .silent())
        #expect(
            text.lines() == [
                "login-off  (enforce, 1 matched)", "  jump-1   vps_1   off -> on   now", "",
                "OPENS password login on 1 server",
                "1 change now, 0 held, 0 unknown, 0 compliant. Nothing was written.",
            ])
    }

    @Test("what a window holds names the next opening, in UTC and by the clocks that were written")
    func window() {
        let hold = Hold(
            .window, "Its windows open next at 2026-11-23T08:00:00Z (Mon 09:00 Europe/Stockholm).", since: .noon,
            until: .noon + .hours(44))
        var report = ResourceReport.drifted("web-1", id: "vps_1", hold)
        report.nextLook = .noon + .hours(5)
        let plan = PassText(report: .sample([report]), isPlan: true, terminal: .silent()).lines()
        #expect(
            plan.contains(
                "  web-1   vps_1   on -> off   held by window: Its windows open next at 2026-11-23T08:00:00Z "
                    + "(Mon 09:00 Europe/Stockholm), for 44 h more"))
        let explain = ExplainText(report: report, rows: [], now: .noon, terminal: .silent()).lines()
        #expect(
            explain.contains {
                $0.hasSuffix(
                    "window: Its windows open next at 2026-11-23T08:00:00Z (Mon 09:00 Europe/Stockholm), since 0 s, "
                        + "until 2026-11-23T08:00:00Z")
            })
    }

    @Test("explain says what is wanted, what was seen, what holds it and what comes next", arguments: [false, true])
    func explain(hasColour: Bool) throws {
        var report = PassReport.fleet.resources[2]
        report.guardState = .closed(report.holds[0])
        let rows = Array(LedgerRow.all.prefix(3))
        let text = ExplainText(report: report, rows: rows, now: .noon, terminal: .silent(hasColour: hasColour))
        try expect(text.lines(), is: hasColour ? "explain-colour.txt" : "explain.txt")
    }

    @Test("explain knows waivers, closed gates, other policies and what was never read")
    func explainOthers() throws {
        var opened = PassReport.fleet.resources[1]
        opened.wanted = .login(true, scope: .root)
        opened.change = .sshPasswordLogin(enabled: true)
        opened.waiver = Waiver(until: .noon + .hours(2), reason: "INC-124", enabled: true)
        opened.matching = ["login-off", "base"]
        let reports = [opened, PassReport.fleet.resources[4], PassReport.fleet.resources[9]]
        let texts = reports.map { ExplainText(report: $0, rows: [], now: .noon, terminal: .silent()).lines() }
        try expect(Array(texts.joined(separator: [""])), is: "explain-others.txt")
    }

    @Test("history has one line for each row, whatever its kind")
    func history() throws {
        let names: [ResourceID: String?] = [ResourceID("vps_01hxa3b4c5d6e7f8g9h0j1n2m3"): "web-3"]
        try expect(LedgerRow.all.map { HistoryText.line($0, names: names) }, is: "history.txt")
        #expect(
            Set(LedgerRow.all.map(\.entry.kind)) == Set(LedgerEntry.Kind.allCases), "the samples leave a kind out")
    }

    @Test("a failure says what was attempted, why not, and what to do, after all that is known of it")
    func failure() {
        let failure = CommandFailure(
            .invalid, "configuration or policies are invalid, so nothing was sent", cause: "a cause",
            diagnostics: [
                PolicyDiagnostic(file: "a.yaml", line: 1, column: 1, severity: .error, message: "one", hint: "so"),
                PolicyDiagnostic(file: "b.yaml", line: 2, column: 2, severity: .warning, message: "two"),
            ], hint: "a hint")
        #expect(
            failure.text == """
                a.yaml:1:1: error: one
                  hint: so
                b.yaml:2:2: warning: two
                error: configuration or policies are invalid, so nothing was sent
                  caused by: a cause
                  hint: a hint
                """)
        #expect(failure.summary == "configuration or policies are invalid, so nothing was sent: a cause")
        #expect(CommandFailure(.failed, "it failed").text == "error: it failed")
    }

    @Test("the progress bar shows how many guests were seen")
    func progress() {
        #expect(PassProgress.bar(.sample([])) == "reading the account's lists")
        #expect(PassProgress.bar(.fleet) == "reading 12 guests  ▕███████████   ▏ 10/12")
    }
}
