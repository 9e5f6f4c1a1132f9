import Foundation
import ReconcileSimulation
import Testing

@Suite("What a person's terminal gets", .timeLimit(.minutes(15)))
struct TerminalTests {
    @Test("each shell gets a completion script that names the commands; bash can read its own")
    func completions() async throws {
        let sandbox = try Sandbox()
        for shell in ["bash", "zsh", "fish"] {
            let script = try await sandbox.run(Programs.reconciled, ["--generate-completion-script", shell])
            #expect(script.status == 0, "\(script.errors)")
            for command in ["once", "explain", "waive", "report"] {
                #expect(script.output.contains(command), "\(shell)")
            }
            guard shell == "bash" else { continue }
            let file = sandbox.directory.appending(path: "completions.bash")
            try script.output.write(to: file, atomically: true, encoding: .utf8)
            let check = try await sandbox.run(URL(filePath: "/bin/bash"), ["-n", file.path])
            #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
        }
        await sandbox.remove()
    }

    @Test("in a pipe `status --watch` says each change in a plain line, also that the service has ended")
    func watching() async throws {
        try await World.with(Fleet(4, drifted: 0)) { world in
            let watch = try world.start("status", "--watch")
            try await Patience.wait(for: "a word that nobody is there") {
                watch.text(of: watch.output) == "no service runs here; waiting for it\n"
            }
            let service = try world.start("run")
            try await Patience.wait(for: "the fleet") { watch.text(of: watch.output).contains("4/4 compliant") }
            let victim = try #require(try await world.simulator.listing().first?.name)
            try await world.simulator.change(victim, .reopen)
            try await Patience.wait(for: "what happened") { watch.text(of: watch.output).contains("confirmed") }
            _ = try await world.stop(service)
            try await Patience.wait(for: "its end") {
                watch.text(of: watch.output).hasSuffix("no service runs here; waiting for it\n")
            }
            #expect(!watch.text(of: watch.output).contains("\u{1b}"), "no drawing in a pipe")
            watch.signal(SIGTERM)
        }
    }
}
