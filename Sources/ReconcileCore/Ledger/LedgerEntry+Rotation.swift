// The rows about passwords of hosting accounts. None has a password in it.

extension LedgerEntry {
    /// A new password was made and lies sealed beside the ledger, in the same transaction.
    package struct PasswordSealed: Hashable, Codable, Sendable {
        package var resource: ResourceID
        package var policy: String
        package var version: Int
        /// Of the sealed form, in lower-case hexadecimal.
        package var sha256: String

        package init(resource: ResourceID, policy: String, version: Int, sha256: String) {
            self.resource = resource
            self.policy = policy
            self.version = version
            self.sha256 = sha256
        }
    }

    /// Those who can open it have it: from here on it may be sent.
    package struct PasswordEscrowed: Hashable, Codable, Sendable {
        package var resource: ResourceID
        package var version: Int
        /// Of the file in the escrow, in lower-case hexadecimal; `nil` where a command took it.
        package var sha256: String?
        /// `EscrowTarget.identity`: who has it.
        package var target: String

        package init(resource: ResourceID, version: Int, sha256: String?, target: String) {
            self.resource = resource
            self.version = version
            self.sha256 = sha256
            self.target = target
        }
    }

    /// A person wants a new password now.
    package struct RotationRequested: Hashable, Codable, Sendable {
        package var resource: ResourceID
        /// True where a version whose outcome is not known may be passed over.
        package var supersede: Bool
        package var reason: String
        package var by: Actor

        package init(resource: ResourceID, supersede: Bool, reason: String, by: Actor) {
            self.resource = resource
            self.supersede = supersede
            self.reason = reason
            self.by = by
        }
    }

    /// A code lies in the escrow, for a person to open and to type in.
    package struct EscrowChallenged: Hashable, Codable, Sendable {
        /// `EscrowTarget.identity`.
        package var target: String
        /// Of the code, in lower-case hexadecimal.
        package var codeSHA256: String

        package init(target: String, codeSHA256: String) {
            self.target = target
            self.codeSHA256 = codeSHA256
        }
    }

    /// A person could open it.
    package struct EscrowProven: Hashable, Codable, Sendable {
        package var target: String
        package var by: Actor

        package init(target: String, by: Actor) {
            self.target = target
            self.by = by
        }
    }
}
