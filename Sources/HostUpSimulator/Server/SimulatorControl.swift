import Foundation
import HTTPTypes
import ReconcileSimulation

/// The requests that are for the simulator and not for the API it plays. They need no key: it serves loopback only.
///
///     GET  /simulator/report         counts, violations, and what is true in each guest and account
///     GET  /simulator/guests         ids and names, and the port of each real OpenSSH server
///     POST /simulator/guests/NAME    [GuestChange] what someone else does to a guest, by id or name
///     GET  /simulator/accounts       the hosting accounts, and the SHA-256 of the password in force in each
///     POST /simulator/accounts/NAME  [AccountChange] what someone else does to an account, by id or name
///     POST /simulator/faults         [FaultRule] a list that replaces the one in force; [] ends all
///     POST /simulator/limit          {"limit": 60, "windowSeconds": 60, "kind": "fixedWindow"}, or {} for none
///     POST /simulator/keys           [{"token": "…", "scopes": ["read:vm"]}] in place of those before
struct SimulatorControl: Sendable {
    let simulator: Simulator

    private struct Key: Decodable {
        var token: String
        var scopes: Set<SimulatedKey.Scope>
    }

    private struct Limit: Decodable {
        var limit: Int?
        var windowSeconds: Double?
        var kind: RateLimit.Kind?

        var rateLimit: RateLimit? {
            limit.map {
                RateLimit(kind: kind ?? .fixedWindow, limit: max(1, $0), window: .seconds(windowSeconds ?? 60))
            }
        }
    }

    func answer(_ method: HTTPRequest.Method, _ target: String, _ body: [UInt8]) async -> SimulatedResponse {
        let parts = target.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        do {
            switch (method, parts) {
            case (.get, ["simulator", "report"]): return try json(await simulator.report)
            case (.get, ["simulator", "guests"]): return try json(await simulator.listing)
            case (.post, _) where parts.count == 3 && parts.prefix(2) == ["simulator", "guests"]:
                return try await change(parts[2], body)
            case (.get, ["simulator", "accounts"]): return try json(await simulator.accounts)
            case (.post, _) where parts.count == 3 && parts.prefix(2) == ["simulator", "accounts"]:
                return try await change(account: parts[2], body)
            case (.post, ["simulator", "faults"]):
                await simulator.setFaults(try decode([FaultRule].self, body))
            case (.post, ["simulator", "limit"]):
                await simulator.setRateLimit(try decode(Limit.self, body).rateLimit)
            case (.post, ["simulator", "keys"]):
                let keys = try decode([Key].self, body)
                await simulator.setKeys(keys.map { SimulatedKey(token: $0.token, scopes: $0.scopes) })
            default: return text(404, "no such request of the simulator: \(method) \(target)")
            }
            return SimulatedResponse(status: 204)
        } catch {
            return text(400, "cannot do \(method) \(target): \(error)")
        }
    }

    private func change(_ guest: String, _ body: [UInt8]) async throws -> SimulatedResponse {
        guard let changed = try await simulator.change(guest, try decode(GuestChange.self, body)) else {
            return text(404, "no guest has the id or name '\(guest)'")
        }
        return try json(changed)
    }

    private func change(account: String, _ body: [UInt8]) async throws -> SimulatedResponse {
        guard let changed = await simulator.change(account: account, try decode(AccountChange.self, body)) else {
            return text(404, "no account has the id or name '\(account)'")
        }
        return try json(changed)
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ body: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body))
    }

    private func json(_ value: some Encodable) throws -> SimulatedResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let body = try Array(encoder.encode(value))
        return SimulatedResponse(status: 200, headers: [(name: "Content-Type", value: "application/json")], body: body)
    }

    private func text(_ status: Int, _ message: String) -> SimulatedResponse {
        let body = Array((message + "\n").utf8)
        return SimulatedResponse(status: status, headers: [(name: "Content-Type", value: "text/plain")], body: body)
    }
}
