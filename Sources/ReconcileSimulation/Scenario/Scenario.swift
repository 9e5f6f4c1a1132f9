package import ReconcileCore

/// Everything that one seed stands for: the same scenario gives the same run, everywhere.
package struct Scenario: Hashable, Codable, Sendable {
    package var seed: UInt64
    package var fleet: FleetSpecification
    /// Reloads choose from these; the first is in force at the beginning and in the end.
    package var policySets: [[Policy]]
    package var settings: Settings
    package var isOnce = false
    package var isPlan = false
    package var limit: RateLimit?
    package var headers = RateHeaderChoice.published
    package var shortestLatency = Duration.milliseconds(20)
    /// How many rows the API puts on one page of a list.
    package var pageLimit = 100
    package var longestLatency = Duration.milliseconds(60)
    /// How long a commit of the ledger takes.
    package var commitTime = Duration.milliseconds(4)
    package var driftsPerDay = 0.0
    /// Guests that never get well, by their place in the fleet.
    package var broken: [Int: Ailment] = [:]
    /// True where open gates always carry a `code`, as the provider's published sample shows, and closed ones none.
    package var hasOddGateCodes = false
    /// How long things go wrong.
    package var rage: Duration
    package var disturbances: [Disturbance] = []
    /// Effect boundaries, counted from the beginning, at each of which the process is killed.
    package var cuts: [Int] = []
    /// True where nobody helps when the calm comes: no restart, no word.
    package var healsItself = false
    /// True where the state is in real files, with their witnesses, and not in memory.
    package var usesFiles = false

    package init(seed: UInt64, fleet: FleetSpecification, policySets: [[Policy]], settings: Settings, rage: Duration) {
        self.seed = seed
        self.fleet = fleet
        self.policySets = policySets
        self.settings = settings
        self.rage = rage
    }

    /// What a guest suffers from for good.
    package enum Ailment: String, Hashable, CaseIterable, Codable, Sendable {
        case withoutKeys
        case gateClosed
        case agentMissing
        case stopped
        /// Each read runs into the time-out.
        case silent
        /// Each write is refused with 409.
        case conflict
        /// Each write is refused with 403.
        case forbidden
        /// Each write is answered with success and changes nothing.
        case unverified
        case malformed
        /// Somebody opens it again and again.
        case fought
    }

    package var mode: EngineConfiguration.Mode {
        if isPlan { return .plan(patience: Self.patience) }
        return isOnce ? .once(patience: Self.patience) : .service
    }

    /// As `reconciled once` has it where nobody says otherwise.
    private static let patience = Duration.minutes(10)
}
