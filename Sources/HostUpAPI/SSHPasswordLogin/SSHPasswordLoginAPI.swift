import ReconcileCore

/// What the API offers for `vps.sshPasswordLogin`: targets, bodies and how answers are read.
enum SSHPasswordLoginAPI {
    /// `GET /vps` (https://developer.hostup.se/endpoints/vps-services/get-v2-vps).
    ///
    static func listTarget(cursor: String?, limit: Int) -> String {
        Target.page(of: "/vps", cursor: cursor, limit: limit)
    }

    /// The live state, for GET and PATCH alike
    /// (https://developer.hostup.se/endpoints/vps-services/get-v2-vps-id-ssh-password-login).
    static func stateTarget(of id: ResourceID) -> String {
        "/vps/\(Target.segment(id.text))/ssh-password-login"
    }

    /// The body of the PATCH (https://developer.hostup.se/endpoints/vps-services/patch-v2-vps-id-ssh-password-login).
    static func changeBody(enabled: Bool) -> [UInt8] {
        Array("{\"enabled\":\(enabled)}".utf8)
    }

    static func page(from body: [UInt8]) -> DecodedAnswer {
        DecodedAnswer(JSONAnswer<ListPage<VPSRow>>(body)) { .page($0.page) }
    }

    static func observation(from body: [UInt8]) -> DecodedAnswer {
        DecodedAnswer(JSONAnswer<SSHPasswordLoginState>(body)) {
            .observed(.sshPasswordLogin($0.observation))
        }
    }

    static func writeAnswer(from body: [UInt8]) -> DecodedAnswer {
        DecodedAnswer(JSONAnswer<SSHPasswordLoginWriteAnswer>(body)) { .written($0.answer) }
    }
}
