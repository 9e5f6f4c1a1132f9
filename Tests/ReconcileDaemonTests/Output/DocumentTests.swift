import ReconcilePolicy
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("The JSON documents")
struct DocumentTests {
    private static let pass = PassDocument(.fleet, error: nil).json()
    private static let explain: String = {
        var report = PassReport.fleet.resources[2]
        report.guardState = .closed(report.holds[0])
        return ExplainDocument(report, at: .noon).json()
    }()
    private static let history = HistoryDocument(at: .noon, LedgerRow.all).json()
    private static let check: String = {
        let diagnostics = [
            PolicyDiagnostic(
                file: "a.yaml", line: 4, column: 1, severity: .error, message: "unknown key 'matc'",
                hint: "did you mean 'match'?"),
            PolicyDiagnostic(file: "b.yaml", line: 1, column: 1, severity: .warning, message: "'every' is under 15m"),
        ]
        var record = ResourceRecord(
            item: InventoryItem(id: ResourceID("vps_1"), kind: .sshPasswordLogin, name: nil))
        record.policy = "login-off"
        let impact = PolicyImpact([record], under: [])
        return CheckDocument(at: .noon, files: ["a.yaml", "b.yaml"], diagnostics, impact: impact).json()
    }()
    private static let forecast = ForecastDocument(.sample, .sample, at: .noon).json()
    private static let status = StatusDocument(
        .withExceptions, files: ["/etc/reconciled/policies.d/10-ssh.yaml"], warnings: ["a.yaml:1:1: 'every' is short"],
        .sample
    ).json()
    private static let doctor = DoctorDocument(Doctor.Check.samples, at: .noon).json()
    private static let report = EvidenceDocument(EvidenceReport(.sample)).json()
    private static let operation = OperatorDocument(at: .noon, done: "Writes are paused for everything.").json()

    /// Beside the whole documents, those of failures and of the emptiest contents.
    private static let all: [(schema: String, json: String)] =
        [
            ("pass", pass), ("pass", PassDocument(failedAt: .noon, error: "no").json()),
            ("pass", PassDocument(.sample(holdsOfAllReasons), error: nil).json()),
            ("pass", PassDocument(.accounts, error: nil).json()),
            ("explain", explain), ("explain", ExplainDocument(failedAt: .noon, error: "no").json()),
            ("history", history), ("history", HistoryDocument(failedAt: .noon, error: "no").json()),
            ("history", HistoryDocument(at: .noon, LedgerRow.all, error: "no").json()),
            ("check", check), ("check", CheckDocument(at: .noon, files: [], [], impact: nil).json()),
            ("operator", operation), ("operator", OperatorDocument(failedAt: .noon, error: "no").json()),
            ("status", status), ("status", StatusDocument(failedAt: .noon, error: "no").json()),
            ("status", StatusDocument(.sample([]), files: [], warnings: [], nil).json()),
            ("status", StatusDocument(.silent, files: [], warnings: [], .sample).json()),
            ("init", InitDocument(at: .noon, [.init(path: "/a", written: true)]).json()),
            ("init", InitDocument(at: .noon, [.init(path: "/a", written: false)], error: "no").json()),
            ("doctor", doctor), ("doctor", DoctorDocument(failedAt: .noon, error: "no").json()),
            ("forecast", forecast), ("forecast", ForecastDocument(failedAt: .noon, error: "no").json()),
            ("forecast", ForecastDocument(.observing, .sample, at: .noon).json()),
            ("report", EvidenceDocument(EvidenceReport(.passwords)).json()), ("report", report),
            ("report", EvidenceDocument(failedAt: .noon, error: "no").json()),
            ("escrow-list", EscrowListDocument(failedAt: .noon, error: "no").json()),
            ("escrow-export", EscrowExportDocument(failedAt: .noon, error: "no").json()),
            ("escrow-prove", ProofDocument(failedAt: .noon, error: "no").json()),
        ]
        + (PassReport.fleet.resources + PassReport.accounts.resources).map {
            ("explain", ExplainDocument($0, at: .noon).json())
        }

    private static let holdsOfAllReasons = HoldReason.allCases.map { reason in
        ResourceReport.drifted("a", id: "vps_1", Hold(reason, "It is so.", until: WallTime(millisecondsSince1970: 1)))
    }

    @Test(
        "every document is as its JSON Schema says, and nothing looser passes",
        .enabled(if: PythonValidator.isAvailable, "needs /usr/bin/python3 with jsonschema (python3-jsonschema)"))
    func schemas() throws {
        #expect(try PythonValidator.faults(Self.all) == "")
    }

    @Test(
        "each document is written as ever",
        arguments: [
            ("pass", pass), ("explain", explain), ("history", history), ("check", check), ("operator", operation),
            ("forecast", forecast), ("status", status), ("doctor", doctor), ("report", report),
        ])
    func text(name: String, json: String) throws {
        #expect(try json == Expectation.text("\(name).json", actual: json))
    }

    @Test("a definition that several schemas have is the same in each")
    func sharedDefinitions() throws {
        let shared = [
            "time": ["explain", "report", "status"], "hold": ["explain", "status"], "desired": ["explain", "report"],
            "desiredLogin": ["explain", "report"], "desiredPassword": ["explain", "report"],
            "requested": ["explain", "report"], "observedLogin": ["explain", "report"],
            "observedPassword": ["explain", "report"],
            "gate": ["explain", "report"], "actions": ["explain", "report"], "observed": ["explain", "report"],
            "operation": ["explain"],
        ]
        for (name, others) in shared {
            let texts = try (["pass"] + others).map { schema in
                try definition(name, in: RepositoryFiles.text("Sources/ReconcileDaemon/Schemas/\(schema).schema.json"))
            }
            #expect(Set(texts).count == 1 && !texts[0].isEmpty, "\(name)")
        }
    }

    /// The lines of one definition, which stand four spaces in.
    private func definition(_ name: String, in schema: String) -> [Substring] {
        let lines = schema.split(separator: "\n").drop { !$0.hasPrefix("    \"\(name)\": {") }
        return Array(lines.prefix { !$0.hasPrefix("    }") })
    }
}
