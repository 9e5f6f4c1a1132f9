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
        return StableHash.fnv1a(bytes)
    }
}
