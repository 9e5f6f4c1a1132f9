import Foundation
package import ReconcileSimulation

/// The simulated API on the real clock, some of its guests real OpenSSH servers.
package actor Simulator {
    private var api: SimulatedAPI
    private let servers: [String: SSHDGuest]
    private let started = ContinuousClock.now

    /// - Parameter servers: the guests that are real, by id.
    init(_ configuration: SimulatorConfiguration, servers: [String: SSHDGuest]) {
        api = SimulatedAPI(
            configuration: configuration.api, guests: configuration.guests, accounts: configuration.accounts)
        self.servers = servers
    }

    /// One guest as `GET /simulator/guests` shows it.
    package struct Listing: Codable, Hashable, Sendable {
        package var id: String
        package var name: String
        /// Where its OpenSSH server listens on the loopback interface, if it is a real one.
        package var sshPort: Int?
    }

    func answer(_ request: SimulatedRequest) async -> SimulatedAnswer {
        switch api.admit(request, at: now) {
        case .answer(let answer):
            return answer
        case .guest(let call):
            guard let server = servers[call.guest] else {
                return api.complete(call, with: .success(api.modelled(call)), at: now)
            }
            let result = await server.carryOut(call.operation)
            return api.complete(call, with: result, at: now)
        }
    }

    func delivered(_ answer: SimulatedAnswer) {
        api.delivered(answer, at: now)
    }

    package var report: SimulationReport {
        api.report(at: now)
    }

    package var listing: [Listing] {
        api.guests.map { Listing(id: $0.id, name: $0.name, sshPort: servers[$0.id]?.port) }
    }

    package var guests: [SimulatedGuest] {
        api.guests
    }

    /// Changes a guest as someone else would. A real one is changed in its files and reloaded.
    ///
    /// - Returns: the guest as it is now, `nil` where there is none of that id or name.
    /// - Throws: `GuestFailure` where its OpenSSH server refused the change.
    @discardableResult
    package func change(_ nameOrID: String, _ change: GuestChange) async throws -> SimulatedGuest? {
        guard let changed = api.change(nameOrID, change) else { return nil }
        guard change.concernsLogin, let server = servers[changed.id] else { return changed }
        _ = try await server.replace(changed.login).get()
        return changed
    }

    package var accounts: [SimulatedAccount] {
        api.accounts
    }

    /// Changes a hosting account as someone else would.
    ///
    /// - Returns: the account as it is now, `nil` where there is none of that id or name.
    @discardableResult
    package func change(account nameOrID: String, _ change: AccountChange) -> SimulatedAccount? {
        api.change(account: nameOrID, change)
    }

    package func setFaults(_ rules: [FaultRule]) {
        api.setFaults(rules)
    }

    package func setRateLimit(_ limit: RateLimit?) {
        api.setRateLimit(limit)
    }

    package func setKeys(_ keys: [SimulatedKey]) {
        api.setKeys(keys)
    }

    func stopServers() async {
        await withDiscardingTaskGroup { group in
            for server in servers.values { group.addTask { await server.stop() } }
        }
    }

    private var now: SimulatedAPI.Instant {
        let milliseconds = Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
        return SimulatedAPI.moment(
            sinceStart: ContinuousClock.now - started, millisecondsSince1970: milliseconds)
    }
}
