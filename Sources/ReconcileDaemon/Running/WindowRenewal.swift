import ReconcileCore
import ReconcilePolicy

/// Works the policies' windows out anew, each day and whenever somebody has set the clock: the core knows no time zones,
/// and what it was told lasts for some weeks only.
struct WindowRenewal: Sendable {
    private var doneAt: WallTime?

    /// - Parameter windows: those in force, by the name of their policy.
    /// - Returns: what to tell the engine, if it is time.
    mutating func due(_ windows: @autoclosure () -> [String: PolicyWindows], at now: WallTime) -> Event? {
        if let doneAt, now >= doneAt, now - doneAt < PolicyWindows.renewal { return nil }
        // What was read with the policies is as new at the beginning.
        defer { doneAt = now }
        let windows = windows()
        guard doneAt != nil, !windows.isEmpty else { return nil }
        return .windowsRenewed(windows.mapValues { $0.expanded(around: now) })
    }
}
