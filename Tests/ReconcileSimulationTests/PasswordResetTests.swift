import ReconcileCore
import Testing

@testable import ReconcileSimulation

/// The published problem documents name the path they are about.
private let instance = "/api/v2/shared-hosting/\(World.shop)/actions/reset-password"

@Suite("Passwords of hosting accounts")
struct PasswordResetTests {
    @Test("a good password is set and answered as published, byte for byte; the report has its SHA-256")
    func wholeReset() {
        var world = World(accounts: [.shop()])
        let expected = """
            {"accountId":"acct_00000000000000000000000001","username":"shop",\
            "affectedAccess":["controlPanel","ftp","sftp","ssh","webmail"]}
            """
        #expect(world.reset().text == expected)
        let account = SimulationReport.Account(
            id: World.shop, name: "shop.example.com", reads: 0, writes: 1, resets: 1, passwordSHA256: World.sha256,
            sent: [.init(sha256: World.sha256, status: 200, isApplied: true)])
        #expect(world.report.accounts == [account])
        #expect(world.violations == [])
        #expect(world.report.requests == ["write": 1])
    }

    @Test("a weak password is refused as published, byte for byte, and not set")
    func wholeWeak() {
        var world = World(accounts: [.shop()])
        let text =
            "Password is too easy to guess. Use a longer unique password or generate a stronger one before retrying."
        let expected = """
            {"type":"https://developer.hostup.se/errors/password_too_weak","title":"Password too weak","status":400,\
            "detail":"\(text)","code":"password_too_weak","instance":"\(instance)",\
            "errors":[{"pointer":"/body/newPassword","detail":"\(text)","code":"password_too_weak"}],\
            "minimumScore":3,"score":2,"suggestions":["Use a longer unique password."]}
            """
        let answer = world.reset("Kx7mQ2vR")
        #expect(answer.text == expected)
        #expect(answer.status == 400)
        #expect(answer.headers["Content-Type"] == "application/problem+json")
        #expect(world.passwordInForce == nil)
    }

    @Test(
        "how hard a password is to guess",
        arguments: [
            ("Kx7mQ2vRt9Lw4Zb8", 4), ("Kx7mQ2vRt9", 3), ("Kx7mQ2vR", 2), ("Kx7mQ2v", 0), ("kx7mq2vrt9lw4zb8", 0),
            ("KX7MQ2VRT9LW4ZB8", 0), ("KxmQvRtLwZbKxmQv", 0), ("Aaaaaaaaaaaaaaaaaaa1", 0), ("Kx7mabcdefghijkl", 1),
            ("Kx7mQ2vR77777777", 3), ("Kx7mSHOPQ2vRt9Lw4", 1), ("Kx7mQ2vRt9Lw4Zb8shop.example.com", 1),
        ])
    func score(password: String, score: Int) {
        #expect(SentPassword(password, for: .shop()).score == score)
    }

    @Test("a password has 8 to 128 characters")
    func length() {
        let long = String(repeating: World.password, count: 8)
        #expect([long, long + "x"].map { SentPassword($0, for: nil).score } == [4, 0])
    }

    @Test("a legacy account refuses as published, byte for byte, whether or not it says what it is")
    func wholeLegacy() {
        for panel in [SimulatedAccount.ControlPanel.legacy, .legacyNamed] {
            var world = World(accounts: [.shop { $0.controlPanel = panel }])
            let expected = """
                {"type":"https://developer.hostup.se/errors/account_not_eligible_cpanel",\
                "title":"Control panel action unavailable","status":409,\
                "detail":"Control panel password resets are only supported for hosting accounts on the cPanel control \
                panel. This account uses HostUp's legacy control panel. Use the control panel SSO link to make the \
                change manually, or contact support to migrate the account to a newer cPanel-backed plan.",\
                "code":"account_not_eligible_cpanel","instance":"\(instance)"}
                """
            #expect(world.reset().text == expected)
            #expect(world.passwordInForce == nil)
        }
    }

    @Test("an account that is suspended or paused refuses with another 409")
    func notActive() throws {
        let details = ["The hosting service is not active.", "The hosting account is paused."]
        let accounts = [SimulatedAccount.shop { $0.serviceStatus = "suspended" }, .shop { $0.isPaused = true }]
        for (account, detail) in zip(accounts, details) {
            var world = World(accounts: [account])
            let answer = world.reset()
            let requestID = try #require(answer.object["requestId"] as? String)
            let expected = """
                {"type":"https://developer.hostup.se/errors/upstream_failed",\
                "title":"Control panel password could not be changed","status":409,"detail":"\(detail)",\
                "code":"upstream_failed","instance":"\(instance)","requestId":"\(requestID)",\
                "timestamp":"2026-11-21T12:00:00.000Z"}
                """
            #expect(answer.text == expected)
            #expect(world.passwordInForce == nil)
        }
    }

