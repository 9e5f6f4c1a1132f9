import ReconcileCore

/// The fields of an answer that speak of the limit; any of them may be left out.
package enum RateHeader: String, CaseIterable, Codable, Sendable {
    case retryAfter
    case limit
    case remaining
    case reset
}

/// Which of the fields go with which answers.
package struct RateHeaderChoice: Hashable, Codable, Sendable {
    /// The fields of a 429.
    package var onRefusal: Set<RateHeader>
    /// The fields of every other answer; `Retry-After` is never among them.
    package var onSuccess: Set<RateHeader>

    package init(onRefusal: Set<RateHeader>, onSuccess: Set<RateHeader>) {
        self.onRefusal = onRefusal
        self.onSuccess = onSuccess
    }

    /// Everything, everywhere.
    package static let all = Self(onRefusal: Set(RateHeader.allCases), onSuccess: [.limit, .remaining, .reset])
    /// What the provider promises: all four on a 429, nothing is said of other answers.
    package static let published = Self(onRefusal: Set(RateHeader.allCases), onSuccess: [])
    package static let retryAfterOnly = Self(onRefusal: [.retryAfter], onSuccess: [])
    package static let resetOnly = Self(onRefusal: [.reset], onSuccess: [])
    package static let none = Self(onRefusal: [], onSuccess: [])
}

/// The `code` of a 429's problem document; the provider has two.
package enum RateLimitCode: String, CaseIterable, Codable, Sendable {
    case rateLimited = "rate_limited"
    case rateLimitExceeded = "rate_limit_exceeded"
}
