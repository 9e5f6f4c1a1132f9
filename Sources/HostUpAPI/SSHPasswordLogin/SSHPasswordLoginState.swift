import ReconcileCore

/// The 200 of the GET (https://developer.hostup.se/endpoints/vps-services/get-v2-vps-id-ssh-password-login).
///
/// Every field that the page marks as required must be there in its type, for a verdict and a write rest on them. The
/// one exception is a gate's `reason`: the examples of the PATCH show it, the schema requires it, and nothing depends
/// on it.
struct SSHPasswordLoginState: Decodable {
    let observation: SSHPasswordLoginObservation

    private enum Keys: String, CodingKey {
        case available
        case enabled
        case reason
        case passwordAuthentication
        case permitRootLogin
        case source
        case sshKeysConfigured
        case sshKeys
        case actions
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let text = { (key: Keys) in
            try container.required(String.self, orNullForKey: key)?.cleanedForDisplay
        }
        let gates = try container.decode(Gates.self, forKey: .actions)
        observation = SSHPasswordLoginObservation(
            available: try container.decode(Bool.self, forKey: .available),
            enabled: try container.required(Bool.self, orNullForKey: .enabled),
            reason: try text(.reason),
            passwordAuthentication: try text(.passwordAuthentication),
            permitRootLogin: try text(.permitRootLogin),
            source: .init(rawValue: try container.decode(String.self, forKey: .source).cleanedForDisplay),
            sshKeysConfigured: try container.decode(Bool.self, forKey: .sshKeysConfigured),
            sshKeys: try container.decode([String].self, forKey: .sshKeys).map(AuthorizedKey.init(line:)),
            canEnable: gates.canEnable.gate,
            canDisable: gates.canDisable.gate)
    }
}

private struct Gates: Decodable {
    let canEnable: Gate
    let canDisable: Gate
}

/// `code` is optional and may stand beside `allowed: true`: `allowed` alone decides.
private struct Gate: Decodable {
    let gate: ActionGate

    private enum Keys: String, CodingKey {
        case allowed
        case reason
        case code
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        gate = ActionGate(
            allowed: try container.decode(Bool.self, forKey: .allowed),
            reason: try container.decodeIfPresent(String.self, forKey: .reason)?.cleanedForDisplay,
            code: try container.decodeIfPresent(String.self, forKey: .code)?.cleanedForDisplay)
    }
}
