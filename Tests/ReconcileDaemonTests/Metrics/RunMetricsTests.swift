import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What a run counts")
struct RunMetricsTests {
    private let metrics = RunMetrics()
    private static let web = ResourceID("web")
    private static let read = Request.read(.state(.sshPasswordLogin, web))
    private static let write = Request.write(
        WriteRequest(resource: web, change: .sshPasswordLogin(enabled: false)))
    private static let page = Outcome.page(InventoryPage(items: [], nextCursor: nil))

    private func exchange(_ request: Request, _ outcome: Outcome, policy: String? = "p", at seconds: Int = 0) {
        metrics.exchanged(
            Exchange(
                request: request, policy: policy, reply: Reply(outcome: outcome), took: .milliseconds(300),
                endedAt: .noon + .seconds(seconds)))
    }

    private func record(_ entries: LedgerEntry...) {
        let rows = entries.enumerated().map { index, entry in
            LedgerRow(sequence: Int64(index + 1), at: .noon + .seconds(index), entry: entry, hash: "")
        }
        metrics.recorded(rows)
    }

    private func reader(_ policies: [String] = ["p"]) throws -> OpenMetricsReader {
        try OpenMetricsReader(MetricsText(format: .openMetrics).text(metrics.samples(policies: policies)))
    }

    @Test("requests count by method, template and status, and those without an answer as lost")
    func requests() throws {
        exchange(.read(.list(.sshPasswordLogin, cursor: "c", limit: 100)), Self.page, policy: nil)
        exchange(Self.read, .observed(.sshPasswordLogin(.open)))
        exchange(Self.read, .lost(Loss(timedOut: true, detail: "")))
        exchange(Self.read, .refused(Problem(status: 999)))
        exchange(Self.write, .refused(Problem(status: 409)))
        let counted = try reader().points.filter { $0.name == "reconciled_api_requests_total" }
        let endpoint = "/vps/{id}/ssh-password-login"
        #expect(
            Set(counted.map(\.labels)) == [
                ["method": "GET", "endpoint": "/vps", "code": "200"],
                ["method": "GET", "endpoint": endpoint, "code": "200"],
                ["method": "GET", "endpoint": endpoint, "code": "lost"],
                ["method": "GET", "endpoint": endpoint, "code": "other"],
                ["method": "PATCH", "endpoint": endpoint, "code": "409"],
            ])
        #expect(
            try reader().value(
                "reconciled_api_request_duration_seconds_bucket",
                ["method": "GET", "endpoint": endpoint, "le": "0.5"]) == 3)
    }

    @Test("attempt and success are told apart, and only what passes by itself ends a row of failures")
    func attempts() throws {
        exchange(Self.read, .observed(.sshPasswordLogin(.open)), at: 1)
        exchange(Self.read, .lost(Loss(timedOut: true, detail: "")), at: 2)
        exchange(Self.read, .refused(Problem(status: 404)), at: 3)
        exchange(Self.read, .refused(Problem(status: 429)), at: 4)
        let noon = WallTime.noon.secondsSince1970
        var seen = try reader()
        #expect(seen.value("reconciled_last_attempt_timestamp_seconds", ["policy": "p"]) == noon + 4)
        #expect(seen.value("reconciled_last_success_timestamp_seconds", ["policy": "p"]) == noon + 1)
        #expect(seen.value("reconciled_consecutive_failures", ["policy": "p"]) == 2)
        for (result, count) in [("success", 1), ("error", 1), ("terminal", 1), ("requeue_after", 1)] {
            #expect(
                seen.value("reconciled_reconcile_total", ["policy": "p", "result": result]) == Double(count),
                "\(result)")
        }
        exchange(Self.read, .observed(.sshPasswordLogin(.open)), at: 5)
        seen = try reader()
        #expect(seen.value("reconciled_consecutive_failures", ["policy": "p"]) == 0)
        #expect(seen.value("reconciled_last_success_timestamp_seconds", ["policy": "p"]) == noon + 5)
        let later = try reader(["other"])
        #expect(!later.families.contains { $0.type == "gauge" }, "the policy is not in force any more")
    }

    @Test("a change counts by why it was made and how it went, and the time until it showed is kept")
    func changes() throws {
        metrics.begin(driftCauses: [ResourceID("old"): .policy])
        record(
            drift("web", .change), intent(1, "web"), outcome(1, .accepted, claimed: true),
            .driftEnded(.init(resource: Self.web, policy: "p", reason: .repaired)), confirmed(1, "web"),
            intent(2, "old"), outcome(2, .accepted, claimed: nil), unconfirmed(2),
            drift("new", .adoption), intent(3, "new"), outcome(3, .refused, claimed: nil),
            intent(4, "new", underWaiver: true), outcome(4, .unknown, claimed: nil), confirmed(4, "new"),
            intent(5, "new"), outcome(5, .withdrawn, claimed: nil), confirmed(9, "else"))
        let counted = try reader().points.filter { $0.name == "reconciled_changes_total" }
        #expect(
            Set(counted.map { "\($0.labels["cause"] ?? "") \($0.labels["outcome"] ?? "") \($0.value)" }) == [
                "drift claimed 1.0", "drift confirmed 1.0", "policy accepted 1.0", "policy unverified 1.0",
                "adopt failed 1.0", "waiver confirmed 1.0", "unknown confirmed 1.0",
            ])
        #expect(try reader().value("reconciled_verification_duration_seconds_count", ["policy": "p"]) == 1)
        #expect(try reader().value("reconciled_verification_duration_seconds_sum", ["policy": "p"]) == 2)
    }

    @Test("a reload that was refused shows, and when the files in force came into force stays")
    func reloads() throws {
        metrics.loaded(at: .noon)
        metrics.loadRefused()
        #expect(try reader().value("reconciled_config_last_reload_successful") == 0)
        #expect(
            try reader().value("reconciled_config_last_reload_success_timestamp_seconds")
                == WallTime.noon.secondsSince1970)
        metrics.noticed(.unreachable(detail: "d"))
        metrics.noticed(.reachableAgain)
        #expect(try reader().value("reconciled_circuit_opens_total") == 1)
    }

    // MARK: Rows

    private func drift(_ resource: String, _ cause: LedgerEntry.Drift.Cause) -> LedgerEntry {
        .drift(
            .init(
                resource: ResourceID(resource), policy: "p", cause: cause, seen: .sshPasswordLogin(.open), code: nil,
                lastCompliant: nil))
    }

    private func intent(_ number: UInt64, _ resource: String, underWaiver: Bool = false) -> LedgerEntry {
        .intent(
            .init(
                intent: IntentID(number: number), resource: ResourceID(resource), policy: "p", fingerprint: "f",
                change: .sshPasswordLogin(enabled: false), before: .sshPasswordLogin(.open), readAgeMilliseconds: 1,
                underWaiver: underWaiver))
    }

    private func outcome(_ number: UInt64, _ result: LedgerEntry.IntentOutcome.Result, claimed: Bool?) -> LedgerEntry {
        .outcome(
            .init(intent: IntentID(number: number), resource: Self.web, policy: "p", result: result, claimed: claimed))
    }

    private func confirmed(_ number: UInt64, _ resource: String) -> LedgerEntry {
        .confirmed(
            .init(
                intent: IntentID(number: number), resource: ResourceID(resource), policy: "p", fingerprint: "f",
                seen: .sshPasswordLogin(.shut)))
    }

    private func unconfirmed(_ number: UInt64) -> LedgerEntry {
        .unconfirmed(.init(intent: IntentID(number: number), resource: Self.web, policy: "p", fingerprint: "f"))
    }
}
