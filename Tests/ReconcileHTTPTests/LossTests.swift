import Foundation
import HostUpAPI
import ReconcileCore
import ReconcileHTTP
import Testing

@Suite("answers that do not come", .timeLimit(.minutes(1)))
struct LossTests {
    private static let dripHead = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"

    @Test("an answer that drips past the deadline is cut, and its connection dropped")
    func dripIsCut() async throws {
        let dropped = Flag()
        let server = try ScriptedServer { connection in
            guard connection.readRequest(), connection.send(Self.dripHead) else { return }
            while connection.send("x") { usleep(10_000) }
            dropped.raise()
        }
        defer { server.stop() }
        let began = ContinuousClock.now
        let result = try await withTransports(server, timeout: .milliseconds(300)) { await $0.reader.get("/vps") }
        #expect(loss(result) == Loss(timedOut: true, detail: "no answer within 300 ms"))
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(await dropped.isRaised(within: .seconds(20)))
    }

    @Test("an answer that never begins is given up at the deadline")
    func silenceIsCut() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.waitForClose()
        }
        defer { server.stop() }
        let result = try await withTransports(server, timeout: .milliseconds(300)) { await $0.reader.get("/vps") }
        #expect(loss(result) == Loss(timedOut: true, detail: "no answer within 300 ms"))
    }

    @Test("waiting for a free connection counts towards the deadline")
    func queueingIsCut() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.waitForClose()
        }
        defer { server.stop() }
        try await withTransports(server, timeout: .milliseconds(300), concurrency: 1) { transports in
            async let first = transports.reader.get("/vps")
            async let second = transports.reader.get("/vps")
            for result in await [first, second] {
                #expect(loss(result) == Loss(timedOut: true, detail: "no answer within 300 ms"))
            }
        }
    }

    @Test("a body of 1 MiB is read whole; with one byte more it is lost", arguments: [true, false])
    func bodyIsCapped(isChunked: Bool) async throws {
        let limit = 1 << 20
        for size in [limit, limit + 1] {
            let body = String(repeating: "x", count: size)
            let head = "HTTP/1.1 200 OK\r\n"
            let server = try ScriptedServer(
                answer: isChunked
                    ? head + "Transfer-Encoding: chunked\r\n\r\n\(String(size, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
                    : head + "Content-Length: \(size)\r\n\r\n\(body)")
            defer { server.stop() }
            let result = try await withTransports(server) { await $0.reader.get("/vps") }
            if size == limit {
                guard case .response(let response) = result else {
                    Issue.record("no answer: \(result)")
                    continue
                }
                #expect(response.body.count == limit)
            } else {
                #expect(loss(result) == Loss(timedOut: false, detail: "the answer is longer than 1 MiB"))
            }
        }
    }

    @Test("an endless body drops its connection")
    func endlessBody() async throws {
        let dropped = Flag()
        let server = try ScriptedServer { connection in
            guard connection.readRequest() else { return }
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while connection.send("1000\r\n\(String(repeating: "x", count: 4096))\r\n") {}
            dropped.raise()
        }
        defer { server.stop() }
        try await withTransports(server) { transports in
            let result = await transports.reader.get("/vps")
            #expect(loss(result) == Loss(timedOut: false, detail: "the answer is longer than 1 MiB"))
            #expect(await dropped.isRaised(within: .seconds(20)))
        }
    }

    @Test(
        "a connection that closes in the middle of an answer is lost",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        ])
    func closedInTheMiddle(sent: String) async throws {
        let server = try ScriptedServer { connection in
            if connection.readRequest() { connection.send(sent) }
        }
        defer { server.stop() }
        let result = try await withTransports(server) { await $0.reader.get("/vps") }
        let detail = "the connection was closed before the answer was complete"
        #expect(loss(result) == Loss(timedOut: false, detail: detail))
    }

    @Test("a connection that is reset is lost, and said")
    func reset() async throws {
        let server = try ScriptedServer { connection in
            if connection.readRequest() { connection.resetOnClose() }
        }
        defer { server.stop() }
        let result = try await withTransports(server) { await $0.reader.get("/vps") }
        #expect(loss(result) == Loss(timedOut: false, detail: "connection reset by peer"))
    }

    @Test("what is not HTTP is lost, and said")
    func notHTTP() async throws {
        let server = try ScriptedServer(answer: "SSH-2.0-OpenSSH_9.2\r\n")
        defer { server.stop() }
        let result = try await withTransports(server) { await $0.reader.get("/vps") }
        #expect(loss(result)?.detail.hasPrefix("the answer is not HTTP") == true)
    }

    @Test("a refused connection is lost at once, without further attempts")
    func refused() async throws {
        let port = try ClosedPort()
        let began = ContinuousClock.now
        let result = try await withTransports("http://127.0.0.1:\(port.number)") { await $0.reader.get("/vps") }
        #expect(loss(result) == Loss(timedOut: false, detail: "connection refused"))
        #expect(ContinuousClock.now - began < .seconds(5))
    }

    @Test("a server without TLS behind https is lost, and said")
    func noTLS() async throws {
        let server = try ScriptedServer { connection in
            connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            connection.waitForClose()
        }
        defer { server.stop() }
        let result = try await withTransports("https://127.0.0.1:\(server.port)") { await $0.reader.get("/vps") }
        #expect(loss(result) == Loss(timedOut: false, detail: "TLS: wrong version number"))
    }

    @Test("a name that does not exist is lost, and said")
    func noSuchName() async throws {
        let result = try await withTransports("https://no-such-name.invalid") { await $0.reader.get("/vps") }
        #expect(loss(result)?.detail.hasPrefix("DNS: ") == true)
    }

    @Test("a PATCH is sent once when the server closes after reading it", arguments: [true, false])
    func patchIsSentOnce(isOnUsedConnection: Bool) async throws {
        let server = try ScriptedServer { connection in
            if isOnUsedConnection, connection.readRequest() {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            }
            _ = connection.readRequest()
        }
        defer { server.stop() }
        try await withTransports(server) { transports in
            if isOnUsedConnection { _ = await transports.reader.get("/vps") }
            let result = await transports.writer.patch("/vps/a", body: Array("{}".utf8))
            #expect(loss(result)?.timedOut == false)
        }
        #expect(server.requests.filter { $0.hasPrefix("PATCH ") }.count == 1)
        #expect(server.connections == 1)
    }

    @Test("a cancelled task has its request cut, and nobody takes that for a time-out")
    func cancellation() async throws {
        let arrived = Flag()
        let server = try ScriptedServer { connection in
            guard connection.readRequest() else { return }
            connection.send(Self.dripHead + "x")
            arrived.raise()
            connection.waitForClose()
        }
        defer { server.stop() }
        try await withTransports(server) { transports in
            let task = Task { await transports.reader.get("/vps") }
            #expect(await arrived.isRaised(within: .seconds(20)))
            task.cancel()
            #expect(loss(await task.value) == Loss(timedOut: false, detail: "the request was cancelled"))
        }
    }

    @Test("after the end every request is lost, and a second end does no harm")
    func afterShutdown() async throws {
        let server = try ScriptedServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        defer { server.stop() }
        let transports = try makeTransports(server.baseURL)
        await transports.shutdown()
        await transports.shutdown()
        let result = await transports.reader.get("/vps")
        #expect(loss(result) == Loss(timedOut: false, detail: "the client was shut down"))
        #expect(server.connections == 0)
    }

    @Test("transports that are dropped without an end do not trap")
    func droppedWithoutEnd() throws {
        _ = try makeTransports("http://127.0.0.1:1")
    }

    @Test("no loss repeats the token")
    func lossesKeepTheSecret() async throws {
        let port = try ClosedPort()
        for url in [
            "http://127.0.0.1:\(port.number)", "https://no-such-name.invalid", "https://127.0.0.1:\(port.number)",
        ] {
            let result = try await withTransports(url) { await $0.reader.get("/vps") }
            #expect(!"\(result)".contains("secret"))
        }
    }
}
