import Foundation
import ReconcileControl
import Testing

@Suite("What goes over the control socket")
struct ControlRequestTests {
    private static let requests: [ControlRequest] = [
        .status, .doctor, .explain(resource: "web 7/å+&=?"), .history(resource: nil, since: nil, ours: false),
        .history(resource: "web-7", since: "2026-11-21T12:00:00.250Z", ours: true),
        .plan(PlanOrder(policies: [.init(name: "a", fingerprint: "f")])), .now(LookOrder(selector: nil)),
        .now(LookOrder(selector: "web-*")), .pause(PauseOrder(scope: nil, reason: "r", until: nil)),
        .pause(PauseOrder(scope: "web-7", reason: "r \"q\" å", until: "2026-12-01T00:00:00Z")),
        .resume(ResumeOrder(scope: nil, reason: "r", identity: true)),
        .waive(WaiveOrder(resource: "a", reason: "r", until: "2026-12-01T00:00:00Z", enabled: true, force: true)),
        .release(ReleaseOrder(policy: "p", reason: "r")), .metrics,
    ]

    @Test("every request is read as it was written", arguments: requests)
    func roundTrip(request: ControlRequest) throws {
        #expect(try ControlRequest(method: request.method, target: request.target, body: request.body) == request)
    }

    @Test("questions need the right to read, words and looks the right to write")
    func rights() {
        let names = Dictionary(grouping: Self.requests, by: \.right).mapValues { Set($0.map(\.name)) }
        #expect(names[.read] == ["status", "doctor", "explain", "history", "plan", "metrics"])
        #expect(names[.write] == ["now", "pause", "resume", "waive", "release"])
    }

    @Test("what cannot be meant is refused, by name where there is one")
    func refused() {
        let cases: [(method: String, target: String, body: String, refusal: ControlRefusal)] = [
            ("GET", "/", "", .unknownPath),
            ("GET", "/v1/statuses", "", .unknownPath),
            ("GET", "/v2/status", "", .unknownPath),
            ("GET", "http://[", "", .unknownPath),
            ("GET", "/v1/metrics", "", .unknownPath),
            ("GET", "/metrics/", "", .unknownPath),
            ("POST", "/metrics", "", .wrongMethod(allowed: "GET")),
            ("DELETE", "/v1/status", "", .wrongMethod(allowed: "GET")),
            ("GET", "/v1/pause", "", .wrongMethod(allowed: "POST")),
            ("GET", "/v1/explain", "", .malformed("'resource' is missing")),
            ("GET", "/v1/explain?resource=", "", .malformed("'resource' is missing")),
            ("GET", "/v1/explain?resource=a&resource=b", "", .malformed("'resource' stands twice")),
            ("GET", "/v1/status?x=1", "", .malformed("there is no parameter 'x'")),
            ("GET", "/v1/history?ours=1", "", .malformed("'ours' wants true or false, got '1'")),
            ("POST", "/v1/pause", "{\"reason\": \"r\"}", .malformed("a pause wants either 'until' or 'forever'")),
            (
                "POST", "/v1/pause", "{\"reason\": \"r\", \"until\": \"t\", \"forever\": true}",
                .malformed("a pause wants either 'until' or 'forever'")
            ),
            ("POST", "/v1/pause", "{\"reason\": \"r\", \"untill\": \"t\"}", .malformed("unknown key 'untill'")),
            ("POST", "/v1/pause", "{\"forever\": true}", .malformed("'reason' is missing")),
            ("POST", "/v1/pause", "{\"forever\": 1, \"reason\": \"r\"}", .malformed("'forever' is of the wrong type")),
            ("POST", "/v1/waive", "{\"resource\": \"a\", \"reason\": \"r\"}", .malformed("'until' is missing")),
        ]
        for (method, target, body, refusal) in cases {
            #expect(throws: refusal, "\(method) \(target) \(body)") {
                try ControlRequest(method: method, target: target, body: Data(body.utf8))
            }
        }
    }

    @Test("bytes that are no JSON object are refused", arguments: ["", "{", "[]", "null", "\u{0}", "{\"reason\": }"])
    func noJSON(body: String) {
        #expect(throws: ControlRefusal.self) {
            try ControlRequest(method: "POST", target: "/v1/release", body: Data(body.utf8))
        }
    }
}

@Suite("What comes back over the control socket")
struct ControlAnswerTests {
    @Test("an answer is read as it was written, with what goes to standard error and the exit code")
    func roundTrip() throws {
        let answer = ControlAnswer(output: "one\ntwo\n", notes: "error: å 100 %\n  hint: try", exitCode: 2)
        let fields = Dictionary(uniqueKeysWithValues: answer.fields.map { ($0.name, $0.value) })
        #expect(fields.values.allSatisfy { $0.allSatisfy(\.isASCII) && !$0.contains("\n") })
        #expect(ControlAnswer(body: answer.output) { fields[$0] } == answer)
    }

    @Test("notes too long for a field are cut, and can still be read")
    func longNotes() throws {
        let answer = ControlAnswer(output: "", notes: String(repeating: "å", count: 10_000), exitCode: 1)
        let fields = Dictionary(uniqueKeysWithValues: answer.fields.map { ($0.name, $0.value) })
        let read = try #require(ControlAnswer(body: "") { fields[$0] })
        #expect(read.notes == String(repeating: "å", count: ControlLimits.longestNotes))
    }

    @Test("what has no exit code is no answer of ours")
    func foreign() {
        #expect(ControlAnswer(body: "<html>") { _ in nil } == nil)
    }

    @Test("each refusal has an HTTP status of its own and says why")
    func refusals() {
        let all: [ControlRefusal] = [
            .unknownPath, .wrongMethod(allowed: "GET"), .malformed("x"), .tooLarge, .notAllowed(uid: 7),
            .otherState("/s"), .otherPolicies, .tooMany("plans"), .ending,
        ]
        #expect(all.map(\.status) == [404, 405, 400, 413, 403, 421, 409, 429, 503])
        #expect(ControlProblem(.notAllowed(uid: 7)).error == "uid 7 may look, but not change anything here")
    }
}
