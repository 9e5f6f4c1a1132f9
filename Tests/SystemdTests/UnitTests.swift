import Foundation
import Testing

/// The unit as systemd's own tools see it. Needs no box, only `systemd-analyze`.
@Suite(
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: Command.systemdAnalyze), "systemd-analyze is not installed"))
struct UnitTests {
    /// Runs `systemd-analyze` on a copy of the unit whose program exists on every machine.
    private func analyzeUnit(_ arguments: [String]) async throws -> SystemdBox.Outcome {
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        let unit = SystemdBox.repository.appending(path: "systemd/reconciled.service")
        let text = try String(contentsOf: unit, encoding: .utf8)
        let runnable = text.replacing("ExecStart=/usr/bin/reconciled ", with: "ExecStart=/bin/true ")
        try #require(runnable != text)
        let copy = try scratch.write(runnable, to: "reconciled.service")
        return try await Command.run(Command.systemdAnalyze, arguments + [copy.path], scratch: scratch)
    }

    @Test("systemd understands every line of the unit")
    func verifies() async throws {
        let outcome = try await analyzeUnit(["verify", "--man=no", "--recursive-errors=yes"])
        #expect(outcome == .init(exitStatus: 0, output: "", diagnostics: ""))
    }

    @Test("the unit exposes no more than 1.1 of 10")
    func exposure() async throws {
        let outcome = try await analyzeUnit(["security", "--offline=true", "--threshold=11"])
        #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.diagnostics)")
    }

    @Test("the unit for several accounts is the unit for one, but for the names of the account's own things")
    func instances() throws {
        let folder = SystemdBox.repository.appending(path: "systemd")
        let unit = try String(contentsOf: folder.appending(path: "reconciled.service"), encoding: .utf8)
        let template = try String(contentsOf: folder.appending(path: "reconciled@.service"), encoding: .utf8)
        let lines = Set(unit.split(separator: "\n"))
        let own = template.split(separator: "\n").filter { !lines.contains($0) && !$0.hasPrefix("#") }
        #expect(
            own == [
                "Description=Keeps the HostUp account %i as its policies declare",
                "Wants=reconciled@%i.socket",
                "After=reconciled@%i.socket",
                "ExecStart=/usr/bin/reconciled run --config /etc/reconciled/%i/reconciled.yaml "
                    + "--policies /etc/reconciled/%i/policies.d",
                "LoadCredential=hostup-token:/etc/reconciled/%i/token",
                "StateDirectory=reconciled-%i reconciled-%i-escrow",
                "RuntimeDirectory=reconciled-%i",
                "ConfigurationDirectory=reconciled/%i",
            ])
        #expect(unit.split(separator: "\n").count == template.split(separator: "\n").count - 3)
    }
}
