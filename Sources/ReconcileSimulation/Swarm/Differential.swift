import ReconcileCore

/// Runs that must end alike.
package enum Differential {
    /// What a scenario comes to with its trouble, and what without.
    package static func withAndWithoutFaults(
        seed: UInt64
    ) async throws -> (faulty: RunResult, faultless: RunResult) {
        let scenario = comparable(seed: seed)
        var faultless = scenario
        faultless.disturbances = []
        return (try await Simulation(scenario).live(), try await Simulation(faultless).live())
    }

    /// Two histories of one fleet under one set of policies, people's edits among them.
    package static func twoHistories(seed: UInt64) async throws -> (RunResult, RunResult) {
        var one = comparable(seed: seed)
        var other = one
        other.disturbances = comparable(seed: seed &+ 500_000).disturbances.filter {
            $0.concernsGuest(below: one.fleet.guests)
        }
        let edits = [GuestChange.reopen, GuestChange.reopen]
        for (number, edit) in edits.enumerated() {
            one.disturbances.append(Disturbance(at: .minutes(11 + number), .edit(guest: number, edit)))
            other.disturbances.append(Disturbance(at: .minutes(25 - number), .edit(guest: number, edit)))
        }
        return (try await Simulation(one).live(), try await Simulation(other).live())
    }

    /// A scenario in which only machines fail, and one simple policy governs all: nobody's will changes what is wanted.
    private static func comparable(seed: UInt64) -> Scenario {
        var scenario = Scenario.drawn(seed: seed)
        scenario.isOnce = false
        scenario.isPlan = false
        scenario.usesFiles = false
        scenario.broken = [:]
        scenario.driftsPerDay = 0
        scenario.policySets = [Array((scenario.policySets.first ?? []).prefix(1))]
        scenario.policySets[0][0].waivers = []
        scenario.policySets[0][0].match = .all
        scenario.disturbances = scenario.disturbances.filter(\.isOfMachines)
        return scenario
    }
}

extension Disturbance {
    /// True where no person and no policy has a part in it.
    fileprivate var isOfMachines: Bool {
        switch what {
        case .fault, .crash, .loseCache, .stop, .stall, .disk, .token, .neighbour, .lateWrite, .doubledWrite, .look,
            .vault:
            true
        case .edit, .editAccount, .appear, .reload, .noWrites, .operate, .tell, .wallJump, .otherAccount: false
        }
    }

    fileprivate func concernsGuest(below count: Int) -> Bool {
        if case .look(let guests, _) = what { return guests.allSatisfy { $0 < count } }
        guard case .fault(let rule) = what, let name = rule.guest, let number = Int(name.dropFirst()) else {
            return true
        }
        return number < count
    }
}
