import ReconcileCore

/// When a neighbour that has the key to itself is let in, in order; drawn as far as it is looked at.
struct LoneNeighbour {
    private var server: Server
    private var traffic: NeighbourTraffic
    private var index = 0

    init(_ scenario: PacingScenario, seed: UInt64) {
        server = Server(scenario, seed: seed)
        traffic = NeighbourTraffic(scenario.neighbour, seed: seed)
    }

    /// The next one, if it comes no later than `time`.
    mutating func next(until time: BootTime) -> BootTime? {
        draw(until: time)
        guard index < traffic.admitted.count, traffic.admitted[index] <= time else { return nil }
        return traffic.admitted[index]
    }

    mutating func advance() {
        index += 1
    }

    /// All from the next one on that come no later than `time`.
    mutating func ahead(until time: BootTime) -> ArraySlice<BootTime> {
        draw(until: time)
        return traffic.admitted[index...].prefix { $0 <= time }
    }

    /// How many 429s it has had by `time`.
    mutating func refusals(until time: BootTime) -> Int {
        draw(until: time)
        return traffic.refusals
    }

    private mutating func draw(until time: BootTime) {
        while let next = traffic.next, next <= time { traffic.send(to: &server) }
    }
}
