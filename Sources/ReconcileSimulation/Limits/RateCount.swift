import DequeModule
import ReconcileCore

/// What one limit remembers of the requests it let in.
///
/// The rule is handed in each time, since it may change while the count stays. Every question comes after `advance`
/// to the same instant.
protocol RateCount: Sendable {
    /// Forgets what no longer counts.
    mutating func advance(to now: BootTime, _ rule: RateLimit)
    /// When one more fits: `now`, or later.
    func opens(at now: BootTime, _ rule: RateLimit) -> BootTime
    /// Counts one that is let in.
    mutating func take(at now: BootTime, _ rule: RateLimit, holding: Duration)
    /// How many more fit now; below zero after a limit fell.
    func remaining(at now: BootTime, _ rule: RateLimit) -> Int
    /// When nothing of what is counted now counts any more, as the API tells it.
    func wholeAgain(at now: BootTime, _ rule: RateLimit) -> BootTime
}

struct FixedWindowCount: RateCount {
    var start: BootTime
    private var used = 0

    init(start: BootTime) {
        self.start = start
    }

    mutating func advance(to now: BootTime, _ rule: RateLimit) {
        if windowsPassed(since: &start, until: now, rule.window) > 0 { used = 0 }
    }

    func opens(at now: BootTime, _ rule: RateLimit) -> BootTime {
        used < rule.limit ? now : start + rule.window
    }

    mutating func take(at now: BootTime, _ rule: RateLimit, holding: Duration) {
        used += 1
    }

    func remaining(at now: BootTime, _ rule: RateLimit) -> Int {
        rule.limit - used
    }

    func wholeAgain(at now: BootTime, _ rule: RateLimit) -> BootTime {
        start + rule.window
    }
}

struct SlidingLogCount: RateCount {
    /// The requests let in during the last window, oldest first.
    private var admitted: Deque<BootTime> = []

    mutating func advance(to now: BootTime, _ rule: RateLimit) {
        while let first = admitted.first, first + rule.window <= now { admitted.removeFirst() }
    }

    func opens(at now: BootTime, _ rule: RateLimit) -> BootTime {
        admitted.count < rule.limit ? now : admitted[admitted.count - rule.limit] + rule.window
    }

    mutating func take(at now: BootTime, _ rule: RateLimit, holding: Duration) {
        admitted.append(now)
    }

    func remaining(at now: BootTime, _ rule: RateLimit) -> Int {
        rule.limit - admitted.count
    }

    func wholeAgain(at now: BootTime, _ rule: RateLimit) -> BootTime {
        (admitted.first ?? now) + rule.window
    }
}

struct SlidingCounterCount: RateCount {
    private var start: BootTime
    private var previous = 0
    private var current = 0

    init(start: BootTime) {
        self.start = start
    }

    mutating func advance(to now: BootTime, _ rule: RateLimit) {
        let passed = windowsPassed(since: &start, until: now, rule.window)
        guard passed > 0 else { return }
        previous = passed == 1 ? current : 0
        current = 0
    }

    func opens(at now: BootTime, _ rule: RateLimit) -> BootTime {
        guard estimate(at: now, rule) > Double(rule.limit - 1) else { return now }
        if current < rule.limit, previous > 0 {
            return time(whenWeightIs: Double(rule.limit - 1 - current) / Double(previous), since: start, rule)
        }
        // Not in this window any more: in the next one it is this window's count that fades.
        return time(whenWeightIs: Double(rule.limit - 1) / Double(current), since: start + rule.window, rule)
    }

    mutating func take(at now: BootTime, _ rule: RateLimit, holding: Duration) {
        current += 1
    }

    func remaining(at now: BootTime, _ rule: RateLimit) -> Int {
        Int((Double(rule.limit) - estimate(at: now, rule)).rounded(.down))
    }

    /// Such APIs tell the end of the window under way, though its count still weighs in the next.
    func wholeAgain(at now: BootTime, _ rule: RateLimit) -> BootTime {
        start + rule.window
    }

    private func estimate(at now: BootTime, _ rule: RateLimit) -> Double {
        Double(previous) * (1 - (now - start) / rule.window) + Double(current)
    }

    /// A microsecond late, so that rounding cannot make it early.
    private func time(whenWeightIs weight: Double, since start: BootTime, _ rule: RateLimit) -> BootTime {
        start + .seconds(rule.window.seconds * max(0, 1 - weight)) + .microseconds(1)
    }
}

struct TokenBucketCount: RateCount {
    private var tokens: Double
    private var refilled: BootTime

    /// What arithmetic on fractions may lose of a token.
    private static let rounding = 1e-9

    init(tokens: Double, refilled: BootTime) {
        self.tokens = tokens
        self.refilled = refilled
    }

    mutating func advance(to now: BootTime, _ rule: RateLimit) {
        tokens = min(Double(rule.limit), tokens + (now - refilled).seconds * perSecond(rule))
        refilled = now
    }

    func opens(at now: BootTime, _ rule: RateLimit) -> BootTime {
        tokens >= 1 - Self.rounding ? now : now + .seconds((1 - tokens) / perSecond(rule))
    }

    mutating func take(at now: BootTime, _ rule: RateLimit, holding: Duration) {
        tokens -= 1
    }

    func remaining(at now: BootTime, _ rule: RateLimit) -> Int {
        Int((tokens + Self.rounding).rounded(.down))
    }

    func wholeAgain(at now: BootTime, _ rule: RateLimit) -> BootTime {
        now + .seconds((Double(rule.limit) - tokens) / perSecond(rule))
    }

    private func perSecond(_ rule: RateLimit) -> Double {
        Double(rule.limit) / rule.window.seconds
    }
}

struct ConcurrencyCount: RateCount {
    /// When each request under way will be answered, the soonest first.
    private var ends: Deque<BootTime> = []

    mutating func advance(to now: BootTime, _ rule: RateLimit) {
        while let first = ends.first, first <= now { ends.removeFirst() }
    }

    func opens(at now: BootTime, _ rule: RateLimit) -> BootTime {
        ends.count < rule.limit ? now : ends[ends.count - rule.limit]
    }

    mutating func take(at now: BootTime, _ rule: RateLimit, holding: Duration) {
        let end = now + holding
        ends.insert(end, at: ends.lastIndex { $0 <= end }.map { $0 + 1 } ?? 0)
    }

    func remaining(at now: BootTime, _ rule: RateLimit) -> Int {
        rule.limit - ends.count
    }

    func wholeAgain(at now: BootTime, _ rule: RateLimit) -> BootTime {
        ends.last ?? now
    }
}

/// Moves `start` to the begin of the window that holds `now` and returns by how many windows that was.
private func windowsPassed(since start: inout BootTime, until now: BootTime, _ window: Duration) -> Int {
    guard now - start >= window, window > .zero else { return 0 }
    // One fewer than the division says, for its rounding; the loop makes it exact.
    var passed = max(0, Int((now - start) / window) - 1)
    start = start + window * passed
    while now - start >= window {
        start = start + window
        passed += 1
    }
    return passed
}
