import ReconcileCore

/// Who drifts when: each resource by itself, with the same likelihood every day, at any instant of the day.
struct DriftProcess {
    private let perDay: Double
    private let resources: [Int]
    private var random: SplitMix64
    private var dayEnds: BootTime
    /// What is left of the day, the next one last.
    private var coming: [(at: BootTime, resource: Int)] = []

    init(_ resources: [Int], perDay: Double, random: SplitMix64, from start: BootTime) {
        self.resources = resources
        self.perDay = perDay
        self.random = random
        dayEnds = start
    }

    /// When the next thing happens: a drift, or the beginning of a day without one.
    var due: BootTime { coming.last?.at ?? dayEnds }

    /// Takes what is due.
    ///
    /// - Returns: the resource that drifts; `nil` where only a day began.
    mutating func next() -> Int? {
        if let drift = coming.popLast() { return drift.resource }
        let start = dayEnds
        dayEnds = start + .days(1)
        for resource in resources where random.unit() < perDay {
            coming.append((start + .milliseconds(Int64(random.unit() * 86_400_000)), resource))
        }
        coming.sort { ($0.at, $0.resource) > ($1.at, $1.resource) }
        return nil
    }
}
