import ReconcileCore
import ReconcilePolicy
import Testing

/// A rule of the file format, a text that breaks it, and the whole of what is said about that text.
struct DiagnosticCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var expected: String

    init(_ rule: String, _ text: String, gives expected: String) {
        testDescription = rule
        self.text = text
        self.expected = expected
    }
}

/// The instant at which all tests of this target take place: 2026-11-21T12:00:00Z.
let noon = WallTime(millisecondsSince1970: 1_795_262_400_000)

/// All that is said about a policy file with this text.
func policyDiagnostics(_ text: String) -> String {
    diagnostics(of: PolicyLoader.parse(text: text, file: "10-ssh.yaml", now: noon))
}

func diagnostics(of result: Result<LoadedPolicies, PolicyErrors>) -> String {
    switch result {
    case .success(let loaded): loaded.warnings.map(\.description).joined(separator: "\n")
    case .failure(let errors): errors.description
    }
}

/// All that is said about a configuration file with this text.
func configurationDiagnostics(_ text: String) -> String {
    diagnostics(of: ConfigurationLoader.parse(text: text, file: "reconciled.yaml"))
}

func diagnostics(of result: Result<LoadedConfiguration, PolicyErrors>) -> String {
    switch result {
    case .success(let loaded): loaded.warnings.map(\.description).joined(separator: "\n")
    case .failure(let errors): errors.description
    }
}
