import Foundation
import ReconcileCore
import ReconcileStore
import Synchronization
import Testing

@testable import ReconcileDaemon

@Suite("Commands on a state of their own")
struct CommandTests {
    private let directory: TemporaryDirectory
    private let printed = Printed()

    /// What a command wrote to both streams.
    private final class Printed: Sendable {
        private let texts = Mutex<(output: String, errors: String)>(("", ""))

        var terminal: Terminal {
            Terminal(
                hasColour: false, hasProgress: false, output: { text in self.texts.withLock { $0.output += text } },
                errors: { text in self.texts.withLock { $0.errors += text } })
        }

        /// What was written since the last time.
        func take() -> (output: String, errors: String) {
            texts.withLock { texts in
                defer { texts = ("", "") }
                return texts
            }
        }
    }

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("{}\n", to: "reconciled.yaml")
        try directory.write(
            "name: login-off\nresource: vps.sshPasswordLogin\nmode: observe\nmatch: all\ndesired: {enabled: false}\n",
            to: "policies/a.yaml")
    }

    private func invocation(_ format: OutputFormat = .text, configuration: String = "reconciled.yaml") -> Invocation {
        Invocation(
            configurationFile: "\(directory.path)/\(configuration)",
            policyDirectories: ["\(directory.path)/policies"], stateDirectory: "\(directory.path)/state",
            format: format)
    }

    private func object(_ text: String) throws -> [String: any Sendable] {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(object as? [String: any Sendable])
    }

    @Test("with JSON asked for, one document is printed also where a command fails, and the words go to the errors")
    func failures() async throws {
        let broken = invocation(.json, configuration: "missing.yaml")
        let commands: [(name: String, run: () async -> ReconcileDaemon.ExitStatus)] = [
            ("once", { await PassCommand(.once(patience: .seconds(1)), broken, printed.terminal).run() }),
            ("explain", { await ExplainCommand(broken, resource: "a", printed.terminal).run() }),
            (
                "history",
                { await HistoryCommand(broken, .everything, printed.terminal).run() }
            ),
            (
                "pause",
                {
                    await OperatorCommand(.pause(scope: nil, reason: "r", until: nil), broken, printed.terminal).run()
                }
            ),
        ]
        for command in commands {
            #expect(await command.run() == .invalid, "\(command.name)")
            let (output, errors) = printed.take()
            let error = try #require(try object(output)["error"] as? String, "\(command.name)")
            #expect(errors.contains("error: \(error)\n"), "\(command.name)")
        }
    }

    @Test("a pause is said, and stands in the ledger for history to show")
    func pause() async throws {
        let until = SystemClock.now().wall + .hours(2)
        let pause = OperatorCommand.Request.pause(scope: "login-off", reason: "audit", until: until)
        #expect(await OperatorCommand(pause, invocation(), printed.terminal).run() == .done)
        #expect(
            printed.take().output == "Writes are paused for login-off, until \(until.rfc3339). Observing goes on.\n")
        let history = HistoryCommand(invocation(.json), .everything, printed.terminal)
        #expect(await history.run() == .done)
        let events = try #require(try object(printed.take().output)["events"] as? [[String: any Sendable]])
        #expect(events.compactMap { $0["kind"] as? String } == ["paused"])
        #expect(events.compactMap { $0["policy"] as? String } == ["login-off"])
    }

    @Test("history of a ledger that is gone or is none ends with 1 and the reason; one that never was is empty")
    func unusableLedger() async throws {
        let history = HistoryCommand(invocation(.json), .everything, printed.terminal)
        #expect(await history.run() == .done)
        #expect(try object(printed.take().output)["error"] is NSNull)
        let pause = OperatorCommand.Request.pause(scope: nil, reason: "audit", until: nil)
        #expect(await OperatorCommand(pause, invocation(), printed.terminal).run() == .done)
        _ = printed.take()
        try directory.write(String(repeating: "garbage", count: 1000), to: "state/ledger.db")
        let words = "cannot trust the ledger: "
        for reason in ["file is not a database", "it is missing, and the escrow directory knows one of 1 rows"] {
            #expect(await history.run() == .failed, "\(reason)")
            let document = printed.take()
            #expect(try object(document.output)["error"] as? String == words + reason)
            #expect(await HistoryCommand(invocation(), .everything, printed.terminal).run() == .failed)
            #expect(
                printed.take().errors == """
                    error: \(words)\(reason)
                      hint: bring the right ledger back, or run `reconciled resume --accept-ledger --reason REASON`

                    """)
            for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
                try? FileManager.default.removeItem(atPath: "\(directory.path)/state/\(name)")
            }
        }
    }

    @Test("resume where nothing is paused says so, and writes nothing down")
    func needlessResume() async throws {
        func resume(_ scope: String?, _ reason: String = "r") async -> ReconcileDaemon.ExitStatus {
            let request = OperatorCommand.Request.resume(scope: scope, reason: reason, identity: false)
            return await OperatorCommand(request, invocation(), printed.terminal).run()
        }
        #expect(await resume("login-off") == .done)
        #expect(printed.take().output == "Nothing was paused for login-off.\n")
        #expect(await resume("login-off", " ") == .usage)
        let pause = OperatorCommand.Request.pause(scope: nil, reason: "audit", until: nil)
        #expect(await OperatorCommand(pause, invocation(), printed.terminal).run() == .done)
        _ = printed.take()
        #expect(await resume("login-off") == .done)
        #expect(printed.take().output == "Nothing was paused for login-off. Paused: 'everything'.\n")
        #expect(await resume(nil) == .done)
        #expect(printed.take().output == "Writes are no longer paused for everything.\n")
        let history = HistoryCommand(invocation(.json), .everything, printed.terminal)
        #expect(await history.run() == .done)
        let events = try #require(try object(printed.take().output)["events"] as? [[String: any Sendable]])
        #expect(events.compactMap { $0["kind"] as? String } == ["paused", "resumed"])
    }

    @Test("init tells each file, as one object where JSON is asked for, also where it cannot go on")
    func initialize() throws {
        let policy = "\(directory.path)/policies/10-ssh-password-login-off.yaml"
        #expect(InitCommand(invocation(.json), printed.terminal).run() == .done)
        let (output, errors) = printed.take()
        #expect(errors == "")
        let files = try #require(try object(output)["files"] as? [[String: any Sendable]])
        #expect(files.map { $0["path"] as? String } == ["\(directory.path)/reconciled.yaml", policy])
        #expect(files.map { $0["written"] as? Bool } == [false, true])
        #expect(InitCommand(invocation(), printed.terminal).run() == .done)
        #expect(
            printed.take().output.hasPrefix("kept     \(directory.path)/reconciled.yaml\nkept     \(policy)\n\nNext: "))
        var impossible = invocation(.json)
        impossible.policyDirectories = ["\(directory.path)/reconciled.yaml"]
        #expect(InitCommand(impossible, printed.terminal).run() == .failed)
        let failed = printed.take()
        let error = try #require(try object(failed.output)["error"] as? String)
        #expect(
            error == "cannot write '\(directory.path)/reconciled.yaml/10-ssh-password-login-off.yaml': Not a directory")
        #expect(failed.errors.hasPrefix("error: cannot write "))
    }

    @Test("an escrow inside the state is an error where the configuration says so")
    func escrowInside() async throws {
        try directory.write(
            "# first\nescrow:\n  directory: \(directory.path)/state/escrow\n", to: "reconciled.yaml")
        #expect(await CheckCommand(invocation(), showsImpact: false, printed.terminal).run() == .invalid)
        let first = printed.take().output.split(separator: "\n").first.map(String.init)
        #expect(
            first.map(directory.named)
                == "DIR/reconciled.yaml:3:14: error: cannot keep the escrow in 'DIR/state/escrow': it and the state "
                + "directory 'DIR/state' must not lie in one another")
    }

    @Test("a waiver or a pause with an impossible end is a usage error, and nothing is written down")
    func impossibleEnds() async throws {
        let now = SystemClock.now().wall
        let requests: [(OperatorCommand.Request, String)] = [
            (
                .pause(scope: nil, reason: "r", until: now - .hours(1)),
                "error: '--until' is in the past: \((now - .hours(1)).rfc3339)\n"
            ),
            (
                .waive(resource: "web", reason: "r", until: now + .days(31), enabled: nil),
                "error: '--until' is too far ahead: a waiver may run 30 d at most\n"
            ),
            (
                .waive(resource: "web", reason: "r", until: now + .days(4), enabled: true),
                "error: '--until' is too far ahead: a waiver that opens a door may run 3 d at most\n"
            ),
        ]
        for (request, message) in requests {
            #expect(await OperatorCommand(request, invocation(), printed.terminal).run() == .usage)
            #expect(printed.take().errors == message)
        }
        let history = HistoryCommand(invocation(), .everything, printed.terminal)
        #expect(await history.run() == .done)
        #expect(printed.take().output == "")
    }

    @Test("a release names a policy that is in force")
    func release() async {
        let request = OperatorCommand.Request.release(policy: "login-of", reason: "r")
        #expect(await OperatorCommand(request, invocation(), printed.terminal).run() == .failed)
        #expect(
            printed.take().errors == """
                error: there is no policy named 'login-of'
                  hint: in force: login-off

                """)
    }

    @Test("while another process holds the state, an operator's word is refused and names it")
    func locked() async throws {
        let state = try StateDirectory(path: "\(directory.path)/state")
        try state.create()
        let lock = try StateLock.acquire(in: state)
        let request = OperatorCommand.Request.resume(scope: nil, reason: "r", identity: false)
        #expect(await OperatorCommand(request, invocation(), printed.terminal).run() == .failed)
        #expect(
            directory.named(printed.take().errors) == """
                error: cannot lock 'DIR/state/lock': process \(ProcessInfo.processInfo.processIdentifier) holds it
                  hint: stop that process, or give this one a state of its own with `--state`

                """)
        withExtendedLifetime(lock) {}
    }

    @Test("status without a service shows the state as it was left, with the files in force")
    func status() async throws {
        #expect(await StatusCommand(invocation(.json), printed.terminal).run() == .done)
        let document = try object(printed.take().output)
        #expect(
            document["files"] as? [String] == ["reconciled.yaml", "policies/a.yaml"].map { "\(directory.path)/\($0)" })
        #expect(document["service"] is NSNull)
        #expect(document["nextDue"] is NSNull)
    }

    @Test("now without a service fails and says what to do")
    func now() async {
        #expect(await NowCommand(invocation(), selector: nil, printed.terminal).run() == .failed)
        #expect(
            printed.take().errors == """
                error: no service runs that could look again
                  hint: `reconciled once` looks without one

                """)
    }

    @Test("doctor finds a missing token and a broken policy, each with one fix and the exit code 78")
    func doctor() async throws {
        #expect(await DoctorCommand(invocation(), printed.terminal).run() == .invalid)
        #expect(
            printed.take().output == """
                FAILED   token  there is no API token
                                -> set `api.tokenFile` in the configuration, HOSTUP_API_KEY in the environment, or the \
                credential 'hostup-token' in the unit

                """)
        try directory.write("name: x\n", to: "policies/b.yaml")
        #expect(await DoctorCommand(invocation(), printed.terminal).run() == .invalid)
        #expect(printed.take().output.hasPrefix("FAILED   policies  \(directory.path)/policies/b.yaml:1:1: "))
    }

    @Test("check on valid files ends well, and says what it cannot tell of the impact")
    func check() async {
        #expect(await CheckCommand(invocation(), showsImpact: true, printed.terminal).run() == .done)
        #expect(
            printed.take().output == "1 policy: all valid\nno resource is known yet: nothing was listed so far\n")
    }
}

extension HistoryQuestion {
    fileprivate static let everything = Self(resource: nil, since: nil, showsOurs: false)
}
