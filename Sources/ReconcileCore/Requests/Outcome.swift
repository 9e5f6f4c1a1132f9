/// What became of one request, with what the answer's headers said.
package struct Reply: Hashable, Codable, Sendable {
    package var outcome: Outcome
    package var rate: RateHeaders
    /// The answer's `Date`.
    package var serverDate: WallTime?
    /// The provider's name for this exchange, to quote to its support.
    package var requestID: String?

    package init(
        outcome: Outcome, rate: RateHeaders = RateHeaders(), serverDate: WallTime? = nil, requestID: String? = nil
    ) {
        self.outcome = outcome
        self.rate = rate
        self.serverDate = serverDate
        self.requestID = requestID
    }
}

package enum Outcome: Hashable, Codable, Sendable {
    case page(InventoryPage)
    case observed(Observation)
    case written(WriteAnswer)
    case rotated(RotationAnswer)
    /// An answer that is no success; what it means depends on status and request.
    case refused(Problem)
    /// A success that cannot be understood: no JSON, a required field missing, a wrong type.
    case malformed(String)
    /// No answer. Whether the request was carried out is unknown.
    case lost(Loss)
    /// The request could not even be made: nothing left, and the reason is ours.
    case unsent(String)
}

/// Why there is no answer.
package struct Loss: Hashable, Codable, Sendable {
    package var timedOut: Bool
    /// What went wrong, for people.
    package var detail: String

    package init(timedOut: Bool, detail: String) {
        self.timedOut = timedOut
        self.detail = detail
    }
}

/// An error answer, as far as it could be read.
package struct Problem: Hashable, Codable, Sendable {
    package var status: Int
    /// The problem document's `code`.
    package var code: String?
    /// The problem document's `detail`, else its `title`.
    package var detail: String?
    /// False where the body is not a JSON object: not the API itself spoke, but something before it.
    package var isFromAPI: Bool

    package init(status: Int, code: String? = nil, detail: String? = nil, isFromAPI: Bool = true) {
        self.status = status
        self.code = code
        self.detail = detail
        self.isFromAPI = isFromAPI
    }
}

/// What one read of a resource's live state showed. Boxed, as it is large and handed on often.
package indirect enum Observation: Hashable, Sendable {
    case sshPasswordLogin(SSHPasswordLoginObservation)
    case hostingPassword(HostingPasswordObservation)
}

/// What a write's 200 said: the provider's claim, and the state it reports with it.
package struct WriteAnswer: Hashable, Codable, Sendable {
    /// What the provider says was asked for; must be what we asked for.
    package var requested: Change
    /// `lastOperation.verified`.
    package var verified: Bool
    package var message: String?
    package var observation: Observation

    package init(requested: Change, verified: Bool, message: String?, observation: Observation) {
        self.requested = requested
        self.verified = verified
        self.message = message
        self.observation = observation
    }
}

/// What the 200 after a password was set said.
package struct RotationAnswer: Hashable, Codable, Sendable {
    /// Whose password was set; must be the account that we meant.
    package var account: ResourceID
    package var username: String
    /// What takes the new password from now on, in the provider's words, as in `controlPanel` and `ftp`.
    package var affectedAccess: [String]

    package init(account: ResourceID, username: String, affectedAccess: [String]) {
        self.account = account
        self.username = username
        self.affectedAccess = affectedAccess
    }
}

/// The rate-limit fields of one answer, each `nil` where absent or unreadable.
package struct RateHeaders: Hashable, Codable, Sendable {
    /// As `remaining`, one of `counts`.
    package var limit: Int?
    package var remaining: Int?
    /// Until the window starts anew, from the answer's arrival; clamped to 0...24 h.
    package var resetAfter: Duration?
    /// The same by the API's clock, where it told a date that is no whole second: one that is may have been rounded.
    package var resetAt: WallTime?
    /// How long to send nothing, from the answer's arrival; clamped to 0...24 h.
    package var retryAfter: Duration?

    /// Counts that are believed: no API allows more requests in a window, and no sum of these overflows.
    package static let counts = 0...1_000_000_000

    package init(
        limit: Int? = nil, remaining: Int? = nil, resetAfter: Duration? = nil, resetAt: WallTime? = nil,
        retryAfter: Duration? = nil
    ) {
        self.limit = limit
        self.remaining = remaining
        self.resetAfter = resetAfter
        self.resetAt = resetAt
        self.retryAfter = retryAfter
    }
}
