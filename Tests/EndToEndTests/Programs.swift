import Foundation

/// The executables under test. They lie where the build put the test bundle.
enum Programs {
    static let reconciled = directory.appending(path: "reconciled")
    static let simulator = directory.appending(path: "hostup-simulator")
    static let sshd = URL(filePath: "/usr/sbin/sshd")
    static let ssh = URL(filePath: "/usr/bin/ssh")

    static func canRun(_ program: URL) -> Bool {
        FileManager.default.isExecutableFile(atPath: program.path)
    }

    private static let directory: URL = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(filePath: bundle).standardizedFileURL.deletingLastPathComponent()
    }()
}

/// What a program said and how it ended.
struct Outcome: Sendable {
    /// The exit code; `nil` where a signal ended it.
    var status: Int32?
    var output: String
    var errors: String
    var duration: Duration
}
