import ReconcileCore

/// The 200 of the PATCH: the state, and beside it `lastOperation`, which the GET never has
/// (https://developer.hostup.se/endpoints/vps-services/patch-v2-vps-id-ssh-password-login).
struct SSHPasswordLoginWriteAnswer: Decodable {
    let answer: WriteAnswer

    private enum Keys: String, CodingKey {
        case lastOperation
    }

    init(from decoder: any Decoder) throws {
        let operation = try decoder.container(keyedBy: Keys.self).decode(LastOperation.self, forKey: .lastOperation)
        answer = WriteAnswer(
            requested: .sshPasswordLogin(enabled: operation.requestedEnabled),
            verified: operation.verified,
            message: operation.message?.cleanedForDisplay,
            observation: .sshPasswordLogin(try SSHPasswordLoginState(from: decoder).observation))
    }
}

private struct LastOperation: Decodable {
    let requestedEnabled: Bool
    let verified: Bool
    let message: String?

    private enum Keys: String, CodingKey {
        case requestedEnabled
        case verified
        case message
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        requestedEnabled = try container.decode(Bool.self, forKey: .requestedEnabled)
        verified = try container.decode(Bool.self, forKey: .verified)
        message = try container.required(String.self, orNullForKey: .message)
    }
}
