import Foundation
package import ReconcileCore

/// The AWS SDKs' adaptive retry mode: a token bucket whose rate follows CUBIC, after the first 429 only, and full-jitter
/// backoff of each request (botocore `retries/adaptive.py`, `throttling.py`, `bucket.py`, with their constants).
package struct AWSAdaptiveClient: ForgetfulClient {
    private static let beta = 0.7
    private static let scale = 0.4
    private static let leastRate = 0.5
    /// How much the newest half second weighs in the measured rate.
    private static let smoothing = 0.8
    private static let measuredSpan = 0.5
    private static let longestBackoff = 20.0

    private var jitter: SplitMix64
    private var isThrottled = false
    private var rate = 1.0
    private var capacity = 1.0
    private var tokens = 0.0
    private var refilled = 0.0
    private var measuredRate = 0.0
    private var answersInSpan = 0
    private var spanBegan = 0.0
    private var rateAtThrottle = 0.0
    private var throttled = 0.0

    package init(seed: UInt64) {
        jitter = SplitMix64(seed: seed)
    }

    package mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance {
        guard isThrottled else { return .now }
        refill(at: now.sinceBoot.seconds)
        return tokens >= 1 - 1e-9 ? .now : .at(now + .seconds((1 - tokens) / rate))
    }

    package mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {
        guard isThrottled else { return }
        refill(at: now.sinceBoot.seconds)
        tokens -= 1
    }

    package mutating func answered(_ id: RequestID, isAdmitted: Bool, rate _: RateHeaders, at now: BootTime) {
        let now = now.sinceBoot.seconds
        measure(at: now)
        let wanted: Double
        if isAdmitted {
            let recovery = cbrt(rateAtThrottle * (1 - Self.beta) / Self.scale)
            let distance = now - throttled - recovery
            wanted = Self.scale * distance * distance * distance + rateAtThrottle
        } else {
            rateAtThrottle = isThrottled ? min(measuredRate, rate) : measuredRate
            throttled = now
            isThrottled = true
            wanted = rateAtThrottle * Self.beta
        }
        refill(at: now)
        rate = max(min(wanted, 2 * measuredRate), Self.leastRate)
        capacity = max(min(wanted, 2 * measuredRate), 1)
        tokens = min(tokens, capacity)
    }

    package mutating func retryDelay(afterAttempts attempts: Int, rate: RateHeaders, at now: BootTime) -> Duration {
        .seconds(jitter.unit() * min(doubled(1, times: attempts - 1), Self.longestBackoff))
    }

    private mutating func refill(at now: Double) {
        tokens = min(capacity, tokens + (now - refilled) * rate)
        refilled = now
    }

    private mutating func measure(at now: Double) {
        answersInSpan += 1
        let span = (now / Self.measuredSpan).rounded(.down) * Self.measuredSpan
        guard span > spanBegan else { return }
        let newest = Double(answersInSpan) / (span - spanBegan)
        measuredRate = Self.smoothing * newest + (1 - Self.smoothing) * measuredRate
        answersInSpan = 0
        spanBegan = span
    }
}
