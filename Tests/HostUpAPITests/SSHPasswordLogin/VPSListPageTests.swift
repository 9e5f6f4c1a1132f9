import HostUpAPI
import ReconcileCore
import Testing

@Suite("the list of servers")
struct VPSListPageTests {
    @Test("a whole row is read, and members that nobody asked for are not")
    func wholeRow() async {
        let body = """
            {"data": [{
              "id": "vps_01hxa3b4c5d6e7f8g9h0j1k2m3", "name": "app-01", "primaryIp": "192.0.2.10",
              "serviceStatus": "active", "powerState": "running", "pinned": false,
              "operatingSystem": {"displayName": "Ubuntu 24.04", "family": " Ubuntu ", "version": "24.04", "variant": null},
              "billing": {"amount": 199, "currencyCode": "SEK", "billingCycle": "monthly", "isPayg": false},
              "tags": ["prod", "web"], "bandwidth": {}, "new": [[[{}]]]
            }], "hasMore": true, "nextCursor": "eyJvZmZzZXQiOjIwfQ", "requestId": "req_1"}
            """
        let item = InventoryItem(
            id: ResourceID("vps_01hxa3b4c5d6e7f8g9h0j1k2m3"), kind: .sshPasswordLogin, name: "app-01",
            address: "192.0.2.10", serviceStatus: .active, powerState: .running, osFamily: "ubuntu",
            tags: ["prod", "web"])
        let page = InventoryPage(items: [item], nextCursor: "eyJvZmZzZXQiOjIwfQ")
        #expect(await list(answer(200, [], body)) == Reply(outcome: .page(page), requestID: "req_1"))
    }

    @Test(
        "a field that is absent, null or of another type is unknown, and the row stays",
        arguments: [
            "",
            #", "name": null, "primaryIp": null, "serviceStatus": null, "powerState": null, "operatingSystem": null, "tags": null"#,
            #", "name": 1, "primaryIp": ["a"], "serviceStatus": true, "powerState": {}, "operatingSystem": "ubuntu", "tags": "prod""#,
            #", "operatingSystem": {}, "tags": [1], "serviceStatus": "", "powerState": """#,
            #", "operatingSystem": {"family": null}, "tags": ["a", null]"#,
            #", "operatingSystem": {"family": "  "}, "tags": [{"name": 1}]"#,
            #", "operatingSystem": {"family": 3}, "tags": {"prod": true}"#,
        ])
    func tolerance(members: String) async {
        let reply = await list(answer(200, [], #"{"data": [{"id": "vps_1"\#(members)}]}"#))
        let item = InventoryItem(id: ResourceID("vps_1"), kind: .sshPasswordLogin)
        #expect(reply.outcome == .page(InventoryPage(items: [item], nextCursor: nil)))
    }

    @Test("words that are new are kept, tags may be objects, and an empty list of tags is known to be empty")
    func openWords() async {
        let body = """
            {"data": [{"id": "a", "serviceStatus": "dreaming", "powerState": "warp", "tags": [{"name": "x", "color": "red"}, "y"]},
                      {"id": "b", "tags": []}]}
            """
        let items = [
            InventoryItem(
                id: ResourceID("a"), kind: .sshPasswordLogin, serviceStatus: ServiceStatus(rawValue: "dreaming"),
                powerState: PowerState(rawValue: "warp"), tags: ["x", "y"]),
            InventoryItem(id: ResourceID("b"), kind: .sshPasswordLogin, tags: []),
        ]
        #expect(await list(answer(200, [], body)).outcome == .page(InventoryPage(items: items, nextCursor: nil)))
    }

    @Test(
        "there is a next page only with a cursor, and unless the API says no",
        arguments: [
            ("", nil),
            (#", "nextCursor": "c""#, "c"),
            (#", "nextCursor": "c", "hasMore": true"#, "c"),
            (#", "nextCursor": "c", "hasMore": null"#, "c"),
            (#", "nextCursor": "c", "hasMore": false"#, nil),
            (#", "nextCursor": 20, "hasMore": false"#, nil),
            (#", "nextCursor": """#, nil),
            (#", "nextCursor": null"#, nil),
        ] as [(String, String?)])
    func nextPage(members: String, cursor: String?) async {
        let reply = await list(answer(200, [], #"{"data": []\#(members)}"#))
        #expect(reply.outcome == .page(InventoryPage(items: [], nextCursor: cursor)))
    }

    @Test(
        "a page that cannot be a page is malformed, and says where",
        arguments: [
            ("", "the body is not JSON"),
            ("<html>", "the body is not JSON"),
            ("[]", "the body is not an object"),
            ("null", "the body is null, not an object"),
            ("{}", "'data' is missing"),
            (#"{"data": null}"#, "'data' is null, not a list"),
            (#"{"data": {}}"#, "'data' is not a list"),
            (#"{"data": "x"}"#, "'data' is not a list"),
            (#"{"data": [], "hasMore": true}"#, "'nextCursor' is not usable: there is more, and nothing says where"),
            (
                #"{"data": [], "hasMore": true, "nextCursor": ""}"#,
                "'nextCursor' is not usable: there is more, and nothing says where"
            ),
            (#"{"data": [], "hasMore": true, "nextCursor": 20}"#, "'nextCursor' is not a string"),
            (#"{"data": [], "nextCursor": {}}"#, "'nextCursor' is not a string"),
            (#"{"data": [{"id": "a"}]"#, "the body is not JSON"),
            (#"{"data": []} {}"#, "the body is not JSON"),
        ])
    func malformed(body: String, reason: String) async {
        #expect(await list(answer(200, [], body)).outcome == .malformed(reason))
    }

    @Test(
        "a row that cannot be read is left out, and the page says why",
        arguments: [
            (#"1"#, "'data[1]' is not an object"),
            (#"null"#, "'data[1]' is null, not an object"),
            (#"{"name": "a"}"#, "'data[1].id' is missing"),
            (#"{"id": null}"#, "'data[1].id' is null, not a string"),
            (#"{"id": 7}"#, "'data[1].id' is not a string"),
            (#"{"id": ""}"#, "'data[1].id' is not usable: wants 1 to 200 printable ASCII characters"),
            (#"{"id": "a\u001b[2J"}"#, "'data[1].id' is not usable: wants 1 to 200 printable ASCII characters"),
            // The same letter in two spellings is one text and two ids.
            (
                #"{"id": "caf\u00e9"}, {"id": "cafe\u0301"}"#,
                "'data[1].id' is not usable: wants 1 to 200 printable ASCII characters"
            ),
        ])
    func flawed(rows: String, flaw: String) async {
        let items = ["a", "b"].map { InventoryItem(id: ResourceID($0), kind: .sshPasswordLogin) }
        let body = #"{"data": [{"id": "a"}, \#(rows), {"id": "b"}], "nextCursor": "c"}"#
        #expect(
            await list(answer(200, [], body)).outcome == .page(InventoryPage(items: items, nextCursor: "c", flaw: flaw))
        )
    }

    @Test("names are cleaned before anybody sees them")
    func namesAreCleaned() async {
        let reply = await list(
            answer(200, [], #"{"data": [{"id": "a", "name": "web\u001b[2J\n1", "tags": ["\u0007"]}]}"#))
        let item = InventoryItem(
            id: ResourceID("a"), kind: .sshPasswordLogin, name: "web\u{fffd}[2J\u{fffd}1", tags: ["\u{fffd}"])
        #expect(reply.outcome == .page(InventoryPage(items: [item], nextCursor: nil)))
    }
}
