/// What `GET /vps/{id}/ssh-password-login` answered: the state of sshd in one guest and the provider's action gates.
package struct SSHPasswordLoginObservation: Hashable, Codable, Sendable {
    package var available: Bool
    package var enabled: Bool?
    package var reason: String?
    package var passwordAuthentication: String?
    package var permitRootLogin: String?
    package var source: Source
    package var sshKeysConfigured: Bool
    package var sshKeys: [AuthorizedKey]
    package var canEnable: ActionGate
    package var canDisable: ActionGate

    package init(
        available: Bool,
        enabled: Bool?,
        reason: String? = nil,
        passwordAuthentication: String?,
        permitRootLogin: String?,
        source: Source,
        sshKeysConfigured: Bool,
        sshKeys: [AuthorizedKey],
        canEnable: ActionGate,
        canDisable: ActionGate
    ) {
        self.available = available
        self.enabled = enabled
        self.reason = reason
        self.passwordAuthentication = passwordAuthentication
        self.permitRootLogin = permitRootLogin
        self.source = source
        self.sshKeysConfigured = sshKeysConfigured
        self.sshKeys = sshKeys
        self.canEnable = canEnable
        self.canDisable = canDisable
    }

    /// Where the provider read the state. Any string is kept: the list of values may grow.
    package struct Source: Hashable, Codable, Sendable, RawRepresentable {
        package var rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let effective = Self(rawValue: "effective_sshd_config")
        package static let configFiles = Self(rawValue: "config_files")
        package static let unavailable = Self(rawValue: "unavailable")
    }
}

/// One entry of `sshKeys`, read as a line of an OpenSSH `authorized_keys` file.
package struct AuthorizedKey: Hashable, Sendable {
    /// The entry as the provider sent it, but without control characters and cut where it is absurdly long.
    package var text: String
    package var reading: Reading

    package init(text: String, reading: Reading) {
        self.text = text
        self.reading = reading
    }

    package enum Reading: Hashable, Sendable {
        /// A key that opens a session; the fingerprint is as `ssh-keygen -lf` prints it, `SHA256:…`.
        case usable(fingerprint: String)
        /// A key that parses but carries an option under which it may not let a person in, such as `from`.
        case restricted(option: String)
        /// Not a public key.
        case unparsable
    }
}

/// One of the provider's action gates, as read. `allowed` alone decides; the rest is recorded and shown.
package struct ActionGate: Hashable, Codable, Sendable {
    package var allowed: Bool
    package var reason: String?
    package var code: String?

    package init(allowed: Bool, reason: String? = nil, code: String? = nil) {
        self.allowed = allowed
        self.reason = reason
        self.code = code
    }
}
