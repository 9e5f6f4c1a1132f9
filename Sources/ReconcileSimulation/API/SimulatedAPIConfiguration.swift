/// A key of the simulated account. Its text is never printed.
package struct SimulatedKey: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package var token: String
    package var scopes: Set<Scope>

    package enum Scope: String, CaseIterable, Codable, Sendable {
        case readVM = "read:vm"
        case writeVM = "write:vm"
        case readHosting = "read:hosting"
        case writeHosting = "write:hosting"
        case consoleServices = "console:services"
    }

    package init(token: String, scopes: Set<Scope> = Set(Scope.allCases)) {
        self.token = token
        self.scopes = scopes
    }

    package var description: String {
        "a key for \(scopes.map(\.rawValue).sorted().joined(separator: ", "))"
    }

    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// How the simulated API behaves.
package struct SimulatedAPIConfiguration: Sendable {
    package var seed: UInt64
    package var keys: [SimulatedKey]
    /// How long a command in a guest takes, or a request about an account. A list takes the shortest.
    package var latency: ClosedRange<Duration> = .zero ... .zero
    /// `nil` lets everything in.
    package var rateLimit: RateLimit?
    /// What a request must fit as well, as with 10 a second and 300 in five minutes.
    package var furtherLimits: [RateLimit] = []
    package var rateHeaders: RateHeaderChoice = .published
    /// Taken in turn from one 429 to the next; at least one.
    package var rateLimitCodes: [RateLimitCode] = [.rateLimitExceeded]
    package var faults: [FaultRule] = []
    /// What the fault `slow` adds to the latency.
    package var slowness: Duration = .seconds(5)
    /// The most rows of one page, whatever is asked for; the provider's pages hold up to a hundred.
    package var pageLimit = 100
    /// How long reads hide a change under the fault `delayedEffect`.
    package var effectDelay: Duration = .seconds(4)
    /// How often a day someone switches password login back on, for each guest, on average.
    package var driftsPerDay = 0.0

    package init(seed: UInt64 = 1, keys: [SimulatedKey]) {
        self.seed = seed
        self.keys = keys
    }
}
