import ReconcileCore
import Testing

@testable import ReconcileSimulation

@Suite("Made-up fleets")
struct FleetTests {
    private let specification: FleetSpecification = {
        var specification = FleetSpecification(guests: 200)
        specification.stopped = 0.05
        specification.suspended = 0.05
        specification.withoutKeys = 0.05
        specification.gateClosed = 0.05
        specification.agentMissing = 0.05
        specification.windows = 0.05
        specification.configFilesOnly = 0.05
        return specification
    }()

    @Test("each part is met exactly, and no guest is in two kinds of trouble", arguments: UInt64(0)..<20)
    func parts(seed: UInt64) {
        let fleet = specification.guests(seed: seed)
        #expect(fleet.count == 200)
        #expect(fleet.count { $0.login.enabled } == 100)
        let troubles: [[SimulatedGuest]] = [
            fleet.filter { $0.powerState == "stopped" && $0.serviceStatus == "active" },
            fleet.filter { $0.serviceStatus == "suspended" },
            fleet.filter(\.login.keys.isEmpty),
            fleet.filter(\.hasPendingOrder),
            fleet.filter { !$0.hasAgent && $0.system != .windows },
            fleet.filter { $0.system == .windows },
            fleet.filter { $0.source == "config_files" },
        ]
        #expect(troubles.map(\.count) == [10, 10, 10, 10, 10, 10, 10])
        #expect(Set(troubles.joined().map(\.id)).count == 70)
    }

    @Test("ids, names and addresses are unique, and ids look like the provider's", arguments: UInt64(0)..<5)
    func unique(seed: UInt64) {
        let fleet = FleetSpecification(guests: 2000).guests(seed: seed)
        for keys in [fleet.map(\.id), fleet.map(\.name), fleet.map(\.address)] { #expect(Set(keys).count == 2000) }
        #expect(fleet.allSatisfy { $0.id.wholeMatch(of: /vps_[0-9a-hjkmnp-tv-z]{26}/) != nil })
    }

    @Test("each part of the accounts is met exactly, and none is in two kinds of trouble", arguments: UInt64(0)..<20)
    func accountParts(seed: UInt64) {
        var specification = FleetSpecification(guests: 0, accounts: 200)
        specification.legacyPanel = 0.05
        specification.legacyPanelNamed = 0.05
        specification.panelUnlisted = 0.1
        specification.panelUnnamed = 0.05
        specification.accountsSuspended = 0.05
        specification.accountsPaused = 0.05
        let accounts = specification.accounts(seed: seed)
        #expect(accounts.count == 200)
        let panels = SimulatedAccount.ControlPanel.allCases.map { panel in
            accounts.filter { $0.controlPanel == panel && $0.serviceStatus == "active" && !$0.isPaused }
        }
        let troubles = panels.dropFirst() + [accounts.filter { $0.serviceStatus == "suspended" }]
        #expect(panels.map(\.count) == [130, 20, 10, 10, 10])
        #expect(troubles.last?.count == 10)
        #expect(accounts.count(where: \.isPaused) == 10)
        #expect(Set(accounts.map(\.id)).count == 200)
        #expect(Set(accounts.map(\.name)).count == 200)
        #expect(accounts.allSatisfy { $0.id.wholeMatch(of: /acct_[0-9a-hjkmnp-tv-z]{26}/) != nil })
        #expect(specification.accounts(seed: seed) == accounts)
        #expect(specification.accounts(seed: seed + 1) != accounts)
    }

    @Test("accounts do not change what guests a seed stands for")
    func apart() {
        var both = specification
        both.accounts = 50
        #expect(both.guests(seed: 7) == specification.guests(seed: 7))
    }

    @Test("the same seed gives the same fleet, another seed another one")
    func seeds() {
        #expect(specification.guests(seed: 7) == specification.guests(seed: 7))
        #expect(specification.guests(seed: 7) != specification.guests(seed: 8))
    }

    @Test("the same seed and requests give the same bytes, another seed others", arguments: UInt64(0)..<5)
    func sameBytes(seed: UInt64) {
        let first = trace(seed)
        #expect(trace(seed) == first)
        #expect(trace(seed + 1) != first)
    }

    @Test("guests drift by themselves at the given rate")
    func drift() {
        var world = World(guests: SimulatedGuest.numbered(100)) { $0.driftsPerDay = 1 }
        _ = world.list()
        world.pass(.hours(12))
        _ = world.list()
        let open = world.api.guests.count(where: \.login.enabled)
        // Half a drift for each guest on average: about 100 * (1 - exp(-0.5)) = 39 of them.
        #expect((25...55).contains(open))
    }

    /// What a fixed, mixed load gets back under all faults at once.
    private func trace(_ seed: UInt64) -> UInt64 {
        var specification = specification
        specification.accounts = 50
        var world = World(seed: seed, guests: specification.guests(seed: seed)) { configuration in
            configuration.faults = Fault.allCases.map { FaultRule($0, probability: 0.02) }
            configuration.latency = .milliseconds(20) ... .milliseconds(60)
            configuration.rateLimit = RateLimit(limit: 60, window: .seconds(60))
            configuration.driftsPerDay = 100
        }
        var bytes: [UInt8] = []
        for index in 0..<300 {
            let guest = world.api.guests[index % 200].id
            let answer =
                index % 3 == 0 ? world.list("?limit=5") : index % 3 == 1 ? world.read(guest) : world.write(false, guest)
            bytes += "\(answer.status ?? 0) \(answer.latency) \(answer.headers.sorted { $0.key < $1.key })".utf8
            bytes += answer.text.utf8
            world.pass(.milliseconds(700))
        }
        for account in specification.accounts(seed: seed) { world.api.add(account) }
        for index in 0..<150 {
            let account = world.api.accounts[index % 50].id
            let answer =
                index % 3 == 0
                ? world.listAccounts("?limit=5")
                : index % 3 == 1 ? world.readAccount(account) : world.reset(World.password, account)
            bytes += "\(answer.status ?? 0) \(answer.latency) \(answer.headers.sorted { $0.key < $1.key })".utf8
            bytes += answer.text.utf8
            world.pass(.milliseconds(700))
        }
        return StableHash.fnv1a(bytes)
    }
}
