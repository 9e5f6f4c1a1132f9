import Foundation
import ReconcileSimulation
import Testing

let canRunSSHD = Programs.canRun(Programs.sshd) && Programs.canRun(Programs.ssh)

@Suite(
    "Guests that are real OpenSSH servers",
    .enabled(if: canRunSSHD, "needs Debian's openssh-server and openssh-client"),
    .timeLimit(.minutes(15)))
struct RealServerTests {
    @Test("after once no server with a key offers a password, and the one without a key still does, held by sshKeys")
    func doorsShut() async throws {
        var fleet = Fleet(4)
        fleet.specification.withoutKeys = 0.25
        fleet.options = ["--guests", "sshd"]
        let keyless = try #require(fleet.guests.first { $0.login.keys.isEmpty })
        try await World.with(fleet) { world in
            let servers = try await world.simulator.listing()
            #expect(servers.count == 4)
            for server in servers {
                #expect(try await world.offersPassword(server), "\(server.name) before")
            }
            let pass = try await world.pass("once")
            #expect(pass.status == 2)
            #expect(pass.document.heldBy == ["sshKeys": [keyless.id]])
            #expect(pass.document.resource(keyless.id)?.verdict == "drifted")
            for server in servers {
                let isOpen = try await world.offersPassword(server)
                #expect(isOpen == (server.id == keyless.id), "\(server.name) after")
            }
            #expect(try await world.simulator.report().violations == [])
        }
    }
}

extension World {
    /// As a stock client sees it: the list in the server's refusal.
    func offersPassword(_ server: SimulatorProcess.Listing) async throws -> Bool {
        let options = [
            "PreferredAuthentications=none", "BatchMode=yes", "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "ConnectTimeout=10",
        ]
        let port = try #require(server.sshPort)
        let arguments =
            ["-F", "/dev/null"] + options.flatMap { ["-o", $0] } + ["-p", String(port), "root@127.0.0.1", "true"]
        var outcome = try await sandbox.run(Programs.ssh, arguments)
        // A server that reloads its configuration takes no connections for a moment.
        for _ in 0..<20 where outcome.errors.contains("Connection refused") {
            try await Task.sleep(for: .milliseconds(50))
            outcome = try await sandbox.run(Programs.ssh, arguments)
        }
        let refusal = try #require(outcome.errors.firstMatch(of: /Permission denied \((.*)\)/), "\(outcome.errors)")
        return refusal.1.split(separator: ",").contains("password")
    }
}
