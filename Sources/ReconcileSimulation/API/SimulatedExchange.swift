import ReconcileCore

/// What a request asks for, as far as limits, faults and counts care.
package enum RequestKind: String, CaseIterable, Codable, Sendable {
    case list
    case read
    case write
    /// No route of the API.
    case other
}

/// One request as it reached the simulated API. Its key and its body, which may be a password, are never printed.
package struct SimulatedRequest: Sendable, CustomStringConvertible, CustomReflectable {
    package var method: String
    /// Percent-encoded path and query below the base URL, beginning with `/`.
    package var target: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(
        method: String, target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    package var description: String { "\(method) \(target)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// The first value of a header field.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// One answer as the simulated API gives it. Not the client's own type: each side has its own idea of the wire.
package struct SimulatedResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// What the simulated API does about one request, and when.
package struct SimulatedAnswer: Sendable {
    /// Names the exchange when the answer is delivered.
    package var exchange: UInt64
    package var delivery: Delivery
    /// From the request's arrival to the answer, or to the end of the connection.
    package var latency: Duration

    package enum Delivery: Sendable {
        case response(SimulatedResponse)
        /// The connection ends without an answer.
        case dropped
        /// No answer, ever; the connection stays.
        case silence
    }
}

/// Whether a request is answered at once or needs a guest first.
package enum Admission: Sendable {
    case answer(SimulatedAnswer)
    case guest(GuestCall)
}

/// One command to run in a guest before its request can be answered.
package struct GuestCall: Sendable {
    package var exchange: UInt64
    package var guest: String
    package var operation: Operation

    package enum Operation: Hashable, Sendable {
        case read
        case set(enabled: Bool)
    }
}

/// A command in a guest went wrong.
package struct GuestFailure: Error, Hashable, Sendable {
    /// One sentence for the problem document.
    package var detail: String

    package init(detail: String) {
        self.detail = detail
    }
}

/// One exchange from its arrival to its delivery.
struct Exchange: Sendable {
    var number: UInt64
    var kind: RequestKind
    var about: ResourceKind
    /// The id in the path, whether or not there is such a guest or account.
    var resource: String?
    var method: String
    var target: String
    var arrived: Moment
    var latency: Duration
    var requestID: String
    var strike: Strike?
    /// Where the caller stands with the limit, once it was asked.
    var standing: RateStanding?
    /// What the write to a guest asks for, once its body was read.
    var wanted: Bool?
    /// What the write to an account brings, once its body was read.
    var password: SentPassword?
    /// True once that is the password in force.
    var isApplied = false

    var fault: Fault? { strike?.fault }

    var path: Substring { target.prefix { $0 != "?" } }
}
