import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import ReconcileCore
import ReconcileSimulation
import Testing

/// Hosting accounts behind a simulator, one machine with the program on it, and the people who can open what it makes.
struct HostingWorld: Sendable {
    let world: World
    let people: KeyHolders

    static let policy = "passwords"

    var sandbox: Sandbox { world.sandbox }
    var simulator: SimulatorProcess { world.simulator }

    /// - Parameter options: what else the simulator is told.
    static func with<Value: Sendable>(
        accounts: Int, options: [String] = [], _ body: (HostingWorld) async throws -> Value
    ) async throws -> Value {
        var fleet = Fleet(0)
        fleet.options = ["--accounts", "\(accounts)"] + options
        let people = try await KeyHolders()
        defer { people.leave() }
        return try await World.with(fleet, nil) { world in
            let hosting = HostingWorld(world: world, people: people)
            try hosting.writePolicy(escrow: "recipients: [\(people.recipients.joined(separator: ", "))]")
            return try await body(hosting)
        }
    }

    /// All accounts get a new password as soon as one of them proved the policy.
    ///
    /// - Parameter escrow: as in `recipients: […]` or `command: […]`.
    func writePolicy(escrow: String) throws {
        let text = """
            name: \(Self.policy)
            resource: hosting.password
            mode: enforce
            match: all
            desired: {rotatedWithin: 90d, firstRotation: now}
            escrow: {\(escrow)}
            schedule: {every: 10s}
            brake: {changesPerDay: 100%}

            """
        try sandbox.write(text, to: sandbox.policies.appending(path: "20-passwords.yaml"))
    }

    func pass(_ command: String...) async throws -> Pass {
        let words = command + ["--output", "json"]
        let outcome = try await sandbox.run(Programs.reconciled, world.arguments(words), within: .seconds(90))
        return Pass(
            status: outcome.status, document: try PassDocument(outcome.output, of: .hostingPassword),
            errors: outcome.errors)
    }

    /// Has a person open the escrow, as is asked for before the first password.
    func prove() async throws {
        let asked = try await world.run("escrow", "prove", "--output", "json")
        let path = try #require(try ProofDocument(asked.output).path, "\(asked.errors)")
        let code = try CodeDocument(try await people.open(path)).code
        let proven = try await world.run("escrow", "prove", "--code", code)
        #expect(proven.status == 0, "\(proven.errors)")
    }

    /// What a person finds in a file of an account's folder.
    func open(_ file: String, of account: String, with key: Int = 0) async throws -> EscrowRecordDocument {
        try EscrowRecordDocument(try await people.open("\(sandbox.escrow.path)/\(account)/\(file)", with: key))
    }

    /// The files of all versions of all accounts, refused ones included.
    var versionFiles: [String] {
        sandbox.files(below: sandbox.escrow).filter { file in
            file.hasSuffix(".age") && !["current.age", "prove.age"].contains((file as NSString).lastPathComponent)
        }
    }

    /// How often anything was sent to set a password.
    func writes() async throws -> Int {
        try await simulator.report().requests["write", default: 0]
    }

    // MARK: A running service

    /// Tells a running service to set a password, and waits for its answer.
    ///
    /// - Throws: where none answers.
    func order(_ account: String) async throws {
        let socket = sandbox.state.appending(path: "control.sock").path
        let host = try #require(socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        var request = HTTPClientRequest(url: "http+unix://\(host)/v1/rotate")
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: #"{"resource": "\#(account)", "reason": "a test"}"#))
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        _ = try await answer.body.collect(upTo: 1 << 20)
    }
}
