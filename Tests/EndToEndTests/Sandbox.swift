import Foundation
import Synchronization

/// The files of one test: configuration, policies, token and state, and what every program in it said.
final class Sandbox: Sendable {
    let directory: URL
    let token: String
    private let children = Mutex<[ChildProcess]>([])
    private let outputs = Atomic(0)

    var configuration: URL { directory.appending(path: "reconciled.yaml") }
    var tokenFile: URL { directory.appending(path: "token") }
    var policies: URL { directory.appending(path: "policies") }
    var state: URL { directory.appending(path: "state") }
    var escrow: URL { directory.appending(path: "state-escrow") }
    private var streams: URL { directory.appending(path: "streams") }

    /// More than any command takes on a busy machine; those that wait on purpose say so themselves.
    static let patience = Duration.seconds(60)

    init() throws {
        // Resolved, so that the paths in messages are the ones compared with.
        directory = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "reconciled-e2e-\(UUID().uuidString)")
        token = "secret-\(UUID().uuidString)"
        for place in [policies, streams] {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        }
        try Data("\(token)\n".utf8).write(to: tokenFile)
        try write("api: {tokenFile: \(tokenFile.path), timeout: 3s}\n", to: configuration)
    }

    func write(_ text: String, to file: URL) throws {
        try Data(text.utf8).write(to: file)
    }

    func write(_ policy: PolicyText, to name: String = "10-login-off.yaml") throws {
        try write(policy.yaml, to: policies.appending(path: name))
    }

    /// Starts a program whose words end in files here.
    ///
    /// - Parameter environment: all the variables it gets beside the path.
    func start(
        _ program: URL, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> ChildProcess {
        let number = outputs.add(1, ordering: .relaxed).newValue
        let child = try ChildProcess(
            program, arguments, environment: environment.merging(["PATH": "/usr/bin:/bin"]) { given, _ in given },
            in: directory, output: streams.appending(path: "\(number).out"),
            errors: streams.appending(path: "\(number).err"))
        children.withLock { $0.append(child) }
        return child
    }

    func run(
        _ program: URL, _ arguments: [String], environment: [String: String] = [:], within limit: Duration = patience
    ) async throws -> Outcome {
        let began = ContinuousClock.now
        let child = try start(program, arguments, environment: environment)
        return try await outcome(of: child, since: began, within: limit)
    }

    func outcome(
        of child: ChildProcess, since began: ContinuousClock.Instant = .now, within limit: Duration = patience
    ) async throws -> Outcome {
        let end = try await child.wait(within: limit)
        let status: Int32? = if case .exited(let code) = end { code } else { nil }
        return Outcome(
            status: status, output: child.text(of: child.output), errors: child.text(of: child.errors),
            duration: ContinuousClock.now - began)
    }

    /// Forgets all that the program ever knew.
    func clearState() {
        for place in [state, escrow] { try? FileManager.default.removeItem(at: place) }
    }

    /// Every file but the token's own in which its bytes stand.
    func filesWithToken() -> [String] {
        let needle = Data(token.utf8)
        return files().filter { file in
            guard file != tokenFile.path, let content = FileManager.default.contents(atPath: file) else { return false }
            return content.firstRange(of: needle) != nil
        }
    }

    /// Every file below `root`, here if none is given, in order.
    func files(below root: URL? = nil) -> [String] {
        let root = (root ?? directory).path
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return names.map { "\(root)/\($0)" }.sorted()
    }

    /// The bytes of every file below `root`.
    func contents(of root: URL) -> [String: Data] {
        let files = files(below: root).map { ($0, FileManager.default.contents(atPath: $0) ?? Data()) }
        return Dictionary(uniqueKeysWithValues: files)
    }

    /// Ends what still runs, and leaves nothing.
    func remove() async {
        for child in children.withLock({ $0 }) {
            child.signal(SIGTERM)
            _ = try? await child.wait(within: .seconds(10))
        }
        try? FileManager.default.removeItem(at: directory)
    }
}
