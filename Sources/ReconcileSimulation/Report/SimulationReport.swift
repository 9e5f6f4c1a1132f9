package import ReconcileCore

/// What reached the simulated API, what it answered, and what a client should not have done.
package struct SimulationReport: Hashable, Codable, Sendable {
    package var at: WallTime
    /// By `RequestKind`.
    package var requests: [String: Int]
    /// By status, and `dropped` and `silence`.
    package var answers: [String: Int]
    /// Requests whose answer has not left yet.
    package var underWay: Int
    /// Requests past the limit: each a 429 of the limiter. Without a published limit a client cannot avoid them all,
    /// so they are no violations.
    package var rateLimited: Int
    /// How often each fault struck.
    package var faults: [String: Int]
    package var violationCount: Int
    /// The first thousand of them.
    package var violations: [Violation]
    /// In the order of the list.
    package var guests: [Guest]

    package struct Guest: Hashable, Codable, Sendable {
        package var id: String
        package var name: String
        /// Reads and writes that passed the door: key, limit and scope.
        package var reads: Int
        package var writes: Int
        /// Writes that were carried out in the guest.
        package var applied: Int
        /// What is true in the guest now.
        package var enabled: Bool
        package var passwordAuthentication: String
        package var permitRootLogin: String
    }

    /// The guest of that id or name.
    package func guest(_ nameOrID: String) -> Guest? {
        guests.first { $0.id == nameOrID || $0.name == nameOrID }
    }

    package var totalRequests: Int {
        requests.values.reduce(0, +)
    }
}
