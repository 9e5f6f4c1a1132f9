import ReconcileControl

/// Answers whoever comes over the network: with the metrics, and nothing else.
struct MetricsResponder: ControlResponding {
    let metrics: ServiceMetrics

    var stateDirectory: String? { nil }

    func answer(
        _ request: ControlRequest, from peer: ControlPeer, _ form: AnswerForm
    ) async throws(ControlRefusal) -> ControlAnswer {
        switch request {
        case .metrics: return try await metrics.answer(form)
        case .status, .explain, .history, .doctor, .plan, .now, .pause, .resume, .waive, .release, .rotate, .prove,
            .escrow:
            throw .unknownPath
        }
    }
}
