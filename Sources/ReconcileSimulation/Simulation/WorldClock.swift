package import ReconcileCore

/// The one true time of a simulated world, and the two clocks that its machine shows.
///
/// The machine's wall clock can be set to anything; its boot clock begins anew with each boot.
package struct WorldClock: Sendable {
    /// Never jumps, never begins anew. The provider's clocks show it.
    package internal(set) var now: BootTime
    /// How far the machine's wall clock is ahead of the true date.
    package internal(set) var wallAhead = Duration.zero
    /// When the machine booted.
    private var bootedAt: BootTime
    /// The true date at world time zero.
    private var epoch: WallTime

    /// Noon of a day in the future, so that no test rests on today's date.
    private static let noon = WallTime(millisecondsSince1970: 1_795_262_400_000)

    init() {
        now = BootTime(sinceBoot: .hours(1000))
        bootedAt = BootTime(sinceBoot: .zero)
        epoch = Self.noon - .hours(1000)
    }

    /// The true date.
    package var date: WallTime { epoch + now.sinceBoot }

    /// What the provider's clocks show.
    package var provider: Moment { Moment(boot: now, wall: date) }

    /// What the machine's clocks show.
    package var machine: Moment {
        Moment(boot: BootTime(sinceBoot: now - bootedAt), wall: date + wallAhead)
    }

    /// The world's time at which the machine's boot clock shows `time`.
    func world(at time: BootTime) -> BootTime {
        bootedAt + time.sinceBoot
    }

    /// The machine boots; its clock stands at what a boot takes until services start.
    mutating func reboot() {
        bootedAt = now - .seconds(20)
    }

    /// Lets a date pass at once, as a world does in which nothing happens until then.
    mutating func leap(to date: WallTime) {
        if date > self.date { epoch = epoch + (date - self.date) }
    }
}
