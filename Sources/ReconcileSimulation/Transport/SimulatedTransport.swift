package import HostUpAPI
package import ReconcileCore

/// Carries requests straight into a simulated API, without a socket and without waiting.
package actor SimulatedTransport: ReadTransport, WriteTransport {
    private var api: SimulatedAPI
    private let token: String
    private let clock: @Sendable () -> Moment

    /// - Parameters:
    ///   - token: sent as a Bearer token with every request.
    ///   - clock: what the simulated API takes as now.
    package init(_ api: SimulatedAPI, token: String, clock: @escaping @Sendable () -> Moment) {
        self.api = api
        self.token = token
        self.clock = clock
    }

    package func get(_ target: String) async -> WireResult {
        carry("GET", target, [])
    }

    package func patch(_ target: String, body: [UInt8]) async -> WireResult {
        carry("PATCH", target, body)
    }

    package func post(_ target: String, body: [UInt8]) async -> WireResult {
        carry("POST", target, body)
    }

    package var report: SimulationReport {
        api.report(at: clock())
    }

    /// Changes the world behind the API's back, or reads from it.
    package func withAPI<Value: Sendable>(_ body: @Sendable (inout SimulatedAPI) -> Value) -> Value {
        body(&api)
    }

    private func carry(_ method: String, _ target: String, _ body: [UInt8]) -> WireResult {
        let request = SimulatedRequest(
            method: method, target: target,
            headers: [
                (name: "Authorization", value: "Bearer \(token)"),
                (name: "User-Agent", value: "reconciled-simulated-transport"),
            ],
            body: body)
        let answer = api.handle(request, at: clock())
        api.delivered(answer, at: clock())
        switch answer.delivery {
        case .response(let response):
            return .response(
                WireResponse(status: response.status, headers: response.headers, body: response.body))
        case .dropped: return .lost(Loss(timedOut: false, detail: "connection reset by peer"))
        case .silence: return .lost(Loss(timedOut: true, detail: "no answer in time"))
        }
    }
}
