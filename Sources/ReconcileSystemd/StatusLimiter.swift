/// Lets at most one status a second through, and never loses the newest.
///
/// Pure: the caller brings the time, on any clock that does not jump, and sends what comes back.
package struct StatusLimiter: Sendable {
    /// A person watching `systemctl status` reads no faster, and each status is a message to process 1.
    package static let interval: Duration = .seconds(1)

    private var lastSent: (status: String, at: Duration)?
    private var pending: String?

    package init() {}

    /// When `due(at:)` will have something to send; `nil` while nothing waits.
    package var nextDue: Duration? {
        guard pending != nil, let lastSent else { return nil }
        return lastSent.at + Self.interval
    }

    /// Takes the status of this moment; an older one that still waits is forgotten.
    ///
    /// - Returns: what to send now; `nil` where it is what was sent last, or has to wait until `nextDue`.
    package mutating func offer(_ status: String, at now: Duration) -> String? {
        pending = status == lastSent?.status ? nil : status
        return due(at: now)
    }

    /// - Returns: what to send now; `nil` where nothing waits or it is too early.
    package mutating func due(at now: Duration) -> String? {
        guard let status = pending else { return nil }
        if let lastSent, now < lastSent.at + Self.interval { return nil }
        pending = nil
        lastSent = (status, now)
        return status
    }
}
