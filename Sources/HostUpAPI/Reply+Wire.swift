import ReconcileCore

extension Reply {
    /// What a request came to.
    ///
    /// Only 200 is a success: every operation used here documents that status alone
    /// (https://developer.hostup.se/endpoints/vps-services). Redirects are answers like any other refusal.
    ///
    /// - Parameters:
    ///   - clock: asked only for answers without a readable `Date`.
    ///   - decode: reads the body of a 200.
    init(
        _ result: WireResult, clock: () -> WallTime, decode: ([UInt8]) throws(MalformedAnswer) -> Outcome
    ) {
        switch result {
        case .lost(let loss):
            self.init(outcome: .lost(loss))
        case .response(let response):
            let serverDate = response.header("date").flatMap(WallTime.init(httpDate:))
            self.init(
                outcome: Self.outcome(of: response, decode: decode),
                rate: RateHeaders(response, at: serverDate ?? clock()),
                serverDate: serverDate,
                requestID: Self.requestID(of: response))
        }
    }

    private static func outcome(
        of response: WireResponse, decode: ([UInt8]) throws(MalformedAnswer) -> Outcome
    ) -> Outcome {
        guard response.status == 200 else { return .refused(Problem(response)) }
        do {
            return try decode(response.body)
        } catch {
            return .malformed(error.description)
        }
    }

    private static func requestID(of response: WireResponse) -> String? {
        let envelope = try? JSONBody.decode(RequestEnvelope.self, from: response.body)
        let name = envelope?.requestId ?? response.header("x-request-id")
        return name.map(\.cleanedForDisplay).flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// The one member that any JSON object of the API may carry.
private struct RequestEnvelope: Decodable {
    var requestId: String?

    private enum Keys: String, CodingKey {
        case requestId
    }

    init(from decoder: any Decoder) throws {
        requestId = try decoder.container(keyedBy: Keys.self).tolerated(String.self, forKey: .requestId)
    }
}
