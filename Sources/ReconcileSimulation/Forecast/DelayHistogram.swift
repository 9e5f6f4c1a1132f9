import ReconcileCore

/// Counts lengths of time in bounded memory: to the second up to 17 minutes, and to one part in 500 beyond.
struct DelayHistogram {
    private var counts: [Int] = []
    private(set) var count = 0

    /// Lengths under 2 to this power of seconds have a place of their own.
    private static let exactBits = 10

    mutating func add(_ delay: Duration) {
        let place = Self.place(of: max(0, Int(delay.milliseconds / 1000)))
        if place >= counts.count { counts += Array(repeating: 0, count: place + 1 - counts.count) }
        counts[place] += 1
        count += 1
    }

    /// - Parameter percent: 50 for the median, 1...100.
    /// - Returns: the least length that so many of all do not exceed; `nil` where there are none.
    func percentile(_ percent: Int) -> Duration? {
        guard count > 0 else { return nil }
        var left = (count * percent + 99) / 100
        for (place, count) in counts.enumerated() {
            left -= count
            if left <= 0 { return .seconds(Self.seconds(at: place)) }
        }
        return nil
    }

    var delays: ForecastReport.Delays {
        var delays = ForecastReport.Delays()
        delays.count = count
        delays.median = percentile(50)
        delays.high = percentile(95)
        return delays
    }

    /// Each doubling beyond the exact ones has half as many places, which are twice as wide as those before.
    private static func place(of seconds: Int) -> Int {
        let doublings = max(0, Int.bitWidth - seconds.leadingZeroBitCount - exactBits)
        return doublings << (exactBits - 1) + seconds >> doublings
    }

    private static func seconds(at place: Int) -> Int {
        let doublings = max(0, place >> (exactBits - 1) - 1)
        return (place - doublings << (exactBits - 1)) << doublings
    }
}
