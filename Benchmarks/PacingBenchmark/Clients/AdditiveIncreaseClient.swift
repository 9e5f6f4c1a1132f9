package import ReconcileCore

/// Additive increase, multiplicative decrease of a rate, as TCP does with its window, behind the global gate.
///
/// From 5 requests a second; each success adds 1/rate, so about one request a second each second; a 429 halves it.
package struct AdditiveIncreaseClient: ForgetfulClient {
    private static let firstRate = 5.0
    private static let leastRate = 0.05
    private static let decrease = 0.5
    /// 429s so close together are one sign of overload, not several: a little over two round trips.
    private static let leastBetweenDecreases = Duration.milliseconds(200)

    private var gate: GateClient
    private var rate = Self.firstRate
    private var nextSend = BootTime(sinceBoot: .zero)
    private var lastDecrease: BootTime?

    package init(seed: UInt64) {
        gate = GateClient(seed: seed)
    }

    package mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance {
        let behindGate = gate.clearance(for: purpose, waiting: waiting, at: now)
        guard nextSend > now else { return behindGate }
        return switch behindGate {
        case .now: .at(nextSend)
        case .at(let time): .at(max(time, nextSend))
        case .whenAnswered: .whenAnswered
        }
    }

    package mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {
        gate.sent(id, for: purpose, at: now)
        nextSend = now + .seconds(1 / rate)
    }

    package mutating func answered(_ id: RequestID, isAdmitted: Bool, rate headers: RateHeaders, at now: BootTime) {
        gate.answered(id, isAdmitted: isAdmitted, rate: headers, at: now)
        if isAdmitted {
            rate += 1 / rate
        } else if lastDecrease.map({ now - $0 > Self.leastBetweenDecreases }) ?? true {
            rate = max(Self.leastRate, rate * Self.decrease)
            lastDecrease = now
        }
    }
}
