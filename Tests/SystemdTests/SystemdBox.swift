import Foundation
import Glibc

/// A real systemd, booted in namespaces of its own for the length of one script.
///
/// `systemd-in-box.sh` beside this file does the work and says what is in the box.
enum SystemdBox {
    struct Outcome: Equatable {
        /// The script's own; 124 where it took too long, 125 where the box could not be made.
        var exitStatus: Int32
        var output: String
        var diagnostics: String
    }

    /// A file or directory of this machine, to be seen in the box under another path, read-only.
    struct Binding {
        var source: URL
        var target: String
    }

    /// The root of the repository.
    static let repository = folder.deletingLastPathComponent().deletingLastPathComponent()

    /// Units, catalog and group where a package puts them.
    static let shipped = [
        Binding(
            source: repository.appending(path: "systemd/reconciled.socket"),
            target: "/etc/systemd/system/reconciled.socket"),
        Binding(
            source: repository.appending(path: "systemd/reconciled.sysusers"),
            target: "/usr/lib/sysusers.d/reconciled.conf"),
        Binding(
            source: repository.appending(path: "systemd/reconciled.service"),
            target: "/etc/systemd/system/reconciled.service"),
        Binding(
            source: repository.appending(path: "systemd/reconciled.catalog"),
            target: "/usr/lib/systemd/catalog/reconciled.catalog"),
    ]

    /// Why there can be no box on this machine; `nil` where there can.
    static let whyUnavailable: String? = {
        guard getuid() == 0 else { return "a box needs root" }
        guard FileManager.default.isExecutableFile(atPath: TestPackages.builder) else {
            return "no package can be made without debhelper: `make deps` installs it"
        }
        do {
            let scratch = try ScratchDirectory()
            defer { scratch.remove() }
            let outcome = try Command.runBlocking(program, ["true"], scratch: scratch)
            return outcome.exitStatus == boxFailed ? "no box on this machine: \(outcome.diagnostics)" : nil
        } catch {
            return "no box on this machine: \(error)"
        }
    }()

    /// Boots, runs the script with `bash -euo pipefail` as root, and shuts down.
    ///
    /// - Parameters:
    ///   - bindings: laid over the box's files before it boots, so that units are found.
    ///   - timeout: after this the script is ended; the box itself has a minute more to boot.
    static func run(
        on suite: DebianSuite = .bookworm, script: String, bindings: [Binding] = [], timeout: Duration = .seconds(60)
    ) async throws -> Outcome {
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        let scriptFile = try scratch.write(script, to: "script.sh")
        let all = bindings + [Binding(source: scriptFile, target: scriptTarget)]
        let options = all.flatMap { ["--bind", "\($0.source.path):\($0.target)"] }
        return try await Command.run(
            program,
            ["--root", suite.root.path] + options
                + ["--timeout", "\(timeout.components.seconds)", "--", "bash", "-euo", "pipefail", scriptTarget],
            scratch: scratch)
    }

    /// As `run`, with the functions of `scenario.sh`; the packages are in `/opt/packages`, and installed but for the
    /// service's where `installs` is false.
    static func runPackaged(
        on suite: DebianSuite, installs: Bool = true, script: String, timeout: Duration = .seconds(90)
    ) async throws -> Outcome {
        let packages = try await TestPackages.shared.directory(for: suite)
        let wanted = installs ? "*" : "hostup-simulator_*"
        return try await run(
            on: suite, script: ". \(scenarioTarget)\ninstall_packages /opt/packages/\(wanted).deb\n" + script,
            bindings: [
                Binding(source: packages, target: "/opt/packages"),
                Binding(source: folder.appending(path: "scenario.sh"), target: scenarioTarget),
            ] + TestPackages.swiftLibraries(),
            timeout: timeout)
    }

    /// This folder; where the package reaches it by a link, the link's target.
    static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()

    private static let program = folder.appending(path: "systemd-in-box.sh").path
    private static let scriptTarget = "/opt/box/script.sh"
    private static let scenarioTarget = "/opt/box/scenario.sh"

    /// The exit status by which the program says that it could not make a box.
    private static let boxFailed: Int32 = 125
}
