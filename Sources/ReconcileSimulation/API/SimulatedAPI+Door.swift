import ReconcileCore

extension SimulatedAPI {
    /// What is checked before anything is looked at: route, key, limit, scope, and the faults among them.
    mutating func refusalAtTheDoor(
        _ route: Route, _ exchange: inout Exchange, _ request: SimulatedRequest
    ) -> Draft? {
        if let problem = route.problem { return .problem(problem) }
        guard let key = key(of: request) else {
            referee.violated(.unauthenticated, exchange, "no key that is known")
            return .problem(.unauthorized)
        }
        exchange.standing = limiter?.take(at: exchange.arrived.boot)
        if let standing = exchange.standing, !standing.isAdmitted {
            referee.exceedsLimit()
            return refusal(for: standing, exchange)
        }
        if let fault = exchange.fault, fault.stopsAtTheDoor {
            referee.faultStrikes(exchange)
            return refusal(by: fault, exchange)
        }
        let lacking = Self.scopes(for: exchange).filter { !key.scopes.contains($0) }
        guard lacking.isEmpty else {
            let names = lacking.map(\.rawValue).joined(separator: " and ")
            referee.violated(.wrongScope, exchange, "the key lacks \(names)")
            return .problem(.forbidden)
        }
        return nil
    }

    /// All of which a key needs.
    private static func scopes(for exchange: Exchange) -> [SimulatedKey.Scope] {
        switch exchange.about {
        case .sshPasswordLogin: exchange.kind == .write ? [.writeVM] : [.readVM]
        case .hostingPassword: exchange.kind == .write ? [.writeHosting, .consoleServices] : [.readHosting]
        }
    }

    private func key(of request: SimulatedRequest) -> SimulatedKey? {
        guard let field = request.header("Authorization"), field.hasPrefix("Bearer ") else { return nil }
        let token = field.dropFirst("Bearer ".count)
        return configuration.keys.first { $0.token == token }
    }

    private mutating func refusal(by fault: Fault, _ exchange: Exchange) -> Draft {
        switch fault {
        case .unauthorized: .problem(.unauthorized)
        case .forbidden: .problem(.forbidden)
        case .edgeForbidden: .html(status: 403, title: "403 Forbidden")
        case .absurdRetryAfter: absurdRefusal()
        default:
            refusal(
                for: RateStanding(isAdmitted: false, limit: 1, remaining: 0, resetAfter: .seconds(1)), exchange)
        }
    }

    private mutating func refusal(for standing: RateStanding, _ exchange: Exchange) -> Draft {
        var draft = Draft.problem(.rateLimited(rateLimitCode()))
        draft.headers = rateFields(configuration.rateHeaders.onRefusal, standing, exchange)
        if configuration.rateHeaders.onRefusal.contains(.retryAfter) {
            referee.willRequireSilence(for: .seconds(wholeSeconds(standing.resetAfter)), exchange)
        }
        return draft
    }

    private mutating func absurdRefusal() -> Draft {
        let values = ["-5", "99999999999999999999", "soon", "1e400", ""]
        var draft = Draft.problem(.rateLimited(rateLimitCode()))
        draft.headers = [(name: "Retry-After", value: values[Int(oddityDraws.next() % UInt64(values.count))])]
        return draft
    }

    private func rateLimitCode() -> RateLimitCode {
        let codes = configuration.rateLimitCodes
        return codes.isEmpty ? .rateLimitExceeded : codes[referee.rateLimited % codes.count]
    }

    /// The chosen fields of the limit. `Retry-After` is in whole seconds, rounded up; `X-RateLimit-Reset` is a date.
    func rateFields(
        _ chosen: Set<RateHeader>, _ standing: RateStanding, _ exchange: Exchange
    ) -> [(name: String, value: String)] {
        RateHeader.allCases.filter(chosen.contains).map { header in
            switch header {
            case .retryAfter: (name: "Retry-After", value: String(wholeSeconds(standing.resetAfter)))
            case .limit: (name: "X-RateLimit-Limit", value: String(standing.limit))
            case .remaining: (name: "X-RateLimit-Remaining", value: String(standing.remaining))
            case .reset:
                (
                    name: "X-RateLimit-Reset",
                    value: (exchange.arrived.wall + .milliseconds(standing.resetAfter.milliseconds + 1)).timestamp
                )
            }
        }
    }

    private func wholeSeconds(_ duration: Duration) -> Int {
        max(1, Int(duration.seconds.rounded(.up)))
    }
}
