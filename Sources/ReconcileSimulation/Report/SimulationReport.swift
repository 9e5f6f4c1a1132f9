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
    /// In the order of their list.
    package var accounts: [Account]

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

    /// One hosting account. No password is in it.
    package struct Account: Hashable, Codable, Sendable {
        package var id: String
        package var name: String
        /// Reads and writes that passed the door: key, limit and scopes.
        package var reads: Int
        package var writes: Int
        /// How often a password was set.
        package var resets: Int
        /// Of the password in force, in lower-case hexadecimal; `nil` where it was not set through the API.
        package var passwordSHA256: String?
        /// What was sent and passed the door, in order; the first thousand.
        package var sent: [Sent]

        package struct Sent: Hashable, Codable, Sendable {
            /// Of the password, in lower-case hexadecimal.
            package var sha256: String
            /// Of the answer; `nil` where there was none.
            package var status: Int?
            /// True where it then was the password in force.
            package var isApplied: Bool

            package init(sha256: String, status: Int?, isApplied: Bool) {
                self.sha256 = sha256
                self.status = status
                self.isApplied = isApplied
            }
        }
    }

    /// The hosting account of that id or name.
    package func account(_ nameOrID: String) -> Account? {
        accounts.first { $0.id == nameOrID || $0.name == nameOrID }
    }

    /// The guest of that id or name.
    package func guest(_ nameOrID: String) -> Guest? {
        guests.first { $0.id == nameOrID || $0.name == nameOrID }
    }

    package var totalRequests: Int {
        requests.values.reduce(0, +)
    }
}
