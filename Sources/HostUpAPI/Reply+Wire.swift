import ReconcileCore

extension Reply {
    /// What a request came to.
    ///
    /// Every operation used here documents 200 alone as its success
    /// (https://developer.hostup.se/endpoints/vps-services). Another status of the same class says that something was
    /// done, and not what: it is no refusal. Redirects are answers like any other refusal.
    ///
    /// - Parameters:
    ///   - clock: asked only for answers without a readable `Date`.
    ///   - decode: reads the body of a 200.
    init(_ result: WireResult, clock: () -> WallTime, decode: ([UInt8]) -> DecodedAnswer) {
        switch result {
        case .lost(let loss):
            self.init(outcome: .lost(loss))
        case .response(let response):
            let serverDate = response.header("date").flatMap(WallTime.init(httpDate:))
            let answer =
                switch response.status {
                case 200: decode(response.body)
                case 201..<300: DecodedAnswer(undocumented: response.status)
                default: DecodedAnswer(refusal: response)
                }
            self.init(
                outcome: answer.outcome,
                rate: RateHeaders(response, at: serverDate ?? clock()),
                serverDate: serverDate,
                requestID: Self.cleaned(answer.requestID ?? response.header("x-request-id")))
        }
    }

    private static func cleaned(_ name: String?) -> String? {
        name.map(\.cleanedForDisplay).flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// What the body of an answer says.
struct DecodedAnswer {
    var outcome: Outcome
    /// As the body gives it.
    var requestID: String?

    fileprivate init(undocumented status: Int) {
        outcome = .malformed("the API answered \(status), and documents only 200")
    }

    /// - Parameter outcome: what content of this shape means.
    init<Content>(_ answer: JSONAnswer<Content>, outcome: (Content) -> Outcome) {
        requestID = answer.requestID
        switch answer.content {
        case .success(let content): self.outcome = outcome(content)
        case .failure(let malformed): self.outcome = .malformed(malformed.description)
        }
    }
}
