import ReconcileCore

/// The 200 of POST reset-password: whose password was set, and what takes it now. It never has the password.
struct HostingPasswordReset: Decodable {
    let answer: RotationAnswer

    private enum Keys: String, CodingKey {
        case accountId
        case username
        case affectedAccess
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        answer = RotationAnswer(
            account: try container.resourceID(forKey: .accountId),
            username: try container.decode(String.self, forKey: .username).cleanedForDisplay,
            affectedAccess: try container.decode([String].self, forKey: .affectedAccess).map(\.cleanedForDisplay))
    }
}
