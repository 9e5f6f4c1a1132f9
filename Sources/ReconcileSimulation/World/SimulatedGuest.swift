/// One VPS of the simulated account: its row in the list, and what is true inside it.
package struct SimulatedGuest: Hashable, Codable, Sendable {
    package var id: String
    package var name: String
    package var address: String
    package var serviceStatus: String
    package var powerState: String
    package var system: OperatingSystem
    package var tags: [String]
    /// The state of sshd in the guest.
    package var login: SSHLogin
    /// False where the guest agent does not answer, so that nothing can be read or changed in the guest.
    package var hasAgent: Bool
    /// True while an order on the VPS closes both action gates.
    package var hasPendingOrder: Bool
    /// Where the provider can read the state of sshd: `effective_sshd_config` or `config_files`.
    package var source: String

    package init(
        id: String,
        name: String,
        address: String,
        serviceStatus: String = "active",
        powerState: String = "running",
        system: OperatingSystem = .debian,
        tags: [String] = [],
        login: SSHLogin,
        hasAgent: Bool = true,
        hasPendingOrder: Bool = false,
        source: String = "effective_sshd_config"
    ) {
        self.id = id
        self.name = name
        self.address = address
        self.serviceStatus = serviceStatus
        self.powerState = powerState
        self.system = system
        self.tags = tags
        self.login = login
        self.hasAgent = hasAgent
        self.hasPendingOrder = hasPendingOrder
        self.source = source
    }

    package var runs: Bool { powerState == "running" }

    /// True where the provider can run a command in the guest.
    package var isReachable: Bool { runs && hasAgent }

    package struct OperatingSystem: Hashable, Codable, Sendable {
        package var displayName: String
        package var family: String
        package var version: String

        package static let debian = Self(displayName: "Debian 12", family: "debian", version: "12")
        package static let ubuntu = Self(displayName: "Ubuntu 24.04", family: "ubuntu", version: "24.04")
        package static let alma = Self(displayName: "AlmaLinux 9", family: "almalinux", version: "9")
        package static let windows = Self(displayName: "Windows Server 2022", family: "windows", version: "2022")
    }
}

/// What sshd in a guest lets in, in the words of sshd_config(5).
package struct SSHLogin: Hashable, Codable, Sendable {
    package var permitRootLogin: String
    package var passwordAuthentication: String
    /// The lines of root's `authorized_keys`.
    package var keys: [String]

    package init(permitRootLogin: String, passwordAuthentication: String, keys: [String]) {
        self.permitRootLogin = permitRootLogin
        self.passwordAuthentication = passwordAuthentication
        self.keys = keys
    }

    /// Root may log in with a password.
    package static func open(keys: [String]) -> Self {
        Self(permitRootLogin: "yes", passwordAuthentication: "yes", keys: keys)
    }

    /// Nobody may log in with a password; root's keys open.
    package static func closed(keys: [String]) -> Self {
        Self(permitRootLogin: "prohibit-password", passwordAuthentication: "no", keys: keys)
    }

    /// What the API calls `enabled`: root may log in with a password.
    package var enabled: Bool {
        passwordAuthentication == "yes" && permitRootLogin == "yes"
    }

    /// What the PATCH does inside the guest. Switching off never lets root in further than before.
    package mutating func set(enabled: Bool) {
        passwordAuthentication = enabled ? "yes" : "no"
        if enabled {
            permitRootLogin = "yes"
        } else if permitRootLogin == "yes" {
            permitRootLogin = "prohibit-password"
        }
    }
}
