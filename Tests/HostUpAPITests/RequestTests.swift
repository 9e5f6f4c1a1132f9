import HostUpAPI
import ReconcileCore
import Testing

@Suite("what is asked of the API")
struct RequestTests {
    @Test(
        "a list is asked for with its limit and cursor, both made fit",
        arguments: [
            (nil, 100, "GET /vps?limit=100"),
            ("eyJvZmZzZXQiOjIwfQ==", 100, "GET /vps?limit=100&cursor=eyJvZmZzZXQiOjIwfQ%3D%3D"),
            ("a&limit=1#b c+å", 1, "GET /vps?limit=1&cursor=a%26limit%3D1%23b%20c%2B%C3%A5"),
            (nil, 0, "GET /vps?limit=1"),
            (nil, 1000, "GET /vps?limit=100"),
        ] as [(String?, Int, String)])
    func lists(cursor: String?, limit: Int, request: String) async {
        let transport = ScriptedTransport(answer(500))
        _ = await APIReader(transport: transport, clock: { noon })
            .perform(.list(.sshPasswordLogin, cursor: cursor, limit: limit))
        #expect(await transport.requests == [request])
    }

    @Test(
        "an id is one path segment, whatever it holds",
        arguments: [
            ("vps_01hxa3b4c5d6e7f8g9h0j1k2m3", "vps_01hxa3b4c5d6e7f8g9h0j1k2m3"),
            ("../x", "..%2Fx"),
            ("..", "%2E%2E"),
            (".", "%2E"),
            ("...", "..."),
            ("a/b?c", "a%2Fb%3Fc"),
            ("%2e%2e", "%252e%252e"),
            ("a b;c=d&e#f\\g", "a%20b%3Bc%3Dd%26e%23f%5Cg"),
            ("å~-_.\u{0}", "%C3%A5~-_.%00"),
        ])
    func ids(id: String, segment: String) async {
        let transport = ScriptedTransport(answer(500))
        _ = await APIReader(transport: transport, clock: { noon }).perform(.state(.sshPasswordLogin, ResourceID(id)))
        let writer = APIWriter(transport: transport, clock: { noon })
        for enabled in [false, true] {
            let change = Change.sshPasswordLogin(enabled: enabled)
            _ = await writer.perform(WriteRequest(resource: ResourceID(id), change: change))
        }
        #expect(
            await transport.requests == [
                "GET /vps/\(segment)/ssh-password-login",
                #"PATCH /vps/\#(segment)/ssh-password-login {"enabled":false}"#,
                #"PATCH /vps/\#(segment)/ssh-password-login {"enabled":true}"#,
            ])
    }

    @Test("a loss is passed on, with nothing made of it")
    func losses() async {
        let loss = Loss(timedOut: true, detail: "no answer within 30 s")
        for reply in [await list(.lost(loss)), await state(.lost(loss)), await write(.lost(loss))] {
            #expect(reply == Reply(outcome: .lost(loss)))
        }
    }
}
