import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import ReconcileSimulation

/// The simulator's executable, running, and the requests that are for itself.
struct SimulatorProcess: Sendable {
    let child: ChildProcess
    /// Where a client finds the API.
    let apiURL: String
    private let rootURL: String

    struct Refused: Error {
        var request: String
        var status: UInt
    }

    /// One guest as the simulator lists it.
    struct Listing: Decodable, Sendable {
        var id: String
        var name: String
        var sshPort: Int?
    }

    /// - Parameter fleet: the guests, and what else the command line is to say.
    static func start(_ fleet: Fleet, in sandbox: Sandbox) async throws -> SimulatorProcess {
        let child = try sandbox.start(
            Programs.simulator, ["--port", "0", "--token", sandbox.tokenFile.path] + fleet.arguments)
        let announcement = /listening on (http:\/\/127\.0\.0\.1:\d+)(\/api\/v2)\n/
        try await Patience.wait(for: "the simulator to listen") {
            child.hasEnded || child.text(of: child.output).contains(announcement)
        }
        guard let said = child.text(of: child.output).firstMatch(of: announcement) else {
            throw ChildProcess.Overdue(
                limit: .zero, output: child.text(of: child.output), errors: child.text(of: child.errors))
        }
        return SimulatorProcess(child: child, apiURL: String(said.1 + said.2), rootURL: String(said.1))
    }

    func report() async throws -> SimulationReport {
        try JSONDecoder().decode(SimulationReport.self, from: try await send(.GET, "report"))
    }

    func listing() async throws -> [Listing] {
        try JSONDecoder().decode([Listing].self, from: try await send(.GET, "guests"))
    }

    func change(_ guest: String, _ change: GuestChange) async throws {
        try await post(change, "guests/\(guest)")
    }

    func setFaults(_ rules: [FaultRule]) async throws {
        try await post(rules, "faults")
    }

    /// In place of all keys before.
    func setKeys(_ keys: [(token: String, scopes: [String])]) async throws {
        struct Key: Encodable {
            var token: String
            var scopes: [String]
        }
        try await post(keys.map { Key(token: $0.token, scopes: $0.scopes) }, "keys")
    }

    private func post(_ body: some Encodable, _ path: String) async throws {
        _ = try await send(.POST, path, try JSONEncoder().encode(body))
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: Data? = nil) async throws -> Data {
        var request = HTTPClientRequest(url: "\(rootURL)/simulator/\(path)")
        request.method = method
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let content = try await answer.body.collect(upTo: 16 << 20)
        guard 200..<300 ~= answer.status.code else {
            throw Refused(request: "\(method) \(path)", status: answer.status.code)
        }
        return Data(content.readableBytesView)
    }
}