    @Test("a body that is not one text named newPassword is a 400 and changes nothing")
    func invalidBody() {
        let good = #""newPassword":"\#(World.password)""#
        for body in [
            "", "[]", "{}", #"{"newPassword":1}"#, #"{"password":"Kx7mQ2vRt9Lw4Zb8"}"#, "{\(good),\"force\":true}",
        ] {
            var world = World(accounts: [.shop()])
            let answer = world.send("POST", "/shared-hosting/\(World.shop)/actions/reset-password", body)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
            #expect(world.passwordInForce == nil)
        }
    }

    @Test("reading takes read:hosting, setting a password both write:hosting and console:services")
    func scopes() {
        var world = World(accounts: [.shop()]) { configuration in
            configuration.keys += [
                SimulatedKey(token: "hosting", scopes: [.readHosting, .writeHosting]),
                SimulatedKey(token: "console", scopes: [.consoleServices]),
            ]
        }
        world.token = "hosting"
        #expect([world.listAccounts().status, world.readAccount().status, world.reset().status] == [200, 200, 403])
        world.token = "console"
        #expect([world.listAccounts().status, world.reset().status] == [403, 403])
        world.token = "reader"
        #expect(world.readAccount().code == "forbidden")
        #expect(world.report.violations.map(\.kind) == Array(repeating: .wrongScope, count: 4))
        #expect(
            world.report.violations.map(\.detail) == [
                "the key lacks console:services", "the key lacks read:hosting", "the key lacks write:hosting",
                "the key lacks read:hosting",
            ])
        #expect(world.passwordInForce == nil)
    }

    @Test("nothing that can be printed of a request has the password or the key in it")
    func unprintable() {
        let request = SimulatedRequest(
            method: "POST", target: "/x", headers: [(name: "Authorization", value: "Bearer secret")],
            body: Array("secret".utf8))
        var dumped = ""
        dump(request, to: &dumped)
        #expect("\(request)" == "POST /x")
        #expect(!(dumped + String(reflecting: request)).contains("secret"))
        #expect(!dumped.contains("115"), "nor its bytes as numbers")
    }
}

@Suite("What goes wrong with passwords of hosting accounts")
struct PasswordResetFaultTests {
    @Test(
        "an answer that does not arrive: dropped or silent, before or after the password was set",
        arguments: [
            (Fault.droppedBeforeApply, false, false), (.droppedAfterApply, false, true), (.silent, true, false),
            (.silentAfterApply, true, true),
        ])
    func lost(fault: Fault, isSilent: Bool, isApplied: Bool) {
        var world = World(accountWith: fault)
        let answer = world.reset()
        #expect(answer.status == nil)
        #expect(answer.isSilent == isSilent)
        #expect((world.passwordInForce == World.sha256) == isApplied)
        #expect(
            world.report.accounts.first?.sent == [.init(sha256: World.sha256, status: nil, isApplied: isApplied)])
    }

    /// Status and code of a request that a fault refuses, and its body where that is not a problem document.
    private static let refusals: [(Fault, Int, String?)] = [
        (.unauthorized, 401, "unauthorized"), (.forbidden, 403, "forbidden"), (.edgeForbidden, 403, nil),
        (.rateLimited, 429, "rate_limit_exceeded"), (.absurdRetryAfter, 429, "rate_limit_exceeded"),
        (.conflict, 409, "upstream_failed"), (.conflictPartial, 409, "upstream_failed"), (.conflictEmpty, 409, nil),
        (.notFound, 404, "not_found"), (.weakPassword, 400, "password_too_weak"),
        (.internalError, 500, "internal_error"), (.upstream502, 502, "upstream_failed"),
        (.upstream503, 503, "upstream_failed"), (.shapeInvalid, 502, "upstream_shared_hosting_shape_invalid"),
    ]

    @Test("a refusing fault answers with its status and code and sets nothing", arguments: refusals)
    func refusal(fault: Fault, status: Int, code: String?) {
        var world = World(accountWith: fault)
        let answer = world.reset()
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(world.passwordInForce == nil)
        #expect(world.report.faults == [fault.rawValue: 1])
    }

    @Test("a 200 may name another account, have a wrong type, be cut off, HTML or empty, and the password is set")
    func oddAnswers() {
        let faults: [Fault] = [.wrongAccount, .wrongTypes, .truncatedJSON, .htmlBody, .emptyBody]
        let accounts = faults.map { fault -> String in
            var world = World(accounts: [.shop()] + SimulatedAccount.numbered(1)) { $0.faults = [FaultRule(fault)] }
            let answer = world.reset()
            #expect(answer.status == 200)
            #expect(world.passwordInForce == World.sha256)
            return answer.object["accountId"].map { "\($0)" } ?? "-"
        }
        #expect(accounts == ["acct_0", "7", "-", "-", "-"])
    }

    @Test("an odd list is odd in its one way, and an account may have a wrong type")
    func oddReads() {
        var novel = World(accountWith: .novelStates)
        #expect(novel.listAccounts().text.contains(#""serviceStatus":"hibernated""#))
        var wrong = World(accountWith: .wrongTypes)
        #expect(wrong.listAccounts().text.contains(#""name":7"#))
        #expect(wrong.readAccount().text.contains(#""controlPanel":"cpanel""#))
        var empty = World(accountWith: .emptyPage)
        #expect(empty.listAccounts().names == [])
    }

    @Test("a rule befalls one account, or only what is about one kind")
    func rules() {
        var one = World(accounts: [.shop()] + SimulatedAccount.numbered(1)) {
            $0.faults = [FaultRule(.internalError, guest: "n-0")]
        }
        #expect([one.readAccount().status, one.readAccount("acct_0").status] == [200, 500])
        var kind = World(accounts: [.shop()]) { $0.faults = [FaultRule(.internalError, kind: .hostingPassword)] }
        #expect([kind.list().status, kind.listAccounts().status] == [200, 500])
    }

    @Test("every fault can strike some request about an account that it is said to")
    func everyFault() {
        for fault in Fault.allCases {
            var world = World(accountWith: fault)
            _ = (world.listAccounts(), world.readAccount(), world.reset())
            let expected = fault.kinds.contains(.hostingPassword) ? fault.requests.count : nil
            #expect(world.report.faults[fault.rawValue] == expected, "\(fault)")
        }
    }
}

