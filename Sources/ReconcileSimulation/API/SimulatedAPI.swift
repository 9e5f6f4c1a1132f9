package import ReconcileCore

/// The provider's API over a made-up fleet: pure, and the same seed and requests give the same bytes.
///
/// An exchange has three steps, because a guest may be a real one: `admit` when the request arrives, `complete` when
/// the command in the guest is done, `delivered` when the answer has left. `handle` does the first two for guests that
/// are only modelled.
package struct SimulatedAPI: Sendable {
    /// In the order of the list endpoint.
    package internal(set) var guests: [SimulatedGuest]
    /// In the order of their list endpoint.
    package internal(set) var accounts: [SimulatedAccount]
    var configuration: SimulatedAPIConfiguration
    var indexes: [String: Int] = [:]
    var accountIndexes: [String: Int] = [:]
    var views: [String: GuestView] = [:]
    var exchanges: [UInt64: Exchange] = [:]
    var referee = Referee()
    var limiter: RateLimiter?
    var faults: FaultPlan
    var nextDrift: BootTime?
    var driftDraws: SplitMix64
    private var latencyDraws: SplitMix64
    private var identifierDraws: SplitMix64
    var oddityDraws: SplitMix64
    private var admitted: UInt64 = 0

    /// What reads show of a guest in place of the truth.
    struct GuestView: Sendable {
        /// The state before the newest change.
        var before: SSHLogin?
        /// Until then the state `before` is shown.
        var hiddenUntil: BootTime?
    }

    package init(
        configuration: SimulatedAPIConfiguration, guests: [SimulatedGuest], accounts: [SimulatedAccount] = []
    ) {
        let seed = configuration.seed
        self.configuration = configuration
        self.guests = guests
        self.accounts = accounts
        if let first = configuration.rateLimit { limiter = RateLimiter([first] + configuration.furtherLimits) }
        faults = FaultPlan(configuration.faults, seed: seed)
        driftDraws = .stream("drift", seed: seed)
        latencyDraws = .stream("latency", seed: seed)
        identifierDraws = .stream("request ids", seed: seed)
        oddityDraws = .stream("oddities", seed: seed)
        indexGuests()
        indexAccounts()
    }

    /// Takes one request and answers it, the guest being a modelled one.
    package mutating func handle(_ request: SimulatedRequest, at now: Moment) -> SimulatedAnswer {
        switch admit(request, at: now) {
        case .answer(let answer): answer
        case .guest(let call): complete(call, with: .success(modelled(call)), at: now)
        }
    }

    /// Takes one request as far as it goes without its guest. What is about an account needs none.
    package mutating func admit(_ request: SimulatedRequest, at now: Moment) -> Admission {
        drift(until: now.boot)
        let route = Route(request)
        var exchange = open(request, route: route, at: now)
        referee.arrives(exchange, hasUserAgent: request.header("User-Agent")?.isEmpty == false)
        if let refusal = refusalAtTheDoor(route, &exchange, request) {
            return .answer(seal(refusal, exchange))
        }
        if exchange.fault != nil { referee.faultStrikes(exchange) }
        if let refusal = refusalAtTheResource(&exchange, request) {
            return .answer(seal(refusal, exchange))
        }
        guard let resource = exchange.resource else { return .answer(seal(list(exchange), exchange)) }
        switch exchange.about {
        case .sshPasswordLogin: return callGuest(resource, exchange)
        case .hostingPassword:
            let draft = answer(account: resource, &exchange)
            return .answer(seal(draft, exchange))
        }
    }

    /// Answers a request whose guest has done, or failed, its command.
    ///
    /// - Parameter result: the state of sshd in the guest, read after the command.
    package mutating func complete(
        _ call: GuestCall, with result: Result<SSHLogin, GuestFailure>, at now: Moment
    ) -> SimulatedAnswer {
        guard let exchange = exchanges[call.exchange] else {
            preconditionFailure("\(#function): exchange \(call.exchange) is not under way")
        }
        switch result {
        case .success(let login):
            note(login, exchange, call.operation, at: now)
            return seal(answer(exchange, login, at: now), exchange)
        case .failure(let failure):
            return seal(.problem(.upstreamFailed(status: 409, of: exchange.about, detail: failure.detail)), exchange)
        }
    }

    /// Notes that an answer has left, or that its connection has ended. From then on a request answers to what it said.
    package mutating func delivered(_ answer: SimulatedAnswer, at now: Moment) {
        exchanges[answer.exchange] = nil
        referee.delivered(answer.exchange, at: now)
    }

    /// What the command does to a guest that is only modelled.
    package func modelled(_ call: GuestCall) -> SSHLogin {
        guard let index = indexes[call.guest] else {
            preconditionFailure("\(#function): there is no guest '\(call.guest)'")
        }
        var login = guests[index].login
        if case .set(let enabled) = call.operation { login.set(enabled: enabled) }
        return login
    }

    private mutating func open(_ request: SimulatedRequest, route: Route, at now: Moment) -> Exchange {
        admitted += 1
        var exchange = Exchange(
            number: admitted, kind: route.kind, about: route.about, resource: route.resource, method: request.method,
            target: request.target,
            arrived: now, latency: configuration.latency.lowerBound,
            requestID: "req_" + Base32.text(using: &identifierDraws),
            strike: faults.draw(
                route.kind, of: route.about, named(route.resource, of: route.about), at: now.boot))
        let spread = configuration.latency.upperBound - configuration.latency.lowerBound
        let drawn = spread * latencyDraws.unit()
        if route.resource != nil { exchange.latency += drawn }
        if exchange.fault == .slow { exchange.latency += configuration.slowness }
        return exchange
    }

    private mutating func callGuest(_ guest: String, _ exchange: Exchange) -> Admission {
        exchanges[exchange.number] = exchange
        let skips = exchange.fault == .unverified
        let operation = exchange.wanted.flatMap { skips ? nil : GuestCall.Operation.set(enabled: $0) } ?? .read
        return .guest(GuestCall(exchange: exchange.number, guest: guest, operation: operation))
    }
}
