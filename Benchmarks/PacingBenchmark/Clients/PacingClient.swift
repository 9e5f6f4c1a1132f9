package import ReconcileCore

/// Whether a client lets a request leave.
package enum Clearance: Hashable, Sendable {
    case now
    /// Not before this time.
    case at(BootTime)
    /// Not before a request under way is answered.
    case whenAnswered
}

/// What a client may know of the work ahead.
package struct Waiting: Hashable, Sendable {
    /// How many requests wait to leave, the one in question included.
    package var count: Int
    /// Whether writes may come among the reads; when they come nobody knows.
    package var expectsWrites: Bool

    package init(count: Int, expectsWrites: Bool = false) {
        self.count = count
        self.expectsWrites = expectsWrites
    }
}

/// A way to keep to a rate limit that nobody publishes: what the benchmark compares.
///
/// The engine holds the queue and the clock; the client only says when the next request may leave. Each starts out
/// knowing nothing of the limit. None gives up: a refused request is queued again until it is let in.
package protocol PacingClient {
    /// Whether the next request may leave.
    mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance

    mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime)

    /// Takes an answer: let in, or refused with 429; and what its headers said.
    mutating func answered(_ id: RequestID, isAdmitted: Bool, rate: RateHeaders, at now: BootTime)

    /// How long this very request stays away after its 429, beside what `clearance` says of all.
    ///
    /// - Parameter attempts: how often it has been sent, at least 1.
    mutating func retryDelay(afterAttempts attempts: Int, rate: RateHeaders, at now: BootTime) -> Duration

    /// Goes on as the next process after this one was killed, with what the client keeps over a restart, if anything.
    mutating func restart(killedAt: BootTime, seed: UInt64, at now: BootTime)
}

extension PacingClient {
    package mutating func retryDelay(
        afterAttempts attempts: Int, rate: RateHeaders, at now: BootTime
    ) -> Duration { .zero }
}

/// A client that keeps nothing over a restart, as none of the published ones does.
package protocol ForgetfulClient: PacingClient {
    /// - Parameter seed: where the client's own random numbers come from, if it needs any.
    init(seed: UInt64)
}

extension ForgetfulClient {
    package mutating func restart(killedAt: BootTime, seed: UInt64, at now: BootTime) {
        self = Self(seed: seed)
    }
}
