import ReconcileCore

extension Scenario {
    /// Draws a scenario from its seed. Each purpose has a generator of its own, so that one more draw shifts no other.
    ///
    /// - Parameter size: how many guests, in place of a number that is drawn.
    package static func drawn(seed: UInt64, guests size: Int? = nil) -> Scenario {
        var draws = SplitMix64.stream("scenario", seed: seed)
        let drawn = draws.pick([2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 20])
        let guests = size ?? drawn
        var scenario = Scenario(
            seed: seed, fleet: fleet(of: guests, using: &draws), policySets: [], settings: settings(using: &draws),
            rage: .minutes(draws.pick([30, 60, 120, 240, 480, 1440])))
        scenario.drawPolicies()
        scenario.drawAPI()
        scenario.drawAilments()
        scenario.drawDisturbances()
        scenario.drawPlots()
        scenario.drawHosting()
        let kind = draws.below(20)
        scenario.isOnce = kind == 0
        scenario.isPlan = kind == 1
        scenario.usesFiles = draws.below(filesEvery) == 0
        return scenario
    }

    /// Real files cost a hundred times what memory costs.
    private static let filesEvery = 50

    private static func fleet(of guests: Int, using draws: inout SplitMix64) -> FleetSpecification {
        var fleet = FleetSpecification(guests: guests)
        fleet.drifted = draws.pick([0, 0.3, 0.6, 1])
        fleet.stopped = draws.chance(20) ? 0.2 : 0
        fleet.suspended = draws.chance(10) ? 0.3 : 0
        fleet.withoutKeys = draws.chance(20) ? 0.2 : 0
        fleet.gateClosed = draws.chance(20) ? 0.2 : 0
        fleet.agentMissing = draws.chance(20) ? 0.1 : 0
        fleet.otherUsers = draws.chance(20) ? 0.2 : 0
        fleet.configFilesOnly = draws.chance(20) ? 0.2 : 0
        fleet.windows = draws.chance(10) ? 0.1 : 0
        return fleet
    }

    static func settings(using draws: inout SplitMix64) -> Settings {
        var settings = Settings()
        settings.pacing.concurrency = draws.pick([1, 2, 3, 4, 8])
        settings.pacing.share = draws.pick([50, 80, 80, 100])
        if draws.chance(20) { settings.pacing.ceiling = RateCeiling(requests: 12, window: .minutes(1)) }
        settings.inventoryEvery = .minutes(draws.pick([5, 15, 15, 30]))
        if draws.chance(10) { settings.brake = .resources(3) }
        return settings
    }

    private mutating func drawAPI() {
        var draws = SplitMix64.stream("api", seed: seed)
        switch draws.below(5) {
        case 0: limit = nil
        case 1: limit = RateLimit(kind: .fixedWindow, limit: draws.pick([12, 30, 60]), window: .minutes(1))
        case 2: limit = RateLimit(kind: .slidingLog, limit: draws.pick([20, 60]), window: .minutes(1))
        case 3: limit = RateLimit(kind: .tokenBucket, limit: 60, window: .minutes(1))
        default: limit = RateLimit(kind: .fixedWindow, limit: 300, window: .minutes(5))
        }
        makeRoom()
        headers = draws.pick([.all, .all, .published, .retryAfterOnly, .resetOnly, .none])
        shortestLatency = .milliseconds(draws.pick([5, 20, 100]))
        longestLatency = shortestLatency + .milliseconds(draws.pick([10, 100, 1000, 3000]))
        commitTime = .milliseconds(draws.pick([1, 4, 20, 200]))
        hasOddGateCodes = draws.chance(30)
        // Short pages, so that a small fleet's list has several.
        var pages = SplitMix64.stream("pages", seed: seed)
        pageLimit = pages.pick([100, 100, 5, 7])
        driftsPerDay = draws.pick([0, 0, 1, 4])
    }

    /// Steady reads alone must not use up the limit: what is simulated is trouble, not a fleet beyond its means.
    private mutating func makeRoom() {
        let every = policySets.flatMap { $0 }.map(\.every).min() ?? .hours(1)
        let window = limit?.window ?? .minutes(1)
        let needed = Int(Double(fleet.guests) * (window / every)) * 4
        if let limit { self.limit?.limit = max(limit.limit, needed) }
        if let ceiling = settings.pacing.ceiling, ceiling.requests < needed { settings.pacing.ceiling = nil }
    }

    private mutating func drawAilments() {
        var draws = SplitMix64.stream("ailments", seed: seed)
        guard draws.chance(40) else { return }
        for guest in 0..<fleet.guests where draws.chance(20) && broken.count * 3 < fleet.guests {
            broken[guest] = draws.pick(Ailment.allCases)
        }
    }
}

extension SplitMix64 {
    /// A number in `0..<bound`.
    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }

    mutating func chance(_ percent: Int) -> Bool {
        below(100) < percent
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[below(values.count)]
    }
}
