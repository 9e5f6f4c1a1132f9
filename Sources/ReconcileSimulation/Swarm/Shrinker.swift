import ReconcileCore

/// Makes a failing scenario small: leaves out whatever the same checker still fails without.
package struct Shrinker {
    private var scenario: Scenario
    private let checker: String
    /// How many runs it took.
    package private(set) var runs = 0

    /// - Returns: `nil` where the scenario does not fail.
    package init?(_ scenario: Scenario) async throws {
        guard let checker = try await Simulation(scenario).live().checker else { return nil }
        (self.scenario, self.checker) = (scenario, checker)
    }

    /// - Returns: the smallest scenario found in which the same checker fails.
    package mutating func shrink() async throws -> Scenario {
        try await simplify()
        try await shortenList()
        try await simplify()
        return scenario
    }

    private mutating func keeps(_ candidate: Scenario) async throws -> Bool {
        runs += 1
        guard try await Simulation(candidate).live().checker == checker else { return false }
        scenario = candidate
        return true
    }

    /// Leaves out ever smaller stretches of the list, as delta debugging does (Zeller, "Yesterday, my program worked").
    private mutating func shortenList() async throws {
        var length = max(1, scenario.disturbances.count / 2)
        while true {
            var start = 0
            while start < scenario.disturbances.count {
                var candidate = scenario
                candidate.disturbances.removeSubrange(start..<min(start + length, candidate.disturbances.count))
                if try await !keeps(candidate) { start += length }
            }
            if length == 1 { return }
            length = max(1, length / 2)
        }
    }

    private mutating func simplify() async throws {
        let changes: [(inout Scenario) -> Void] = [
            { $0.broken = [:] }, { $0.driftsPerDay = 0 }, { $0.limit = nil }, { $0.headers = .published },
            { $0.usesFiles = false }, { $0.settings.pacing.ceiling = nil },
            { $0.longestLatency = $0.shortestLatency }, { $0.policySets[0] = Array($0.policySets[0].prefix(1)) },
        ]
        for change in changes {
            var candidate = scenario
            change(&candidate)
            if candidate != scenario { _ = try await keeps(candidate) }
        }
        for guest in scenario.broken.keys.sorted() {
            var candidate = scenario
            candidate.broken[guest] = nil
            _ = try await keeps(candidate)
        }
        while scenario.fleet.guests > scenario.leastGuests {
            var candidate = scenario
            candidate.fleet.guests -= 1
            guard try await keeps(candidate) else { return }
        }
    }
}

extension Scenario {
    /// Guests that the list or the ailments name must stay.
    fileprivate var leastGuests: Int {
        let named = disturbances.compactMap { disturbance -> Int? in
            switch disturbance.what {
            case .edit(let guest, _): guest
            case .operate(.pauseGuest(let guest, _)), .operate(.waive(let guest, _, _)),
                .tell(.pauseGuest(let guest, _)),
                .tell(.waive(let guest, _, _)):
                guest
            case .look(let guests, _): guests.max()
            case .fault(let rule): rule.guest.flatMap { Int($0.dropFirst()) }
            default: nil
            }
        }
        return ((named + broken.keys).max() ?? 0) + 1
    }
}
