package import ReconcileCore
import ReconcileSystemd

/// The machine's clocks.
package enum SystemClock {
    package static func now() -> Moment {
        let reading = BootClock.read()
        return Moment(
            boot: BootTime(sinceBoot: reading.sinceBoot),
            wall: WallTime(millisecondsSince1970: reading.millisecondsSince1970))
    }
}
