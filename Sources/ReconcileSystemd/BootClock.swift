import Glibc

/// The machine's two clocks, as plain values.
package enum BootClock {
    /// What both clocks show, read one right after the other.
    package struct Reading: Equatable, Sendable {
        /// Time since the machine booted, suspend included (`CLOCK_BOOTTIME`); never jumps.
        package var sinceBoot: Duration
        /// The date, in milliseconds since 1970-01-01T00:00:00Z (`CLOCK_REALTIME`); can be set at any time.
        package var millisecondsSince1970: Int64
    }

    package static func read() -> Reading {
        let boot = time(CLOCK_BOOTTIME)
        let wall = time(CLOCK_REALTIME)
        return Reading(
            sinceBoot: .seconds(boot.tv_sec) + .nanoseconds(boot.tv_nsec),
            millisecondsSince1970: Int64(wall.tv_sec) * 1000 + Int64(wall.tv_nsec) / 1_000_000)
    }

    /// Microseconds on `CLOCK_MONOTONIC`, the clock on which systemd dates a reload.
    static func monotonicMicroseconds() -> UInt64 {
        let now = time(CLOCK_MONOTONIC)
        return UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
    }

    private static func time(_ clock: clockid_t) -> timespec {
        var now = timespec()
        // Cannot fail: each of the three clocks exists on every Linux this runs on, and `now` can be written.
        clock_gettime(clock, &now)
        return now
    }
}
