import ReconcileCore

/// The 200 of the GET (https://developer.hostup.se/endpoints/vps-services/get-v2-vps-id-ssh-password-login).
///
/// Every field that the page marks as required must be there in its type, for a verdict and a write rest on them. The
/// one exception is a gate's `reason`: the examples of the PATCH show it, the schema requires it, and nothing depends
/// on it.
struct SSHPasswordLoginState: JSONContent {
    let observation: SSHPasswordLoginObservation

    init(_ object: JSONObject) throws(MalformedAnswer) {
        let gates = try object.object("actions") { actions throws(MalformedAnswer) in
            (canEnable: try actions.gate("canEnable"), canDisable: try actions.gate("canDisable"))
        }
        observation = SSHPasswordLoginObservation(
            available: try object.bool("available"),
            enabled: try object.boolOrNull("enabled"),
            reason: try object.textOrNull("reason")?.cleanedForDisplay,
            passwordAuthentication: try object.textOrNull("passwordAuthentication")?.cleanedForDisplay,
            permitRootLogin: try object.textOrNull("permitRootLogin")?.cleanedForDisplay,
            source: .init(rawValue: try object.text("source").cleanedForDisplay),
            sshKeysConfigured: try object.bool("sshKeysConfigured"),
            sshKeys: try object.texts("sshKeys").map(AuthorizedKey.init(line:)),
            canEnable: gates.canEnable,
            canDisable: gates.canDisable)
    }
}

extension JSONObject {
    /// `code` is optional and may stand beside `allowed: true`: `allowed` alone decides.
    fileprivate func gate(_ name: String) throws(MalformedAnswer) -> ActionGate {
        try object(name) { gate throws(MalformedAnswer) in
            ActionGate(
                allowed: try gate.bool("allowed"),
                reason: try gate.textIfPresent("reason")?.cleanedForDisplay,
                code: try gate.textIfPresent("code")?.cleanedForDisplay)
        }
    }
}
