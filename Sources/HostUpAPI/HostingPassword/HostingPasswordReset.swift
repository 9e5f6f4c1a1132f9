import ReconcileCore

/// The 200 of POST reset-password: whose password was set, and what takes it now. It never has the password.
///
/// Only whose it is counts: without the rest the password is set all the same.
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
            username: (container.tolerated(String.self, forKey: .username) ?? "").cleanedForDisplay,
            affectedAccess: (container.tolerated([Access].self, forKey: .affectedAccess) ?? []).compactMap(\.word))
    }
    /// One element of `affectedAccess`; one that is no text is left out.
    private struct Access: Decodable {
        let word: String?

        init(from decoder: any Decoder) throws {
            word = (try? decoder.singleValueContainer().decode(String.self))?.cleanedForDisplay
        }
    }
}
