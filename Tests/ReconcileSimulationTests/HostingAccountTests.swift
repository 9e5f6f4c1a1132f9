import ReconcileCore
import Testing

@testable import ReconcileSimulation

private let row = """
    {"id":"acct_00000000000000000000000001","name":"shop.example.com","primaryDomain":"shop.example.com",\
    "domains":["shop.example.com"],"customName":null,"serviceStatus":"active",\
    "billing":{"amount":89,"currencyCode":"SEK","billingCycle":"monthly"},"createdAt":"2024-01-15T09:00:00.000Z",\
    "nextDueAt":"2026-12-15T00:00:00.000Z","expiresAt":null
    """

@Suite("Hosting accounts")
struct HostingAccountTests {
    @Test("a page has the published shape, byte for byte")
    func wholePage() {
        var world = World(accounts: [.shop()])
        let answer = world.listAccounts()
        #expect(
            answer.text == #"{"data":[\#(row),"controlPanel":{"type":"cpanel"}}],"hasMore":false,"nextCursor":null}"#)
        #expect(answer.status == 200)
        #expect(answer.headers == ["Date": "Sat, 21 Nov 2026 12:00:00 GMT", "Content-Type": "application/json"])
    }

    @Test("an account says what its row says, and a little more, byte for byte")
    func wholeAccount() {
        var world = World(accounts: [.shop()])
        let tail = #","controlPanel":{"type":"cpanel"},"pinned":false,"resources":null,"billingCycleState":null}"#
        #expect(world.readAccount().text == row + tail)
    }

    @Test(
        "the control panel is named in the list, only in the account, or nowhere",
        arguments: [
            (SimulatedAccount.ControlPanel.cPanel, "cpanel", "cpanel"), (.cPanelUnlisted, nil, "cpanel"),
            (.cPanelUnnamed, nil, nil), (.legacy, nil, nil), (.legacyNamed, "legacy", "legacy"),
        ] as [(SimulatedAccount.ControlPanel, String?, String?)])
    func controlPanel(panel: SimulatedAccount.ControlPanel, inList: String?, inAccount: String?) throws {
        var world = World(accounts: [.shop { $0.controlPanel = panel }])
        let row = try #require((world.listAccounts().object["data"] as? [[String: Any]])?.first)
        let type = { (object: [String: Any]) in (object["controlPanel"] as? [String: Any])?["type"] as? String }
        #expect(type(row) == inList)
        #expect((row["controlPanel"] == nil) == (inList == nil))
        #expect(type(world.readAccount().object) == inAccount)
    }

    @Test("all sites are listed only where they are asked for")
    func domains() throws {
        var world = World(accounts: [.shop()])
        #expect(world.listAccounts("?include=domains").text.contains(#"["shop.example.com","shop.example.net"]"#))
        #expect(world.listAccounts("?include=billingCycleOptions").text.contains(#""domains":["shop.example.com"]"#))
    }

    @Test("following the cursors shows every account once, in order", arguments: [7, 20, 100])
    func everyAccountOnce(limit: Int) {
        var world = World(accounts: SimulatedAccount.numbered(105))
        var names: [String] = []
        var cursor: String?
        for _ in 0..<100 {
            let page = world.listAccounts("?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? ""))
            names += page.names
            cursor = page.nextCursor
            if cursor == nil { break }
        }
        #expect(names == (0..<105).map { "n-\($0)" })
    }

    @Test("what only the list of VPS takes is a validation error here")
    func invalidQuery() {
        var world = World(accounts: [.shop()])
        let queries = ["name=shop", "primaryIp=198.18.0.1", "include=pendingMaintenance", "limit=0", "cursor=x"]
        let codes = queries.map { world.listAccounts("?\($0)").code }
        #expect(codes == Array(repeating: "invalid_request", count: 4) + ["invalid_cursor"])
    }

    @Test("an account that is not ours is a 404, a path or method that is no route a 404 or 405")
    func routes() {
        var world = World(accounts: [.shop()])
        #expect(world.readAccount("acct_other").code == "not_found")
        #expect(world.reset(World.password, "acct_other").code == "not_found")
        #expect(world.readAccount("vps_1").code == "not_found")
        #expect(world.send("GET", "/shared-hosting/\(World.shop)/actions/sso").status == 404)
        #expect(world.send("GET", "/shared-hosting/\(World.shop)/actions/reset-password").status == 405)
        #expect(world.send("PATCH", "/shared-hosting/\(World.shop)").code == "method_not_allowed")
        #expect(world.send("POST", "/shared-hosting").status == 405)
    }

    @Test("an account that was added, changed or taken away by someone else is as it is now")
    func changes() {
        var world = World(accounts: [.shop()] + SimulatedAccount.numbered(1))
        var change = AccountChange()
        change.serviceStatus = "suspended"
        change.name = "renamed"
        #expect(world.api.change(account: "shop.example.com", change)?.serviceStatus == "suspended")
        #expect(world.listAccounts().names == ["renamed", "n-0"])
        var removal = AccountChange()
        removal.removed = true
        world.api.change(account: World.shop, removal)
        #expect(world.listAccounts().names == ["n-0"])
        #expect(world.readAccount().status == 404)
        #expect(world.readAccount("acct_0").status == 200)
        #expect(world.api.change(account: "shop.example.com", change) == nil)
    }
}
