import ReconcileCore

extension SimulatedAPI {
    /// The guest or account that an id names.
    func named(_ id: String?, of kind: ResourceKind) -> (id: String, name: String)? {
        guard let id else { return nil }
        switch kind {
        case .sshPasswordLogin: return indexes[id].map { (id, guests[$0].name) }
        case .hostingPassword: return accountIndexes[id].map { (id, accounts[$0].name) }
        }
    }

    /// What is checked once the door is passed: the faults that refuse, the resource, the body, the gate of a write.
    /// Also answers for a guest in which no command can be run.
    mutating func refusalAtTheResource(_ exchange: inout Exchange, _ request: SimulatedRequest) -> Draft? {
        let body = exchange.kind == .write ? RequestBody(request.body, wanted: exchange.about.bodyMember) : nil
        let problem = body.flatMap { read($0, into: &exchange) }
        if let id = exchange.resource, named(id, of: exchange.about) != nil {
            referee.reaches(id, exchange, unknownKeys: body?.unknownKeys ?? [])
        }
        if let fault = exchange.fault, let refusal = refusal(by: fault, exchange) { return refusal }
        guard let id = exchange.resource else { return nil }
        guard named(id, of: exchange.about) != nil else { return .problem(.notFound) }
        if let problem { return .problem(problem) }
        switch exchange.about {
        case .sshPasswordLogin: return indexes[id].flatMap { answerWithoutGuest(guests[$0], exchange) }
        case .hostingPassword:
            guard let password = exchange.password, let index = accountIndexes[id] else { return nil }
            return refusal(accounts[index], password).map(Draft.problem)
        }
    }

    /// - Returns: why the body is none that the route takes.
    private func read(_ body: RequestBody, into exchange: inout Exchange) -> ProblemDocument? {
        switch exchange.about {
        case .sshPasswordLogin:
            exchange.wanted = body.flag
            return body.problem(isValid: body.flag != nil)
        case .hostingPassword:
            let account = exchange.resource.flatMap { accountIndexes[$0] }.map { accounts[$0] }
            if let text = body.text { exchange.password = SentPassword(text, for: account) }
            return body.problem(isValid: body.text != nil)
        }
    }

    private func refusal(by fault: Fault, _ exchange: Exchange) -> Draft? {
        switch fault {
        case .conflict: return .problem(conflict(exchange))
        case .conflictPartial: return .problem(conflict(exchange).withoutRequestID)
        case .conflictEmpty: return Draft(status: 409, body: .empty)
        case .notReady: return .problem(.notReady)
        case .notFound: return .problem(.notFound)
        case .vpsNotFound: return .problem(.vpsNotFound)
        case .weakPassword: return .problem(.passwordTooWeak(score: PasswordStrength.minimum - 1))
        case .internalError: return .problem(.internalError)
        case .upstream502: return .problem(.upstreamFailed(status: 502, of: exchange.about))
        case .upstream503: return .problem(.upstreamFailed(status: 503, of: exchange.about))
        case .shapeInvalid: return .problem(.shapeInvalid(of: exchange.about))
        case .droppedBeforeApply: return .dropped
        case .silent: return .silence
        default: return nil
        }
    }

    private func conflict(_ exchange: Exchange) -> ProblemDocument {
        let detail =
            switch exchange.about {
            case .sshPasswordLogin: Self.refusalText(exchange.wanted, "")
            case .hostingPassword: "The control panel did not take the password."
            }
        return .upstreamFailed(status: 409, of: exchange.about, detail: detail)
    }
}

extension ResourceKind {
    /// The one member of the body of a write.
    fileprivate var bodyMember: String {
        switch self {
        case .sshPasswordLogin: "enabled"
        case .hostingPassword: "newPassword"
        }
    }
}
