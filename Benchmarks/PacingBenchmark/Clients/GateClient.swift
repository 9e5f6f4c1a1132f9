package import ReconcileCore

/// One gate for all: closed by a 429 for as long as it asks, and by an answer after which nothing remains.
///
/// What most clients come to that were written for one API. The serial one has at most one request under way.
package struct GateClient: PacingClient {
    /// The longest wait after a 429 that names no time, in seconds, before jitter.
    private static let longestBlindWait = 60.0

    private let isSerial: Bool
    private var jitter: SplitMix64
    private var closedUntil = BootTime(sinceBoot: .zero)
    private var blindRefusals = 0
    private var underWay = 0

    package init(seed: UInt64, isSerial: Bool = false) {
        jitter = SplitMix64(seed: seed)
        self.isSerial = isSerial
    }

    package mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance {
        if closedUntil > now { return .at(closedUntil) }
        return isSerial && underWay > 0 ? .whenAnswered : .now
    }

    package mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {
        underWay += 1
    }

    package mutating func answered(_ id: RequestID, isAdmitted: Bool, rate: RateHeaders, at now: BootTime) {
        underWay -= 1
        if !isAdmitted {
            closedUntil = max(closedUntil, now + (rate.retryAfter ?? blindWait()))
            return
        }
        blindRefusals = 0
        if rate.remaining == 0, let resetAfter = rate.resetAfter { closedUntil = max(closedUntil, now + resetAfter) }
    }

    package mutating func restart(killedAt: BootTime, seed: UInt64, at now: BootTime) {
        self = Self(seed: seed, isSerial: isSerial)
    }

    /// Full jitter below a bound that doubles.
    private mutating func blindWait() -> Duration {
        blindRefusals += 1
        return .seconds(jitter.unit() * min(Self.longestBlindWait, doubled(1, times: blindRefusals)))
    }
}

/// `first` doubled so many times, without overflow.
func doubled(_ first: Double, times: Int) -> Double {
    first * Double(1 << min(max(0, times), 30))
}
