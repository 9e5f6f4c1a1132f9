package import ReconcileCore

/// The core's `Pacer`, as the daemon uses it; the key is all ours, so its share is 100 %.
package struct OurClient: PacingClient {
    private var pacer: Pacer

    private static let settings = PacingSettings(share: 100, concurrency: clientConcurrency)
    /// The date at which the clock of each run starts; no result depends on it.
    private static let wallAtBoot = WallTime(millisecondsSince1970: 1_795_000_000_000)

    package init(seed: UInt64) {
        pacer = Pacer(Self.settings, spreadsFirstLooks: false, seed: seed)
    }

    package mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance {
        let demand = Demand(ready: waiting.count, expectsWrites: waiting.expectsWrites)
        return switch pacer.admission(purpose, of: demand, at: now) {
        case .now: .now
        case .at(let time): .at(time)
        case .whenAnswered: .whenAnswered
        }
    }

    package mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {
        pacer.sent(id, for: purpose, at: now)
    }

    package mutating func answered(_ id: RequestID, isAdmitted: Bool, rate: RateHeaders, at now: BootTime) {
        let admitted = Outcome.page(InventoryPage(items: [], nextCursor: nil))
        pacer.answered(
            id, Reply(outcome: isAdmitted ? admitted : .refused(Problem(status: 429)), rate: rate), at: now)
    }

    package mutating func restart(killedAt: BootTime, seed: UInt64, at now: BootTime) {
        let record = pacer.record(at: Self.moment(killedAt))
        pacer = Pacer(Self.settings, spreadsFirstLooks: false, seed: seed)
        pacer.restore(record, at: Self.moment(now))
    }

    private static func moment(_ time: BootTime) -> Moment {
        Moment(boot: time, wall: wallAtBoot + time.sinceBoot)
    }
}
