import Foundation

/// The packages of the programs under test, made once in a run and suite.
actor TestPackages {
    static let shared = TestPackages()

    private var made: [DebianSuite: Task<URL, any Error>] = [:]

    /// The directory with the packages: the service, the simulator, and the service as an earlier version.
    func directory(for suite: DebianSuite) async throws -> URL {
        let task = made[suite] ?? Task { try await Self.make(suite) }
        made[suite] = task
        return try await task.value
    }

    /// What has to be on this machine to make them.
    static let builder = "/usr/bin/dh"

    /// The executables lie beside the bundle of tests that depends on them.
    static let programs = Bundle.main.bundleURL.resolvingSymlinksInPath()

    /// Debug builds look for Swift's libraries where the compiler has them.
    static func swiftLibraries() async throws -> [SystemdBox.Binding] {
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        let program = programs.appending(path: "reconciled").path
        let outcome = try await Command.run("/usr/bin/ldd", [program], scratch: scratch)
        guard let match = outcome.output.firstMatch(of: /libswiftCore\.so => (\S+)\/libswiftCore\.so/) else {
            return []
        }
        let directory = String(match.output.1)
        return [SystemdBox.Binding(source: URL(fileURLWithPath: directory), target: directory)]
    }

    private static func make(_ suite: DebianSuite) async throws -> URL {
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        let directory = SystemdBox.repository.appending(path: ".build-deb/test-\(suite.rawValue)")
        let outcome = try await Command.run(
            SystemdBox.folder.appending(path: "packages.sh").path, [suite.rawValue, programs.path, directory.path],
            scratch: scratch)
        guard outcome.exitStatus == 0 else { throw PackagingFailed(suite: suite, reason: outcome.diagnostics) }
        return directory
    }
}

struct PackagingFailed: Error, CustomStringConvertible {
    var suite: DebianSuite
    var reason: String

    var description: String { "cannot make packages for \(suite.rawValue): \(reason)" }
}
