package import ReconcileCore

/// Counts the requests of one key against all the limits that hold for it. A refused request costs nothing.
package struct RateLimiter: Sendable {
    private var tiers: [Tier]
    /// What is still to come, the soonest first.
    private var changes: [RateLimitChange]

    private struct Tier: Sendable {
        var rule: RateLimit
        var count: any RateCount
    }

    package init(_ rule: RateLimit) {
        self.init([rule])
    }

    /// - Parameters:
    ///   - rules: the limits, all of which a request must fit; at least one.
    ///   - changes: what the limits become, and when; in order of time.
    package init(_ rules: [RateLimit], changes: [RateLimitChange] = []) {
        tiers = rules.map { Tier(rule: $0, count: Self.count(for: $0)) }
        self.changes = changes
    }

    /// Decides on one request.
    ///
    /// - Parameter holding: how long the request will be under way; a concurrency limit counts it until then.
    package mutating func take(at now: BootTime, holding: Duration? = nil) -> RateStanding {
        advance(to: now)
        let opens = tiers.map { $0.count.opens(at: now, $0.rule) }
        if let latest = opens.indices.max(by: { opens[$0] < opens[$1] }), opens[latest] > now {
            return RateStanding(
                isAdmitted: false, limit: tiers[latest].rule.limit, remaining: 0, resetAfter: opens[latest] - now)
        }
        for index in tiers.indices {
            let rule = tiers[index].rule
            tiers[index].count.take(at: now, rule, holding: holding ?? rule.window)
        }
        return admittedStanding(at: now)
    }

    /// When the next request will be let in if none comes before it: `now` or later.
    ///
    /// It sees the changes to come, as no client can.
    package mutating func opens(at now: BootTime) -> BootTime {
        let opens = opensUnlessChanged(at: now)
        guard let change = changes.first, change.at < opens else { return opens }
        var changed = self
        return changed.opens(at: change.at)
    }

    /// The same under the limits of now, which is what a refused client is told.
    package mutating func opensUnlessChanged(at now: BootTime) -> BootTime {
        advance(to: now)
        return tiers.map { $0.count.opens(at: now, $0.rule) }.max() ?? now
    }

    private mutating func advance(to now: BootTime) {
        while let change = changes.first, change.at <= now {
            forget(at: change.at)
            for (index, rule) in zip(tiers.indices, change.limits) { tiers[index].rule = rule }
            changes.removeFirst()
        }
        forget(at: now)
    }

    private mutating func forget(at now: BootTime) {
        for index in tiers.indices { tiers[index].count.advance(to: now, tiers[index].rule) }
    }

    /// Of the tier with the least left.
    private func admittedStanding(at now: BootTime) -> RateStanding {
        let standings = tiers.map { tier in
            RateStanding(
                isAdmitted: true, limit: tier.rule.limit, remaining: max(0, tier.count.remaining(at: now, tier.rule)),
                resetAfter: tier.count.wholeAgain(at: now, tier.rule) - now)
        }
        return standings.min { $0.remaining < $1.remaining }
            ?? RateStanding(isAdmitted: true, limit: 0, remaining: 0, resetAfter: .zero)
    }

    private static func count(for rule: RateLimit) -> any RateCount {
        let begin = BootTime(sinceBoot: rule.offset)
        return switch rule.kind {
        case .fixedWindow: FixedWindowCount(start: begin)
        case .slidingLog: SlidingLogCount()
        case .slidingCounter: SlidingCounterCount(start: begin)
        case .tokenBucket: TokenBucketCount(tokens: Double(rule.limit), refilled: begin)
        case .concurrency: ConcurrencyCount()
        }
    }
}
