import ReconcileCore

/// Everything that a client was asked and told in one run, to be put to it again without the rest of the benchmark.
package struct DecisionTrace: Sendable {
    private var calls: [Call] = []

    private enum Call: Sendable {
        case clearance(RequestClass, Waiting, BootTime)
        case sent(RequestID, RequestClass, BootTime)
        case answered(RequestID, isAdmitted: Bool, RateHeaders, BootTime)
    }

    /// How many of the calls are questions.
    package private(set) var decisions = 0

    /// Records one run.
    package init(_ scenario: PacingScenario, seed: UInt64, of client: ClientName) {
        let recorder = Recorder()
        var run = Run(scenario, seed: seed) { RecordingClient(client: client.make(seed: $0), recorder: recorder) }
        _ = run.result()
        calls = recorder.calls
        decisions = calls.count {
            switch $0 {
            case .clearance: true
            case .sent, .answered: false
            }
        }
    }

    /// Puts every call to a client that knows nothing yet.
    package func replay(to client: inout some PacingClient) {
        for call in calls {
            switch call {
            case .clearance(let purpose, let waiting, let now):
                _ = client.clearance(for: purpose, waiting: waiting, at: now)
            case .sent(let id, let purpose, let now):
                client.sent(id, for: purpose, at: now)
            case .answered(let id, let isAdmitted, let rate, let now):
                client.answered(id, isAdmitted: isAdmitted, rate: rate, at: now)
            }
        }
    }

    /// What the recording clients of one run write to.
    private final class Recorder {
        var calls: [Call] = []
    }

    /// Passes everything on, and writes down what is asked and told while nothing is ever killed.
    private struct RecordingClient: PacingClient {
        var client: any PacingClient
        let recorder: Recorder

        mutating func clearance(for purpose: RequestClass, waiting: Waiting, at now: BootTime) -> Clearance {
            recorder.calls.append(.clearance(purpose, waiting, now))
            return client.clearance(for: purpose, waiting: waiting, at: now)
        }

        mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {
            recorder.calls.append(.sent(id, purpose, now))
            client.sent(id, for: purpose, at: now)
        }

        mutating func answered(_ id: RequestID, isAdmitted: Bool, rate: RateHeaders, at now: BootTime) {
            recorder.calls.append(.answered(id, isAdmitted: isAdmitted, rate, now))
            client.answered(id, isAdmitted: isAdmitted, rate: rate, at: now)
        }

        mutating func retryDelay(afterAttempts attempts: Int, rate: RateHeaders, at now: BootTime) -> Duration {
            client.retryDelay(afterAttempts: attempts, rate: rate, at: now)
        }

        mutating func restart(killedAt: BootTime, seed: UInt64, at now: BootTime) {
            client.restart(killedAt: killedAt, seed: seed, at: now)
        }
    }
}
