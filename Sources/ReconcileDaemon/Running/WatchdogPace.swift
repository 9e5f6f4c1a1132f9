import ReconcileCore
import ReconcileSystemd

/// Proves to systemd that the loop moves: only after a completed step, and often enough.
struct WatchdogPace: Sendable {
    private let notifier: ServiceNotifier
    private let interval: Duration
    private(set) var nextDue: BootTime

    /// - Parameter interval: how long systemd lets pass; the proof comes three times in it.
    init(_ notifier: ServiceNotifier, interval: Duration, at now: BootTime) {
        self.notifier = notifier
        self.interval = interval / 3
        nextDue = now
    }

    mutating func stepped(at now: BootTime) {
        guard now >= nextDue else { return }
        notifier.watchdog()
        nextDue = now + interval
    }

    /// Asks systemd to end the process as if it hung.
    func trigger() {
        notifier.watchdogTrigger()
    }
}
