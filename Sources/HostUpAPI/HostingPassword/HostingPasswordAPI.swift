import ReconcileCore

/// What the API offers for `hosting.password`: targets, bodies and how answers are read.
enum HostingPasswordAPI {
    /// `GET /shared-hosting` (https://developer.hostup.se/endpoints/webhosting-services/get-v2-shared-hosting).
    static func listTarget(cursor: String?, limit: Int) -> String {
        Target.page(of: "/shared-hosting", cursor: cursor, limit: limit)
    }

    /// One account, which says more of itself than its row in the list
    /// (https://developer.hostup.se/endpoints/webhosting-services/get-v2-shared-hosting-accountid).
    static func accountTarget(of id: ResourceID) -> String {
        "/shared-hosting/\(Target.segment(id.text))"
    }

    /// `POST /shared-hosting/{accountId}/actions/reset-password`.
    static func resetTarget(of id: ResourceID) -> String {
        "\(accountTarget(of: id))/actions/reset-password"
    }

    static func page(from body: [UInt8]) -> DecodedAnswer {
        DecodedAnswer(JSONAnswer<ListPage<HostingRow>>(body)) { .page($0.page) }
    }

    /// - Parameter time: when the account was asked.
    static func observation(from body: [UInt8], at time: WallTime) -> DecodedAnswer {
        DecodedAnswer(JSONAnswer<HostingAccount>(body)) {
            .observed(.hostingPassword(HostingPasswordObservation(controlPanel: $0.controlPanel, askedAt: time)))
        }
    }

    static func rotationAnswer(from body: [UInt8]) -> DecodedAnswer {
        DecodedAnswer(JSONAnswer<HostingPasswordReset>(body)) { .rotated($0.answer) }
    }
}

/// The body that sets a password. It cannot be printed.
package struct PasswordBody: Sendable, CustomStringConvertible, CustomReflectable {
    let bytes: [UInt8]
    /// The password itself within the bytes.
    let secret: ArraySlice<UInt8>

    /// - Parameter password: printable ASCII without quotes and backslashes, as our own passwords are.
    /// - Returns: `nil` for any other, so that no body is ever built that means something else.
    package init?(_ password: UnsafeRawBufferPointer) {
        let isPlain = password.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }
        guard isPlain, HostingPasswordPolicy.lengths.contains(password.count) else { return nil }
        let opening = Array("{\"newPassword\":\"".utf8)
        bytes = opening + password + Array("\"}".utf8)
        secret = bytes[opening.count..<(opening.count + password.count)]
    }

    package var description: String { "<password>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
