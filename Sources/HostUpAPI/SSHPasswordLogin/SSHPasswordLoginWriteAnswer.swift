import ReconcileCore

/// The 200 of the PATCH: the state, and beside it `lastOperation`, which the GET never has
/// (https://developer.hostup.se/endpoints/vps-services/patch-v2-vps-id-ssh-password-login).
struct SSHPasswordLoginWriteAnswer: JSONContent {
    let answer: WriteAnswer

    init(_ object: JSONObject) throws(MalformedAnswer) {
        let operation = try object.object("lastOperation") { operation throws(MalformedAnswer) in
            (
                requestedEnabled: try operation.bool("requestedEnabled"), verified: try operation.bool("verified"),
                message: try operation.textOrNull("message")
            )
        }
        answer = WriteAnswer(
            requested: .sshPasswordLogin(enabled: operation.requestedEnabled),
            verified: operation.verified,
            message: operation.message?.cleanedForDisplay,
            observation: .sshPasswordLogin(try SSHPasswordLoginState(object).observation))
    }
}
