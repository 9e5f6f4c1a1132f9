/// Whether the refusals that taught a short window are those of a bucket, which lets in a burst at first and then only
/// what comes in: the most within one second is then more than it can keep up, and would be unlearned step by step.
///
/// A bucket that refuses is empty, so that what it lets in between two refusals is what came in meanwhile, at the same
/// rate each time, as long as it did not become full while we waited. A window that begins anew would have let in the
/// whole burst again.
struct FillingTest: Hashable, Sendable {
    /// So many were let in before the first refusal.
    private let burst: Int
    /// When it refused us, the newest last, each soon after the one before.
    private var refusals: [BootTime]

    /// Refusals further apart have nothing to do with each other.
    private static let longestPause = Duration.seconds(8)
    /// What comes in during a wait is less than this part of the burst, or the bucket may have become full.
    private static let largestPart = 0.55
    /// A burst that takes longer may just as well have been let in by two windows.
    private static let longestBurst = Duration.milliseconds(700)
    /// From below this, the few steps cost less than a rate that is wrong by one.
    private static let leastRate = 8.0
    /// By so many requests a count may be wrong, since nobody knows to the millisecond when each was counted.
    private static let tolerance = 2.0

    init(burst: Int, refusedAt time: BootTime) {
        self.burst = burst
        refusals = [time]
    }

    /// The same with one refusal more; `nil` where that has nothing to do with those before.
    func refused(at time: BootTime) -> Self? {
        guard let last = refusals.last, time > last, time - last <= Self.longestPause else { return nil }
        var longer = self
        longer.refusals.append(time)
        return longer
    }

    /// How many come in within a second; `nil` where it is no bucket, or not known yet.
    ///
    /// - Parameter wait: how long the refusals asked to wait.
    func rate(_ log: AcceptLog, wait: Duration) -> Double? {
        guard refusals.count >= 3, refusals[1] - refusals[0] - wait <= Self.longestBurst else { return nil }
        let intervals = zip(refusals, refusals.dropFirst()).map { earlier, later in
            (letIn: Double(log.count(after: earlier) - log.count(after: later)), seconds: (later - earlier).seconds)
        }
        let rate = intervals.map(\.letIn).reduce(0, +) / intervals.map(\.seconds).reduce(0, +)
        guard rate >= Self.leastRate, rate * wait.seconds <= Double(burst) * Self.largestPart,
            intervals.allSatisfy({ abs($0.letIn - rate * $0.seconds) <= Self.tolerance })
        else { return nil }
        return rate
    }
}
