/// An instant on the clock that never jumps: the time since the machine booted, suspend included.
///
/// Backoff, pacing and freshness use it. It means nothing on another machine or after a reboot.
package struct BootTime: Hashable, Comparable, Codable, Sendable {
    package var sinceBoot: Duration

    package init(sinceBoot: Duration) {
        self.sinceBoot = sinceBoot
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.sinceBoot < right.sinceBoot
    }

    package static func + (time: Self, delay: Duration) -> Self {
        Self(sinceBoot: time.sinceBoot + delay)
    }

    package static func - (time: Self, delay: Duration) -> Self {
        Self(sinceBoot: time.sinceBoot - delay)
    }

    package static func - (later: Self, earlier: Self) -> Duration {
        later.sinceBoot - earlier.sinceBoot
    }
}

/// A date on the clock that people read, in whole milliseconds since 1970-01-01T00:00:00Z; it can jump.
package struct WallTime: Hashable, Comparable, Codable, Sendable {
    package var millisecondsSince1970: Int64

    package init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let parsed = Self(rfc3339: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an RFC 3339 time: '\(text)'"))
        }
        self = parsed
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }

    package static func + (time: Self, delay: Duration) -> Self {
        Self(millisecondsSince1970: time.millisecondsSince1970 + delay.milliseconds)
    }

    package static func - (time: Self, delay: Duration) -> Self {
        Self(millisecondsSince1970: time.millisecondsSince1970 - delay.milliseconds)
    }

    package static func - (later: Self, earlier: Self) -> Duration {
        .milliseconds(later.millisecondsSince1970 - earlier.millisecondsSince1970)
    }
}

/// Both clocks, read at one instant.
package struct Moment: Hashable, Codable, Sendable {
    package var boot: BootTime
    package var wall: WallTime

    package init(boot: BootTime, wall: WallTime) {
        self.boot = boot
        self.wall = wall
    }

    /// The date that will be shown when the boot clock reads `time`, if the wall clock is not set meanwhile.
    package func wall(at time: BootTime) -> WallTime {
        wall + (time - boot)
    }

    /// The boot time at which the wall clock will show `date`, if it is not set meanwhile.
    package func boot(at date: WallTime) -> BootTime {
        boot + (date - wall)
    }

    package static func + (moment: Self, delay: Duration) -> Self {
        Self(boot: moment.boot + delay, wall: moment.wall + delay)
    }
}

extension Duration {
    /// The whole milliseconds in it, rounded towards zero.
    package var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// As the standard library's for any integer, which is not specialized and slow.
    package static func milliseconds(_ count: Int64) -> Duration {
        Duration(
            secondsComponent: count / 1000, attosecondsComponent: count % 1000 * 1_000_000_000_000_000)
    }

    /// Its length in seconds as JSON shows it.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    package static func minutes(_ count: Int) -> Duration {
        .seconds(count * 60)
    }

    package static func hours(_ count: Int) -> Duration {
        .seconds(count * 3600)
    }

    package static func days(_ count: Int) -> Duration {
        .seconds(count * 86400)
    }
}
