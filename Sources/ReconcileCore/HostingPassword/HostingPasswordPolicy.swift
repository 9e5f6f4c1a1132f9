/// The part of a policy that only `hosting.password` has.
package struct HostingPasswordPolicy: Hashable, Codable, Sendable {
    package var desired: Desired
    /// How many characters a new password has, 8...128 (the API's own range).
    package var length: Int
    package var escrow: EscrowTarget

    package init(desired: Desired, length: Int = Self.usualLength, escrow: EscrowTarget) {
        self.desired = desired
        self.length = length
        self.escrow = escrow
    }

    package static let usualLength = 32
    /// From the page of POST reset-password.
    package static let lengths = 8...128

    package struct Desired: Hashable, Codable, Sendable {
        /// The age that no password may reach.
        package var rotatedWithin: Duration
        package var firstRotation: FirstRotation

        package init(rotatedWithin: Duration, firstRotation: FirstRotation) {
            self.rotatedWithin = rotatedWithin
            self.firstRotation = firstRotation
        }
    }

    /// When an account has its turn that we never gave a password.
    package enum FirstRotation: String, Hashable, CaseIterable, Codable, Sendable {
        /// One account first, the others spread over `rotatedWithin`.
        case spread
        /// All at once, after one that proves the policy.
        case now
        /// Only when a person says so.
        case manual
    }
}

/// Who can open a new password.
package enum EscrowTarget: Hashable, Codable, Sendable {
    /// age recipients, as in `age1…`.
    case recipients([String])
    /// A program with its arguments, which is given the record on its standard input.
    case command([String])

    /// The same for the same set of people, in whatever order the policy names them: what a proof is for.
    package var identity: String {
        switch self {
        case .recipients(let recipients): "recipients " + Set(recipients).sorted().joined(separator: " ")
        case .command(let words): "command " + words.map { "\($0.utf8.count):\($0)" }.joined(separator: " ")
        }
    }
}
