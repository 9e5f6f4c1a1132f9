import HostUpAPI
import ReconcileCore
import Testing

@Suite("What the API says of a new password")
struct HostingPasswordResetTests {
    private static let password = "Kx7mQ2vRw9Lp"

    private func set(_ result: WireResult) async throws -> Reply {
        let body = try #require(Array(Self.password.utf8).withUnsafeBytes { PasswordBody($0) })
        return await APIWriter(transport: ScriptedTransport(result), clock: { noon })
            .perform(
                WriteRequest(resource: ResourceID("acct_1"), change: .hostingPassword(version: 1)), password: body)
    }

    @Test(
        "whose password was set is enough: what else is missing or odd takes nothing back",
        arguments: [
            (#""username": "shop", "affectedAccess": ["cpanel", "ftp"]"#, "shop", ["cpanel", "ftp"]),
            (#""username": null, "affectedAccess": null"#, "", []),
            (#""affectedAccess": ["ftp", 7, null, {}, "ssh"]"#, "", ["ftp", "ssh"]),
            (#""username": 7, "affectedAccess": "ftp""#, "", []),
        ])
    func answers(members: String, username: String, access: [String]) async throws {
        let reply = try await set(answer(200, [], #"{"accountId": "acct_1", \#(members)}"#))
        let expected = RotationAnswer(account: ResourceID("acct_1"), username: username, affectedAccess: access)
        #expect(reply.outcome == .rotated(expected))
    }

    @Test("without the account nobody knows whose password was set")
    func nobody() async throws {
        let reply = try await set(answer(200, [], #"{"username": "shop"}"#))
        #expect(reply.outcome == .malformed("'accountId' is missing"))
    }

    @Test("a password that comes back with the answer goes no further")
    func echo() async throws {
        let body = #"{"code": "\#(Self.password)", "detail": "'\#(Self.password)' and \#(Self.password)"}"#
        let reply = try await set(answer(400, [(name: "X-Request-Id", value: "r-\(Self.password)")], body))
        let stars = String(repeating: "*", count: Self.password.count)
        let problem = Problem(status: 400, code: stars, detail: "'\(stars)' and \(stars)")
        #expect(reply == Reply(outcome: .refused(problem), requestID: "r-\(stars)"))
    }
}
