import ReconcileCore

/// Alarms lie within a day, whatever the clocks and the API say.
struct TimerChecker: Checker {
    /// The longest wait that a policy asks for, and what a phase may add to it.
    private static let longest = Duration.hours(24)

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        switch sighting {
        case .alarm(let due?):
            let wait = due - facts.now.boot
            if wait > Self.longest { return ["an alarm \(wait.seconds) s ahead"] }
            return wait <= .zero ? ["an alarm that is due already"] : []
        case .alarm, .born, .died, .sending, .answered, .handedOut, .durable, .remembered, .reloaded, .noWrites,
            .tokenReplaced, .told, .report:
            return []
        }
    }
}