@Suite("Violations with passwords of hosting accounts")
struct PasswordResetViolationTests {
    @Test(
        "another password while an earlier one may be in force; the same one is none",
        arguments: [
            Fault.droppedBeforeApply, .droppedAfterApply, .silentAfterApply, .internalError, .htmlBody, .wrongAccount,
            .wrongTypes,
        ])
    func anotherWhileOpen(fault: Fault) {
        var world = World(accounts: [.shop()]) { $0.faults = [FaultRule(fault, count: 1)] }
        _ = world.reset()
        var same = world
        #expect(same.reset().status == 200)
        #expect(same.reset(World.otherPassword).status == 200)
        #expect(same.violations == [], "the 200 in between settled it")
        #expect(world.reset(World.otherPassword).status == 200)
        #expect(world.violations == [.anotherPasswordWhileOpen])
    }

    @Test("a refusal settles nothing that an earlier attempt left open")
    func lateRefusal() {
        var world = World(accounts: [.shop()]) {
            $0.faults = [FaultRule(.droppedAfterApply, count: 1), FaultRule(.weakPassword, count: 1)]
        }
        #expect([world.reset().status, world.reset().status] == [nil, 400])
        _ = world.reset(World.otherPassword)
        #expect(world.violations == [.anotherPasswordWhileOpen])
        #expect(
            world.report.accounts.first?.sent == [
                .init(sha256: World.sha256, status: nil, isApplied: true),
                .init(sha256: World.sha256, status: 400, isApplied: false),
                .init(sha256: World.otherSHA256, status: 200, isApplied: true),
            ])
        #expect(world.passwordInForce == World.otherSHA256)
        #expect(world.report.accounts.first?.resets == 2)
    }

    @Test(
        "another password after one that was refused is none",
        arguments: [Fault.weakPassword, .conflict, .rateLimited, .unauthorized])
    func afterRefusal(fault: Fault) {
        var world = World(accounts: [.shop()]) { $0.faults = [FaultRule(fault, count: 1)] }
        _ = world.reset()
        world.pass(.seconds(2))
        _ = world.reset(World.otherPassword)
        #expect(world.violations == [])
    }

    @Test("a password while another to the same account is not answered yet")
    func inFlight() {
        var world = World(accounts: [.shop()])
        let body = #"{"newPassword":"\#(World.password)"}"#
        let (_, exchange) = world.begin("POST", "/shared-hosting/\(World.shop)/actions/reset-password", body)
        _ = world.reset()
        #expect(world.violations == [.writeWhileInFlight])
        world.api.delivered(exchange, at: world.now)
        _ = world.reset()
        #expect(world.violations == [.writeWhileInFlight])
    }

    @Test("a body key that the API does not know, and a password during a Retry-After")
    func formAndPace() {
        var world = World(accounts: [.shop()]) {
            $0.rateLimit = RateLimit(kind: .slidingLog, limit: 1, window: .seconds(10))
        }
        let body = #"{"newPassword":"\#(World.password)","force":true}"#
        _ = world.send("POST", "/shared-hosting/\(World.shop)/actions/reset-password", body)
        #expect(world.reset().headers["Retry-After"] == "10")
        world.pass(.seconds(1))
        _ = world.reset()
        #expect(world.violations == [.unknownBodyKey, .duringRetryAfter])
        #expect(world.report.rateLimited == 2)
    }

    @Test("a password that someone else set in the panel is not known any more")
    func setElsewhere() {
        var world = World(accounts: [.shop()])
        _ = world.reset()
        var change = AccountChange()
        change.passwordIsSetElsewhere = true
        world.api.change(account: World.shop, change)
        #expect(world.passwordInForce == nil)
        #expect(world.report.accounts.first?.resets == 1)
    }
}
