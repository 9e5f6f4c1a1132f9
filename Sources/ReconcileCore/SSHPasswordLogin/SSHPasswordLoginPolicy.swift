/// The part of a policy that only `vps.sshPasswordLogin` has.
package struct SSHPasswordLoginPolicy: Hashable, Codable, Sendable {
    package var desired: Desired
    package var evidence: Evidence
    package var sshKeys: SSHKeysGuard

    package init(desired: Desired, evidence: Evidence = .effective, sshKeys: SSHKeysGuard = SSHKeysGuard()) {
        self.desired = desired
        self.evidence = evidence
        self.sshKeys = sshKeys
    }

    package struct Desired: Hashable, Codable, Sendable {
        package var enabled: Bool
        package var scope: Scope

        package init(enabled: Bool, scope: Scope = .everyone) {
            self.enabled = enabled
            self.scope = scope
        }
    }

    /// Whose password login has to be shut.
    package enum Scope: String, Hashable, Codable, Sendable {
        /// Password login is off for root and for every other user.
        case everyone
        /// Only root's counts; other users may keep theirs.
        case root
    }

    /// What a verdict of compliant may rest on.
    package enum Evidence: String, Hashable, Codable, Sendable {
        /// Only on what sshd says its effective configuration is.
        case effective
        /// Also on configuration files alone.
        case any
    }

    /// The way in that must remain before password login is shut.
    package struct SSHKeysGuard: Hashable, Codable, Sendable {
        /// How many different usable keys there must be, at least 1.
        package var minimum: Int
        /// `SHA256:…` fingerprints, one of which must be among the usable keys; empty where any key will do.
        package var fingerprints: [String]

        package init(minimum: Int = 1, fingerprints: [String] = []) {
            self.minimum = minimum
            self.fingerprints = fingerprints
        }
    }
}
