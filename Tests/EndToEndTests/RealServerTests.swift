import Foundation
import ReconcileSimulation
import Testing

private let canRun = Programs.canRun(Programs.sshd) && Programs.canRun(Programs.ssh)

@Suite(
    "Guests that are real OpenSSH servers", .enabled(if: canRun, "needs Debian's openssh-server and openssh-client"),
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
                #expect(try await Self.offersPassword(server, in: world), "\(server.name) before")
            }
            let pass = try await world.pass("once")
            #expect(pass.status == 2)
            #expect(pass.document.heldBy == ["sshKeys": [keyless.id]])
            #expect(pass.document.resource(keyless.id)?.verdict == "drifted")
            for server in servers {
                let isOpen = try await Self.offersPassword(server, in: world)
                #expect(isOpen == (server.id == keyless.id), "\(server.name) after")
            }
            #expect(try await world.simulator.report().violations == [])
        }
    }

    /// As a stock client sees it: the list in the server's refusal.
    private static func offersPassword(_ server: SimulatorProcess.Listing, in world: World) async throws -> Bool {
        let options = [
            "PreferredAuthentications=none", "BatchMode=yes", "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "ConnectTimeout=10",
        ]
        let port = try #require(server.sshPort)
        let outcome = try await world.sandbox.run(
            Programs.ssh,
            ["-F", "/dev/null"] + options.flatMap { ["-o", $0] } + ["-p", String(port), "root@127.0.0.1", "true"])
        let refusal = try #require(outcome.errors.firstMatch(of: /Permission denied \((.*)\)/), "\(outcome.errors)")
        return refusal.1.split(separator: ",").contains("password")
    }
}
