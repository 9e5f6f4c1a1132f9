import ReconcileCore

/// How much of each window of the API's limit goes to us, where its headers had told a process of it before the window
/// began. Seen from the API, which alone knows where its windows begin.
struct ShareCount {
    private var window: Int64 = 0
    private var ours = 0
    /// Since when the process in question knows the limit, and how long its windows are, under the settings in force.
    private var toldAt: BootTime?

    /// A request that arrives beyond the share may have left while another one's answer was on its way.
    private static let slack = 1

    /// Another process, or other settings.
    mutating func beginAnew() {
        toldAt = nil
    }

    /// An answer told of the limit. Who asks late is told but the rest of a window, and cannot know how long one is.
    mutating func told(_ resetAfter: Duration?, of limit: RateLimit, at now: BootTime) {
        guard let resetAfter, resetAfter > limit.window * 2 / 3 else { return }
        toldAt = toldAt ?? now
    }

    /// - Returns: what is broken by one more request.
    mutating func arrives(under limit: RateLimit, share: Int, at now: BootTime) -> String? {
        let current = now.sinceBoot.milliseconds / limit.window.milliseconds
        if current != window { (window, ours) = (current, 0) }
        ours += 1
        let start = BootTime(sinceBoot: .milliseconds(current * limit.window.milliseconds))
        guard let toldAt, toldAt < start, ours > max(1, limit.limit * share / 100) + Self.slack else { return nil }
        return "\(ours) requests in a window of \(limit.limit), of which \(share) % are ours"
    }
}
