import HostUpAPI
import ReconcileCore
import Testing

@Suite("answers that are no success")
struct ProblemTests {
    @Test(
        "problem documents full, partial and absent are read as far as they go",
        arguments: [
            (
                403,
                #"{"type":"t","title":"Forbidden","status":403,"detail":"No scope.","code":"forbidden","errors":[]}"#,
                Problem(status: 403, code: "forbidden", detail: "No scope.")
            ),
            (
                409, #"{"title":"SSH password login could not be updated","code":"upstream_failed"}"#,
                Problem(status: 409, code: "upstream_failed", detail: "SSH password login could not be updated")
            ),
            (429, #"{"error":"x","retryAfter":"3"}"#, Problem(status: 429)),
            (500, "{}", Problem(status: 500)),
            (500, #"{"code":5,"detail":null,"title":["a"]}"#, Problem(status: 500)),
            (500, #"{"code":"","detail":"","title":"T"}"#, Problem(status: 500, detail: "T")),
            (409, "", Problem(status: 409, isFromAPI: true)),
            (409, " \r\n", Problem(status: 409, isFromAPI: true)),
            (409, "<html>", Problem(status: 409, isFromAPI: false)),
            (403, "", Problem(status: 403, isFromAPI: false)),
            (403, "<html>Forbidden</html>", Problem(status: 403, isFromAPI: false)),
            (403, "error code: 1010", Problem(status: 403, isFromAPI: false)),
            (502, "[]", Problem(status: 502, isFromAPI: false)),
            (503, #""upstream""#, Problem(status: 503, isFromAPI: false)),
            (302, "", Problem(status: 302, isFromAPI: false)),
            (304, "", Problem(status: 304, isFromAPI: false)),
        ])
    func documents(status: Int, body: String, problem: Problem) async {
        for reply in [
            await list(answer(status, [], body)), await state(answer(status, [], body)),
            await write(answer(status, [], body)),
        ] {
            #expect(reply == Reply(outcome: .refused(problem)))
        }
    }

    @Test(
        "another success than the documented one is no refusal: what it did is not known",
        arguments: [201, 202, 204, 206])
    func otherSuccesses(status: Int) async {
        for reply in [await list(answer(status, [], "{}")), await state(answer(status)), await write(answer(status))] {
            #expect(reply.outcome == .malformed("the API answered \(status), and documents only 200"))
        }
    }

    @Test("code and detail are cleaned and cut")
    func cleaned() async {
        let long = String(repeating: "x", count: 600)
        let reply = await state(answer(500, [], #"{"code":"a\u001b[0m","detail":"\#(long)","requestId":"r\n1"}"#))
        let problem = Problem(
            status: 500, code: "a\u{fffd}[0m", detail: String(repeating: "x", count: 499) + "…")
        #expect(reply == Reply(outcome: .refused(problem), requestID: "r\u{fffd}1"))
    }

    @Test(
        "the request's name comes from the body, else from the header",
        arguments: [
            (#"{"requestId":"req_b"}"#, "req_h", "req_b"),
            (#"{"requestId":null}"#, "req_h", "req_h"),
            ("<html>", "req_h", "req_h"),
            ("{}", nil, nil),
            ("{}", "", nil),
        ] as [(String, String?, String?)])
    func requestNames(body: String, header: String?, name: String?) async {
        let headers = header.map { [(name: "x-request-id", value: $0)] } ?? []
        #expect(await state(answer(500, headers, body)).requestID == name)
    }
}
