import Foundation
import ReconcileSimulation
import Testing

@testable import HostUpSimulator

private let hasSSHD =
    FileManager.default.isExecutableFile(atPath: SSHDProcess.program)
    && FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh")

@Suite(
    "Guests that are real OpenSSH servers", .enabled(if: hasSSHD, "needs Debian's openssh-server and openssh-client"),
    .timeLimit(.minutes(2)))
struct SSHDGuestTests {
    @Test("a stock ssh is offered a password before the write and only keys after it, until someone opens it again")
    func doorShuts() async throws {
        try await withServer(sshd: 1) { server in
            let guest = try #require(await server.simulator.listing.first)
            let port = try #require(guest.sshPort)
            #expect(try await methods(port) == ["publickey", "password", "keyboard-interactive"])
            let connection = try RawConnection(port: server.port)
            let login = "/api/v2/vps/\(guest.id)/ssh-password-login"
            let read = try #require(try await connection.ask("GET", login))
            #expect(read.body.contains(#""enabled":true"#))
            #expect(read.body.contains(#""sshKeys":["\#(SimulatedGuest.key)"]"#))
            let written = try #require(try await connection.ask("PATCH", login, #"{"enabled":false}"#))
            #expect(written.status == 200)
            #expect(written.body.contains(#""passwordAuthentication":"no","permitRootLogin":"without-password""#))
            #expect(written.body.contains(#""verified":true"#))
            #expect(try await methods(port) == ["publickey"])
            try await server.simulator.change("web-1", .reopen)
            #expect(try await methods(port) == ["publickey", "password", "keyboard-interactive"])
            #expect(await server.simulator.report.violations == [])
        }
    }

    @Test("a key taken away in the guest is gone from the next read")
    func keys() async throws {
        try await withServer(sshd: 1) { server in
            var change = GuestChange()
            change.keys = []
            try await server.simulator.change("web-1", change)
            let answer = try await RawConnection(port: server.port)
                .ask("GET", "/api/v2/vps/vps_1/ssh-password-login")
            #expect(answer?.body.contains(#""sshKeysConfigured":false,"sshKeys":[]"#) == true)
        }
    }

    @Test("what sshd refuses is a 409 upstream_failed, and the state before stays in force")
    func refused() async throws {
        try await withServer(sshd: 1) { server in
            var change = GuestChange()
            change.permitRootLogin = "perhaps"
            await #expect(throws: GuestFailure.self) { try await server.simulator.change("web-1", change) }
            let port = try #require(await server.simulator.listing.first?.sshPort)
            #expect(try await methods(port) == ["publickey", "password", "keyboard-interactive"])
            let answer = try await RawConnection(port: server.port)
                .ask("GET", "/api/v2/vps/vps_1/ssh-password-login")
            #expect(answer?.body.contains(#""enabled":true"#) == true)
        }
    }

    @Test("only guests that run are backed, and stopping leaves neither server nor files")
    func stopping() async throws {
        var stopped = SimulatedGuest.web(1)
        stopped.powerState = "stopped"
        let guests = [stopped, .web(2), .web(3), .web(4)]
        let ports = try await withServer(guests: guests, sshd: 2) { server in
            let ports = await server.simulator.listing.map(\.sshPort)
            #expect(ports.map { $0 != nil } == [false, true, true, false])
            return ports.compactMap { $0 }
        }
        for port in ports {
            #expect(throws: RawConnection.Failure.self) { try RawConnection(port: port) }
        }
    }

    /// What a server offers to root, as a stock client sees it: the list in its refusal.
    private func methods(_ port: Int) async throws -> [String] {
        let options = [
            "PreferredAuthentications=none", "BatchMode=yes", "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "ConnectTimeout=10",
        ]
        let result = try await Command.run(
            "/usr/bin/ssh",
            ["-F", "/dev/null"] + options.flatMap { ["-o", $0] } + ["-p", String(port), "root@127.0.0.1", "true"])
        let list = try #require(result.error.firstMatch(of: /Permission denied \((.*)\)/), "\(result.error)")
        return list.1.split(separator: ",").map(String.init)
    }
}
