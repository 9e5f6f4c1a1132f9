package import ReconcileCore

/// Kubernetes' client-go with its defaults: 5 requests a second with a burst of 10, and `Retry-After` for the one request
/// that was refused (`util/flowcontrol`, `rest/with_retry.go`).
package struct ClientGoClient: ForgetfulClient {
    private static let perSecond = 5.0
    private static let burst = 10.0
    /// The URL backoff where a 429 names no time, in seconds.
    private static let firstBackoff = 0.5
    private static let longestBackoff = 120.0

    private var tokens = Self.burst
    private var refilled = BootTime(sinceBoot: .zero)

    package init(seed: UInt64) {}

    package mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance {
        refill(at: now)
        return tokens >= 1 - 1e-9 ? .now : .at(now + .seconds((1 - tokens) / Self.perSecond))
    }

    package mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {
        refill(at: now)
        tokens -= 1
    }

    package mutating func answered(_ id: RequestID, isAdmitted: Bool, rate: RateHeaders, at now: BootTime) {
        // The rate is fixed: no answer changes it.
    }

    package mutating func retryDelay(afterAttempts attempts: Int, rate: RateHeaders, at now: BootTime) -> Duration {
        rate.retryAfter ?? .seconds(min(Self.longestBackoff, doubled(Self.firstBackoff, times: attempts)))
    }

    private mutating func refill(at now: BootTime) {
        tokens = min(Self.burst, tokens + (now - refilled).seconds * Self.perSecond)
        refilled = now
    }
}
