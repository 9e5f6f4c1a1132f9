import Foundation
import Glibc

/// The files and the processes of the demonstration; nothing of it stays.
struct DemoStage {
    static let token = "demo-token"
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("reconciled-demo-\(getpid())")
        let policies = directory.appendingPathComponent("policies")
        try FileManager.default.createDirectory(at: policies, withIntermediateDirectories: true)
        try Self.policy.write(to: policies.appendingPathComponent("10-demo.yaml"), atomically: true, encoding: .utf8)
        try Self.token.write(to: directory.appendingPathComponent("token"), atomically: true, encoding: .utf8)
        let configuration = "api:\n  tokenFile: \(directory.path)/token\n"
        try configuration.write(
            to: directory.appendingPathComponent("reconciled.yaml"), atomically: true, encoding: .utf8)
    }

    private static let policy = """
        name: ssh-password-login-off
        resource: vps.sshPasswordLogin
        mode: enforce
        match: all
        desired: {enabled: false}
        schedule: {every: 10s}
        brake: {changesPerDay: 100%}

        """

    func strike() {
        try? FileManager.default.removeItem(at: directory)
    }

    /// A service that runs until it is stopped, and whoever watches it.
    struct Service {
        fileprivate let process: Process
        fileprivate let watching: Process?

        func stop() {
            for process in [watching, process].compactMap({ $0 }) {
                process.terminate()
                process.waitUntilExit()
            }
        }
    }

    /// - Parameter isWatched: true where the live view is shown in place of the service's journal.
    func startService(against url: String, isWatched: Bool) throws -> Service {
        guard isWatched else { return Service(process: try start(["run"], url), watching: nil) }
        let service = try start(["run"], url, errors: FileHandle.nullDevice)
        return Service(process: service, watching: try start(["status", "--watch"], url))
    }

    func once(against url: String) throws {
        try start(["once"], url).waitUntilExit()
    }

    private func start(_ command: [String], _ url: String, errors: FileHandle = .standardError) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            command + [
                "--config", "\(directory.path)/reconciled.yaml", "--policies", "\(directory.path)/policies",
                "--state", "\(directory.path)/state", "--api-url", url,
            ]
        process.standardError = errors
        try process.run()
        return process
    }
}
