/// What a policy can be about. This is the line where kinds are listed: a new kind is a case here, a folder in this
/// target and one in `HostUpAPI`.
package enum ResourceKind: String, Hashable, CaseIterable, Codable, Sendable {
    /// Whether root can log in to a VPS over SSH with a password.
    case sshPasswordLogin = "vps.sshPasswordLogin"
    /// The main password of a cPanel account, which can be set and never read.
    case hostingPassword = "hosting.password"

    /// What one of its resources is called in a sentence.
    package var noun: String {
        switch self {
        case .sshPasswordLogin: "server"
        case .hostingPassword: "hosting account"
        }
    }

    /// True where the list tells all that can be known of the live state, and what we did is in the ledger alone: there
    /// is nothing to read before and after a write.
    var isSeenInList: Bool {
        switch self {
        case .sshPasswordLogin: false
        case .hostingPassword: true
        }
    }

    /// A write rests on a look at the resource no older than this.
    package var freshEnoughToWrite: Duration {
        switch self {
        case .sshPasswordLogin: .seconds(60)
        case .hostingPassword: .minutes(15)
        }
    }
}

/// The provider's name for one resource: opaque, compared byte for byte, never parsed.
package struct ResourceID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    package var text: String

    package init(_ text: String) {
        self.text = text
    }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool {
        left.text < right.text
    }
}
