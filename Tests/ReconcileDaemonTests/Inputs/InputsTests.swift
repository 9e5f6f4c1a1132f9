import ReconcileCore
import ReconcilePolicy
import ReconcileStore
import Testing

@testable import ReconcileDaemon

@Suite("What files tell a command")
struct InputsTests {
    private let directory: TemporaryDirectory
    private let policy = "name: a\nresource: vps.sshPasswordLogin\nmode: observe\nmatch: all\n"

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func invocation(configuration: String = "{}\n", policy: String) throws -> Invocation {
        Invocation(
            configurationFile: try directory.write(configuration, to: "reconciled.yaml"),
            policyDirectories: [try directory.write(policy, to: "policies/a.yaml").dropping(suffix: "/a.yaml")],
            stateDirectory: directory.path + "/state")
    }

    @Test("errors of the configuration and of the policies are told at once")
    func bothWrong() throws {
        let invocation = try invocation(configuration: "apis: {}\n", policy: policy + "prioritty: 1\n")
        let failure = #expect(throws: CommandFailure.self) { try Inputs.require(invocation, at: .noon) }
        #expect(failure?.status == .invalid)
        #expect(
            directory.named(failure?.text ?? "") == """
                DIR/reconciled.yaml:1:1: error: unknown key 'apis'
                  hint: did you mean 'api'?
                DIR/policies/a.yaml:1:1: error: a policy needs 'desired'
                  hint: write desired: {enabled: false}
                DIR/policies/a.yaml:5:1: error: unknown key 'prioritty'
                  hint: did you mean 'priority'?
                error: configuration or policies are invalid, so nothing was sent
                """)
    }

    @Test("valid files give their policies, the files' names and the warnings; an option replaces the API's address")
    func valid() throws {
        var invocation = try invocation(policy: policy + "desired: {enabled: false}\nschedule: {every: 10s}\n")
        invocation.apiURL = "http://127.0.0.1:8080/api/v2"
        let inputs = try Inputs.require(invocation, at: .noon)
        #expect(inputs.policies.map(\.name) == ["a"])
        #expect(inputs.files.map(directory.named) == ["DIR/reconciled.yaml", "DIR/policies/a.yaml"])
        #expect(inputs.warnings.map(\.message) == ["'every' is under 15m"])
        #expect(inputs.configuration.baseURL.text == "http://127.0.0.1:8080/api/v2")
    }

    @Test("an address that leaves this machine without TLS is a usage error")
    func badURL() throws {
        var invocation = try invocation(policy: policy + "desired: {enabled: false}\n")
        invocation.apiURL = "http://example.com/api/v2"
        let failure = #expect(throws: CommandFailure.self) { try Inputs.require(invocation, at: .noon) }
        #expect(failure?.status == .usage)
    }

    @Test("the state lies where the option says, else in the first directory of systemd's, else in the usual place")
    func stateDirectory() throws {
        let configuration = Configuration()
        let systemd = ["STATE_DIRECTORY": "/var/lib/first:/var/lib/second"]
        let option = Invocation(stateDirectory: "/tmp/chosen")
        #expect(try Inputs.stateDirectory(option, configuration, environment: systemd).path == "/tmp/chosen")
        let plain = Invocation()
        #expect(try Inputs.stateDirectory(plain, configuration, environment: systemd).path == "/var/lib/first")
        #expect(
            try Inputs.stateDirectory(plain, configuration, environment: [:]).path == "/var/lib/reconciled")
        #expect(
            try Inputs.stateDirectory(plain, configuration, environment: ["STATE_DIRECTORY": ""]).path
                == "/var/lib/reconciled")
    }

    @Test("an escrow inside the state is refused")
    func escrowInside() throws {
        let configuration = Configuration(escrowDirectory: "/tmp/chosen/escrow")
        let failure = #expect(throws: CommandFailure.self) {
            try Inputs.stateDirectory(Invocation(stateDirectory: "/tmp/chosen"), configuration, environment: [:])
        }
        #expect(failure?.status == .failed)
    }
}

extension String {
    fileprivate func dropping(suffix: String) -> String {
        String(dropLast(hasSuffix(suffix) ? suffix.count : 0))
    }
}
