import ReconcileCore

/// The 200 of POST reset-password: whose password was set, and what takes it now. It never has the password.
///
/// Only whose it is counts: without the rest the password is set all the same.
struct HostingPasswordReset: JSONContent {
    let answer: RotationAnswer

    init(_ object: JSONObject) throws(MalformedAnswer) {
        answer = RotationAnswer(
            account: try object.resourceID("accountId"),
            username: (object["username"]?.text ?? "").cleanedForDisplay,
            // An element that is no text is left out.
            affectedAccess: (object["affectedAccess"]?.list ?? []).compactMap { $0.text?.cleanedForDisplay })
    }
}
