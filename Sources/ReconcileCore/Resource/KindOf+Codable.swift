// What is stored of a resource says of which kind it is, so that rows of another kind can stand beside it.

private enum KindKey: CodingKey {
    case kind
}

extension Observation {
    package var kind: ResourceKind {
        switch self {
        case .sshPasswordLogin: .sshPasswordLogin
        case .hostingPassword: .hostingPassword
        }
    }

    /// What the list said of a hosting account.
    var row: String? {
        switch self {
        case .sshPasswordLogin: nil
        case .hostingPassword(let seen): seen.row
        }
    }
}

extension Change {
    package var kind: ResourceKind {
        switch self {
        case .sshPasswordLogin: .sshPasswordLogin
        case .hostingPassword: .hostingPassword
        }
    }
}

extension Observation: Codable {
    package init(from decoder: any Decoder) throws {
        switch try decoder.container(keyedBy: KindKey.self).decode(ResourceKind.self, forKey: .kind) {
        case .sshPasswordLogin: self = .sshPasswordLogin(try SSHPasswordLoginObservation(from: decoder))
        case .hostingPassword: self = .hostingPassword(try HostingPasswordObservation(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: KindKey.self)
        switch self {
        case .sshPasswordLogin(let seen):
            try container.encode(ResourceKind.sshPasswordLogin, forKey: .kind)
            try seen.encode(to: encoder)
        case .hostingPassword(let seen):
            try container.encode(ResourceKind.hostingPassword, forKey: .kind)
            try seen.encode(to: encoder)
        }
    }
}

extension Change: Codable {
    private enum Keys: CodingKey {
        case enabled
        case version
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        switch try decoder.container(keyedBy: KindKey.self).decode(ResourceKind.self, forKey: .kind) {
        case .sshPasswordLogin: self = .sshPasswordLogin(enabled: try container.decode(Bool.self, forKey: .enabled))
        case .hostingPassword: self = .hostingPassword(version: try container.decode(Int.self, forKey: .version))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var kind = encoder.container(keyedBy: KindKey.self)
        var container = encoder.container(keyedBy: Keys.self)
        switch self {
        case .sshPasswordLogin(let enabled):
            try kind.encode(ResourceKind.sshPasswordLogin, forKey: .kind)
            try container.encode(enabled, forKey: .enabled)
        case .hostingPassword(let version):
            try kind.encode(ResourceKind.hostingPassword, forKey: .kind)
            try container.encode(version, forKey: .version)
        }
    }
}
