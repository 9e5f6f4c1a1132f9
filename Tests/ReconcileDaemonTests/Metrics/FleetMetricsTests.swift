import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("How the fleet stands, in numbers")
struct FleetMetricsTests {
    private static func policy(_ name: String, waivers: [Policy.Waiver] = []) -> Policy {
        Policy(
            name: name, mode: .enforce, match: .all,
            rules: .sshPasswordLogin(SSHPasswordLoginPolicy(desired: .init(enabled: false))), waivers: waivers,
            source: PolicySource(file: "a.yaml", fingerprint: "f"))
    }

    private static func text(_ report: PassReport, _ policies: [Policy], resets: WallTime? = nil) -> String {
        let metrics = FleetMetrics(report, policies: policies, isCircuitOpen: false, budgetResets: resets)
        return MetricsText(format: .openMetrics).text(metrics.samples)
    }

    @Test("a fleet with all that can happen to it, with pauses and waivers, in full")
    func whole() throws {
        var report = PassReport.withExceptions
        report.resources[8].isOpenPastWaiver = true
        report.resources[3].waiver = Waiver(until: .noon + .days(9), reason: "INC-123", enabled: nil)
        let waivers = [
            Policy.Waiver(match: .all, until: .noon - .hours(1), reason: "over"),
            Policy.Waiver(match: .all, until: .noon + .hours(1), reason: "not yet"),
        ]
        let policies = [Self.policy("login-off", waivers: waivers), Self.policy("watch"), Self.policy("idle")]
        let text = String(Self.text(report, policies, resets: .noon + .seconds(30)).dropLast())
        #expect(text == (try Expectation.text("metrics-fleet.openmetrics", actual: text)))
    }

    @Test("each target counts once, whatever holds it, and each hold that leads counts once")
    func once() throws {
        var report = PassReport.fleet
        // A door that a waiver wants open, and that is open, is as wanted, but not by the policy.
        report.resources[8].waiver = Waiver(until: .noon + .hours(1), reason: "INC-124", enabled: true)
        let reader = try OpenMetricsReader(Self.text(report, [Self.policy("login-off"), Self.policy("watch")]))
        #expect(reader.sum("reconciled_targets") == Double(report.resources.count))
        #expect(reader.sum("reconciled_blocked") == Double(report.resources.count { !$0.holds.isEmpty }))
        #expect(reader.sum("reconciled_targets", ["verdict": "unknown"]) == Double(report.summary.unknown))
        #expect(reader.sum("reconciled_targets", ["verdict": "paused"]) == 1)
        #expect(reader.sum("reconciled_targets", ["verdict": "waived"]) == 1)
    }

    @Test("a policy that is not in force any more has no series, one that matches nothing has zeros")
    func policies() throws {
        let reader = try OpenMetricsReader(Self.text(.sample([]), [Self.policy("idle")]))
        #expect(reader.sum("reconciled_targets") == 0)
        #expect(Set(reader.points.compactMap { $0.labels["policy"] }) == ["idle"])
        #expect(reader.value("reconciled_drift_oldest_seconds", ["policy": "idle"]) == 0)
    }

    @Test("a budget of which nothing is known has no series, and never the value 0")
    func unknownBudget() throws {
        var report = PassReport.sample([])
        report.budget = Budget(limit: nil, window: nil, remaining: nil, source: .unknown)
        let reader = try OpenMetricsReader(Self.text(report, []))
        #expect(!reader.families.contains { $0.name.hasPrefix("reconciled_api_budget") })
        report.budget = Budget(limit: 60, window: .seconds(60), remaining: nil, source: .learned)
        let learned = try OpenMetricsReader(Self.text(report, []))
        #expect(learned.value("reconciled_api_budget_limit", ["source": "learned"]) == 60)
        #expect(!learned.families.contains { $0.name == "reconciled_api_budget_remaining" })
    }

    @Test("the oldest of our passwords and the dates that have passed are told for policies about passwords alone")
    func passwords() throws {
        let quarterly = Policy(
            name: "quarterly", mode: .enforce, match: .all, rules: .hostingPassword(.quarterly()),
            source: PolicySource(file: "b.yaml", fingerprint: "f"))
        var report = PassReport.accounts
        report.resources += PassReport.fleet.resources
        let reader = try OpenMetricsReader(Self.text(report, [quarterly, Self.policy("login-off")]))
        #expect(reader.value("reconciled_secret_age_oldest_seconds", ["policy": "quarterly"]) == 6_912_000)
        #expect(reader.value("reconciled_rotation_overdue", ["policy": "quarterly"]) == 1)
        for name in ["reconciled_secret_age_oldest_seconds", "reconciled_rotation_overdue"] {
            #expect(reader.points.filter { $0.name == name }.map { $0.labels["policy"] } == ["quarterly"])
        }
        report.resources.removeAll { $0.rotation?.rotatedAt != nil }
        let young = try OpenMetricsReader(Self.text(report, [quarterly]))
        #expect(!young.families.contains { $0.name == "reconciled_secret_age_oldest_seconds" })
        #expect(young.value("reconciled_rotation_overdue", ["policy": "quarterly"]) == 0)
    }

    @Test("the kernel tells what the process costs")
    func process() {
        let samples = ProcessMetrics(at: SystemClock.now()).samples
        let values = samples.reduce(into: [String: Double]()) { values, sample in
            if case .number(let number) = sample.value { values[sample.family.name] = number }
        }
        #expect(values.count == 5)
        #expect(values["process_resident_memory_bytes"] ?? 0 > 1_000_000)
        #expect(values["process_open_fds"] ?? 0 >= 3)
        #expect(values["process_max_fds"] ?? 0 >= values["process_open_fds"] ?? 0)
        #expect(values["process_cpu_seconds_total"] ?? 0 > 0)
        let age = SystemClock.now().wall.secondsSince1970 - (values["process_start_time_seconds"] ?? 0)
        #expect(age >= 0 && age < 86_400, "\(age)")
    }
}
