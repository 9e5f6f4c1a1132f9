import Testing

@testable import ReconcileSimulation

@Suite("Keys and scopes")
struct AuthorizationTests {
    @Test("without a known key everything is a 401 with a whole problem document")
    func unknownKey() throws {
        var world = World()
        world.token = "wrong"
        let answer = world.list()
        let requestID = try #require(answer.object["requestId"] as? String)
        let expected = """
            {"type":"https://developer.hostup.se/errors/unauthorized","title":"Unauthorized","status":401,\
            "detail":"Authentication is required.","code":"unauthorized","instance":"/api/v2/vps",\
            "requestId":"\(requestID)","timestamp":"2026-11-21T12:00:00.000Z"}
            """
        #expect(answer.text == expected)
        #expect(requestID.wholeMatch(of: /req_[0-9a-z]{26}/) != nil)
        #expect(world.violations == [.unauthenticated])
    }

    @Test("a key reads with read:vm and writes with write:vm, neither stands for the other")
    func scopes() {
        var world = World()
        world.token = "reader"
        #expect(world.read().status == 200)
        #expect(world.write(false).code == "forbidden")
        world.token = "writer"
        #expect(world.list().code == "forbidden")
        #expect(world.violations == [.wrongScope, .wrongScope])
        #expect(world.api.guests[0].login.enabled, "nothing was changed")
    }

    @Test("keys can be replaced while the account is in use")
    func replacedKeys() {
        var world = World()
        world.api.setKeys([SimulatedKey(token: "new")])
        #expect(world.list().status == 401)
        world.token = "new"
        #expect(world.list().status == 200)
    }

    @Test("a key never prints its text")
    func unprintable() {
        let key = SimulatedKey(token: "secret")
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!("\(key)" + String(reflecting: key) + dumped).contains("secret"))
    }
}
