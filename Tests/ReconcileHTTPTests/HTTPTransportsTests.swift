import Foundation
import HostUpAPI
import ReconcileCore
import ReconcileHTTP
import Testing

@Suite("one request, one answer or the reason why there is none", .timeLimit(.minutes(1)))
struct HTTPTransportsTests {

    private static let empty = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    @Test("a GET is exactly this on the wire")
    func wholeGet() async throws {
        let server = try ScriptedServer(answer: Self.empty)
        defer { server.stop() }
        let result = try await withTransports(server) { await $0.reader.get("/vps?limit=100&cursor=eyJv%3D") }
        #expect(text(result) == "200 {}")
        #expect(
            server.requests == [
                """
                GET /api/v2/vps?limit=100&cursor=eyJv%3D HTTP/1.1\r
                Authorization: Bearer read-secret\r
                Accept: application/json\r
                User-Agent: reconciled/1 (test)\r
                host: 127.0.0.1:\(server.port)\r
                \r

                """
            ])
    }

    @Test("a PATCH is exactly this on the wire, with the token that may write")
    func wholePatch() async throws {
        let server = try ScriptedServer(answer: Self.empty)
        defer { server.stop() }
        let body = Array(#"{"enabled":false}"#.utf8)
        _ = try await withTransports(server) { await $0.writer.patch("/vps/vps_1/ssh-password-login", body: body) }
        #expect(
            server.requests == [
                """
                PATCH /api/v2/vps/vps_1/ssh-password-login HTTP/1.1\r
                Authorization: Bearer write-secret\r
                Accept: application/json\r
                User-Agent: reconciled/1 (test)\r
                Content-Type: application/json\r
                host: 127.0.0.1:\(server.port)\r
                Content-Length: 17\r
                \r
                {"enabled":false}
                """
            ])
    }

    @Test(
        "what was percent-encoded stays so on the wire",
        arguments: ["/vps/%2E%2E/ssh-password-login", "/vps/..%2Fx/a", "/vps/a%2Fb%3Fc%25/a", "/vps/%C3%A5%00/a"])
    func encodingIsKept(target: String) async throws {
        let server = try ScriptedServer(answer: Self.empty)
        defer { server.stop() }
        _ = try await withTransports(server) { await $0.reader.get(target) }
        #expect(server.requests.first?.hasPrefix("GET /api/v2\(target) HTTP/1.1\r\n") == true)
    }

    @Test("headers and body come back as they were, compressed or not")
    func answerIsKept() async throws {
        let answer =
            "HTTP/1.1 429 Too Many\r\nX-A: 1\r\nx-a: 2\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
        let server = try ScriptedServer(answer: answer)
        defer { server.stop() }
        let result = try await withTransports(server) { await $0.reader.get("/vps") }
        guard case .response(let response) = result else {
            Issue.record("no answer: \(result)")
            return
        }
        #expect(response.status == 429)
        #expect(
            response.headers.map { "\($0.name): \($0.value)" } == [
                "X-A: 1", "x-a: 2", "Content-Encoding: gzip", "Content-Length: 3",
            ])
        #expect(response.body == Array("abc".utf8))
    }

    @Test("a redirect is an answer, not a way to go")
    func redirectIsNotFollowed() async throws {
        let server = try ScriptedServer(
            answer: "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
        defer { server.stop() }
        let result = try await withTransports(server) { await $0.reader.get("/vps") }
        #expect(text(result) == "302 ")
        #expect(server.requests.count == 1)
    }

    @Test("answers that have no body are whole without one", arguments: [204, 304])
    func noBody(status: Int) async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 \(status) X\r\n\r\n")
        defer { server.stop() }
        let result = try await withTransports(server) { await $0.reader.get("/vps") }
        #expect(text(result) == "\(status) ")
    }

    @Test("a connection is used again while it is fresh")
    func connectionIsReused() async throws {
        let server = try ScriptedServer(answer: Self.empty)
        defer { server.stop() }
        try await withTransports(server) { transports in
            for _ in 0..<5 { _ = await transports.reader.get("/vps") }
        }
        #expect(server.requests.count == 5)
        #expect(server.connections == 1)
    }

    @Test("no more connections are opened at once than allowed")
    func concurrencyIsBounded() async throws {
        let server = try ScriptedServer(answer: Self.empty)
        defer { server.stop() }
        try await withTransports(server, concurrency: 2) { transports in
            await withTaskGroup(of: WireResult.self) { group in
                for _ in 0..<20 { group.addTask { await transports.reader.get("/vps") } }
                for await result in group { #expect(text(result) == "200 {}") }
            }
        }
        #expect(server.connections <= 2)
    }

    @Test("a replaced token is used by the next request")
    func tokenIsReplaced() async throws {
        let server = try ScriptedServer(answer: Self.empty)
        defer { server.stop() }
        try await withTransports(server) { transports in
            transports.update(read: try Token("new-secret"))
            _ = await transports.reader.get("/vps")
            _ = await transports.writer.patch("/vps", body: [])
        }
        let tokens = server.requests.map { $0.split(separator: "\r\n")[1] }
        #expect(tokens == ["Authorization: Bearer new-secret", "Authorization: Bearer new-secret"])
    }

    @Test("a token that comes back with the answer goes no further")
    func tokenComesBack() async throws {
        let server = try ScriptedServer(
            answer: "HTTP/1.1 400 Bad\r\nX-Request-Id: read-secret!\r\nContent-Length: 27\r\n\r\n"
                + #"{"detail":"no read-secret"}"#)
        defer { server.stop() }
        let result = try await withTransports(server) { await $0.reader.get("/vps") }
        #expect(text(result) == #"400 {"detail":"no ***********"}"#)
        guard case .response(let response) = result else { return }
        #expect(response.header("x-request-id") == "***********!")
    }

    @Test("a user agent that could end its header is refused", arguments: ["", "  ", "a\r\nX: y", "räka"])
    func userAgentIsChecked(text: String) throws {
        let configuration = HTTPConfiguration(baseURL: "https://example.com", userAgent: text)
        let token = try Token("x")
        #expect(throws: UserAgentError.self) { try HTTPTransports(configuration, read: token) }
    }
}
