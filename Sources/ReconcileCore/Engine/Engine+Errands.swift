import DequeModule

/// Names one errand; unique while the process lives.
package struct ErrandID: Hashable, Sendable {
    package var number: UInt64

    package init(number: UInt64) {
        self.number = number
    }
}

/// Reads that others want: they are paced as ours are, and what they show changes nothing here.
extension Engine {
    /// Answers the errands that wait while nothing can be sent, instead of keeping their senders in the dark.
    mutating func refuseErrands() {
        guard !errands.isEmpty, let outcome = outcomeOfErrands else { return }
        for errand in errands { effects.append(.deliver(errand.id, Reply(outcome: outcome))) }
        errands = []
    }

    /// `nil` where they may go.
    private var outcomeOfErrands: Outcome? {
        if isStopping || isFinished { return .lost(Loss(timedOut: false, detail: "The service is ending.")) }
        if let refused = credentials.refused {
            return .refused(Problem(status: 401, code: nil, detail: refused.detail, isFromAPI: true))
        }
        return breaker.open.map { .lost(Loss(timedOut: false, detail: $0.detail)) }
    }

    /// An engine that makes a plan from all that this one knows, and shares nothing with it from then on.
    ///
    /// - Parameter seed: for its own jitter.
    package func forPlan(patience: Duration, seed: UInt64, at now: Moment) -> Engine {
        var configuration = configuration
        configuration.mode = .plan(patience: patience)
        configuration.settings = settings
        configuration.seed = seed
        return Engine(
            configuration, policies: policies, memory: memory,
            records: resources.filter { !$0.isGone }.map(\.record), pacing: pacer.record(at: now),
            at: now)
    }
}
