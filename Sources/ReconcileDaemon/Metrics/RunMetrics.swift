import CoreMetrics
import ReconcileCore
import Synchronization

/// Counts what a run does.
final class RunMetrics: RunObserver {
    private let registry = MetricRegistry()
    private let state = Mutex(State())

    private struct State {
        var attempts: [String: Attempts] = [:]
        var driftCauses: [ResourceID: LedgerEntry.Drift.Cause] = [:]
        var changes: [IntentID: Change] = [:]
    }

    /// What became of reading and writing under one policy.
    private struct Attempts {
        var last: WallTime
        var lastSuccess: WallTime?
        var failures = 0
    }

    /// A change from its intent until it is known to have taken, or not.
    private struct Change {
        var cause: Cause
        var answeredAt: WallTime?
    }

    /// Why something was changed.
    fileprivate enum Cause: String {
        /// It never was as wanted before.
        case adopt
        /// The policy began to want something else.
        case policy
        /// Somebody else had changed it.
        case drift
        /// Its time was over.
        case age
        /// A waiver wanted it, or ended.
        case waiver
        /// A process before this one began it.
        case unknown
    }

    var nextDue: BootTime? { nil }

    /// - Parameter driftCauses: of the drift that is known already.
    func begin(driftCauses: [ResourceID: LedgerEntry.Drift.Cause]) {
        state.withLock { $0.driftCauses = driftCauses }
    }

    /// Configuration and policies came into force.
    func loaded(at time: WallTime) {
        gauge(MetricCatalogue.reloadSuccessful, 1)
        gauge(MetricCatalogue.reloadSuccess, time.secondsSince1970)
    }

    /// They could not be read; the ones before stay in force.
    func loadRefused() {
        gauge(MetricCatalogue.reloadSuccessful, 0)
    }

    /// Everything counted until now.
    ///
    /// - Parameter policies: the names of those in force; attempts under others are past.
    func samples(policies: some Collection<String>) -> [MetricSample] {
        let attempts = state.withLock(\.attempts)
        return registry.samples()
            + policies.flatMap { policy -> [MetricSample] in
                guard let attempts = attempts[policy] else { return [] }
                let success = attempts.lastSuccess.map {
                    [MetricCatalogue.lastSuccess.sample($0.secondsSince1970, policy)]
                }
                return [
                    MetricCatalogue.lastAttempt.sample(attempts.last.secondsSince1970, policy),
                    MetricCatalogue.consecutiveFailures.sample(Double(attempts.failures), policy),
                ] + (success ?? [])
            }
    }

    // MARK: What is seen

    func noticed(_ notice: Notice) {
        if case .unreachable = notice { count(MetricCatalogue.circuitOpens) }
    }

    func stepped(_ now: Moment, report: () -> PassReport) {}

    func exchanged(_ exchange: Exchange) {
        count(MetricCatalogue.requests, exchange.method, exchange.endpoint, exchange.code)
        time(MetricCatalogue.requestDuration, exchange.took, exchange.method, exchange.endpoint)
        guard let policy = exchange.policy else { return }
        count(MetricCatalogue.reconciles, policy, exchange.result.rawValue)
        time(MetricCatalogue.reconcileDuration, exchange.took, policy)
        state.withLock { state in
            var attempts = state.attempts[policy] ?? Attempts(last: exchange.endedAt)
            attempts.last = exchange.endedAt
            switch exchange.result {
            case .success:
                attempts.lastSuccess = exchange.endedAt
                attempts.failures = 0
            case .error, .terminal: attempts.failures += 1
            case .requeueAfter: break
            }
            state.attempts[policy] = attempts
        }
    }

    func recorded(_ rows: [LedgerRow]) {
        for row in rows { recorded(row) }
    }

    private func recorded(_ row: LedgerRow) {
        switch row.entry {
        case .drift(let drift): state.withLock { $0.driftCauses[drift.resource] = drift.cause }
        case .driftEnded(let end): state.withLock { $0.driftCauses[end.resource] = nil }
        case .gone(let gone): state.withLock { $0.driftCauses[gone.resource] = nil }
        case .intent(let intent): began(intent)
        case .outcome(let outcome): answered(outcome, at: row.at)
        case .confirmed(let confirmation): confirmed(confirmation, at: row.at)
        case .unconfirmed(let unconfirmed): ended(unconfirmed.intent, unconfirmed.policy, "unverified")
        case .started, .stopped, .known, .enforcing, .soaked, .paused, .resumed, .waived, .waiverEnded, .released,
            .passwordSealed, .passwordEscrowed, .rotationRequested, .escrowChallenged, .escrowProven, .chainAccepted,
            .invariantBroken:
            break
        }
    }

    // MARK: Changes

    private func began(_ intent: LedgerEntry.Intent) {
        state.withLock { state in
            let cause = intent.underWaiver ? .waiver : Cause(state.driftCauses[intent.resource])
            state.changes[intent.intent] = Change(cause: cause)
        }
    }

    private func answered(_ outcome: LedgerEntry.IntentOutcome, at time: WallTime) {
        switch outcome.result {
        case .accepted:
            let cause = state.withLock { state in
                state.changes[outcome.intent]?.answeredAt = time
                return state.changes[outcome.intent]?.cause ?? .unknown
            }
            let step = outcome.claimed == true ? "claimed" : "accepted"
            count(MetricCatalogue.changes, outcome.policy, cause.rawValue, step)
        case .refused: ended(outcome.intent, outcome.policy, "failed")
        case .withdrawn: state.withLock { $0.changes[outcome.intent] = nil }
        // What became of it is told by a read.
        case .unknown: break
        }
    }

    private func confirmed(_ row: LedgerEntry.Confirmed, at time: WallTime) {
        let change = ended(row.intent, row.policy, "confirmed")
        guard let answeredAt = change?.answeredAt else { return }
        // The clock may have been set back between the two.
        self.time(MetricCatalogue.verificationDuration, max(.zero, time - answeredAt), row.policy)
    }

    @discardableResult
    private func ended(_ intent: IntentID, _ policy: String, _ step: String) -> Change? {
        let change = state.withLock { $0.changes.removeValue(forKey: intent) }
        count(MetricCatalogue.changes, policy, (change?.cause ?? .unknown).rawValue, step)
        return change
    }

    // MARK: swift-metrics

    private func count(_ family: MetricFamily, _ labels: String...) {
        Counter(label: family.name, dimensions: Array(zip(family.labels, labels)), factory: registry).increment()
    }

    private func time(_ family: MetricFamily, _ duration: Duration, _ labels: String...) {
        Timer(label: family.name, dimensions: Array(zip(family.labels, labels)), factory: registry)
            .recordNanoseconds(Int64(duration.seconds * 1e9))
    }

    private func gauge(_ family: MetricFamily, _ value: Double) {
        Gauge(label: family.name, factory: registry).record(value)
    }
}

extension RunMetrics.Cause {
    fileprivate init(_ cause: LedgerEntry.Drift.Cause?) {
        switch cause {
        case .adoption: self = .adopt
        case .policy: self = .policy
        case .change: self = .drift
        case .age: self = .age
        case nil: self = .unknown
        }
    }
}
