import ReconcileCore

/// The way between client and server: 30 ms and a little more each way, 76 ms there and back on average.
struct Network {
    /// Nothing is faster.
    static let leastOneWay = Duration.milliseconds(30)
    /// What queues on the way add on average, in seconds.
    private static let meanQueue = 0.008

    private var draws: SplitMix64

    init(seed: UInt64) {
        draws = Draws.generator(seed: seed, for: .network)
    }

    mutating func oneWay() -> Duration {
        Self.leastOneWay + .seconds(draws.exponential(mean: Self.meanQueue))
    }
}
