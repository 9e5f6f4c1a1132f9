import ReconcileCore

/// After a 401 nothing is sent but probes, until one of them is let in.
struct CredentialChecker: Checker {
    private var isRefused = false

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        switch sighting {
        case .born: isRefused = false
        case .answered(_, let request, _, let reply, _):
            if case .refused(let problem) = reply.outcome, problem.status == 401 {
                isRefused = true
            } else if request.isProbe, isLetIn(reply.outcome) {
                isRefused = false
            }
        case .sending(let id, let request) where isRefused && !request.isProbe:
            return ["request \(id.number) leaves although the token is refused"]
        case .sending, .died, .handedOut, .durable, .remembered, .alarm, .reloaded, .noWrites, .tokenReplaced, .told,
            .report:
            break
        }
        return []
    }

    /// An answer that says nothing of the token settles nothing.
    private func isLetIn(_ outcome: Outcome) -> Bool {
        switch outcome {
        case .page, .observed, .written, .rotated: true
        case .refused(let problem): problem.status != 429 && problem.status < 500
        case .malformed, .lost, .unsent: false
        }
    }
}

extension Request {
    /// True for the smallest list there is, which asks for nothing but whether it is answered.
    fileprivate var isProbe: Bool {
        if case .read(.list(_, cursor: nil, limit: 1)) = self { true } else { false }
    }
}
