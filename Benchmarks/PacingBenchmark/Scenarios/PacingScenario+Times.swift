import ReconcileCore

extension PacingScenario {
    var clientCount: Int { neighbour == .twin ? 2 : 1 }

    /// Whether someone else than clients of the same kind uses the key.
    var hasNeighbour: Bool {
        switch neighbour {
        case .none, .twin: false
        case .poisson, .bursts: true
        }
    }

    /// Of all clients together.
    var requestCount: Int { (reads + writes) * clientCount }

    /// How long a killed client is away: a service manager's start of a small program.
    private static let downTime = Duration.seconds(2)
    /// How long writes go on arriving.
    private static let writesArriveWithin = Duration.seconds(500)

    /// From the kill to the restart.
    func outage(seed: UInt64) -> ClosedRange<BootTime>? {
        guard let killed else { return nil }
        var draws = Draws.generator(seed: seed, for: .kill)
        let time = BootTime(sinceBoot: draws.uniform(killed))
        return time...time + Self.downTime
    }

    func writeTimes(seed: UInt64) -> [BootTime] {
        var draws = Draws.generator(seed: seed, for: .writes)
        return (0..<writes).map { _ in BootTime(sinceBoot: draws.uniform(.zero...Self.writesArriveWithin)) }.sorted()
    }
}
