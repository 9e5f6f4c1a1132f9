/// An exception in force for one resource, whether a policy file or the command line made it.
package struct Waiver: Hashable, Sendable {
    package var until: WallTime
    package var reason: String
    package var enabled: Bool?

    package init(until: WallTime, reason: String, enabled: Bool?) {
        self.until = until
        self.reason = reason
        self.enabled = enabled
    }

    /// The longest a waiver may run.
    package static let longest = Duration.days(30)
    /// The longest that a waiver may hold a door open.
    package static let longestOpen = Duration.hours(72)

    /// The exception that binds a resource at `now`, of all that were made for it.
    ///
    /// One that only exempts outweighs one that wants a value, as it writes nothing; else the longest counts.
    package static func binding(_ waivers: [Waiver], at now: WallTime) -> Waiver? {
        let active = waivers.filter { $0.until > now }
        let exempting = active.filter { $0.enabled == nil }
        return (exempting.isEmpty ? active : exempting).max { $0.until < $1.until }
    }
}
