import ArgumentParser
import Foundation
import HostUpSimulator

/// Serves the simulated provider on the loopback interface until it is interrupted.
@main
struct HostUpSimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hostup-simulator",
        abstract: "A stand-in for the HostUp API, for tests and demonstrations.",
        discussion: """
            Serves GET /vps and GET and PATCH /vps/{id}/ssh-password-login, and GET /shared-hosting, GET \
            /shared-hosting/{id} and POST /shared-hosting/{id}/actions/reset-password, under /api/v2 on 127.0.0.1, for \
            a fleet made up from a seed. It is stricter than the real API and keeps a list of what a client should not \
            have done.

              GET  /simulator/report        requests, violations, and what is true in each guest and account
              GET  /simulator/guests        ids, names, and the ports of real OpenSSH servers
              POST /simulator/guests/NAME   {"permitRootLogin": "yes", "passwordAuthentication": "yes", "keys": [], \
            "powerState": "stopped", "hasPendingOrder": true, …}
              GET  /simulator/accounts      hosting accounts, and the SHA-256 of the password in force in each
              POST /simulator/accounts/NAME {"serviceStatus": "suspended", "isPaused": true, "controlPanel": "legacy", …}
              POST /simulator/faults        [{"fault": "slow", "probability": 0.1, "count": 3, "guest": "web-1"}]
                                            [{"fault": "droppedAfterApply", "kind": "hosting.password"}]
              POST /simulator/limit         {"limit": 60, "windowSeconds": 60}, or {} for none
              POST /simulator/keys          [{"token": "…", "scopes": ["read:vm", "write:vm", "read:hosting", …]}]

            Faults: \(SimulatorSettings.faultNames.joined(separator: ", ")).
            """)

    @Option(help: "The port; 0 takes one that is free.")
    var port = 8080

    @Option(help: ArgumentHelp("The key with all scopes, or a file that holds it.", valueName: "token|file"))
    var token = "simulator-token"

    @Option(
        help: ArgumentHelp(
            "Guests are modelled, or the first N that run are real OpenSSH servers.", valueName: "model|sshd[:N]"))
    var guests = GuestBacking.model

    @OptionGroup(title: "Fleet")
    var fleet: FleetOptions

    @OptionGroup(title: "Behaviour")
    var behaviour: BehaviourOptions

    func validate() throws {
        do {
            _ = try settings.configuration()
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() async throws {
        let server = try await SimulatorServer.start(settings.configuration())
        // Unbuffered: whoever started this waits for the line through a pipe.
        try FileHandle.standardOutput.write(contentsOf: Data("listening on \(server.baseURL)\n".utf8))
        await Interruption.wait()
        await server.stop()
    }

    private var settings: SimulatorSettings {
        var settings = SimulatorSettings()
        settings.port = port
        settings.token = token
        fleet.apply(to: &settings)
        behaviour.apply(to: &settings)
        settings.sshdGuests = guests.count(of: fleet.size)
        return settings
    }
}

/// What stands behind the guests.
enum GuestBacking: ExpressibleByArgument {
    case model
    case sshd(Int?)

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts[0], parts.count) {
        case ("model", 1): self = .model
        case ("sshd", 1): self = .sshd(nil)
        case ("sshd", 2):
            guard let count = Int(parts[1]), count >= 1 else { return nil }
            self = .sshd(count)
        default: return nil
        }
    }

    var defaultValueDescription: String { "model" }

    func count(of fleet: Int) -> Int {
        switch self {
        case .model: 0
        case .sshd(let count): min(count ?? fleet, fleet)
        }
    }
}
