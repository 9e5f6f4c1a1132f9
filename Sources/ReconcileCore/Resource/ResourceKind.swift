/// What a policy can be about. This is the line where kinds are listed: a new kind is a case here, a folder in this
/// target and one in `HostUpAPI`.
package enum ResourceKind: String, Hashable, CaseIterable, Codable, Sendable {
    /// Whether root can log in to a VPS over SSH with a password.
    case sshPasswordLogin = "vps.sshPasswordLogin"
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
