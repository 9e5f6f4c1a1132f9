import Foundation
import Glibc
import ReconcilePolicy
import Testing

@testable import ReconcileControl
@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("The control socket", .timeLimit(.minutes(2)))
struct ControlServerTests {
    /// Answers every request with its own name, once the gate lets it.
    private struct Echo: ControlResponding {
        var stateDirectory: String? = "/var/lib/somewhere"
        var gate: Gate?

        func answer(
            _ request: ControlRequest, from peer: ControlPeer, _ form: AnswerForm
        ) async throws(ControlRefusal) -> ControlAnswer {
            await gate?.pass()
            guard peer.uid == getuid() else { throw .notAllowed(uid: peer.uid) }
            return ControlAnswer(output: "\(request.name) \(form.format)\n", exitCode: 0)
        }
    }

    /// Holds requests back until a test lets them on.
    private actor Gate {
        private var isOpen = false
        private var arrived = 0
        private var held: [CheckedContinuation<Void, Never>] = []
        private var watching: (count: Int, continuation: CheckedContinuation<Void, Never>)?

        func pass() async {
            arrived += 1
            if let (count, continuation) = watching, arrived >= count {
                watching = nil
                continuation.resume()
            }
            guard !isOpen else { return }
            await withCheckedContinuation { held.append($0) }
        }

        /// Returns once so many requests have come.
        func arrivals(_ count: Int) async {
            guard arrived < count else { return }
            await withCheckedContinuation { watching = (count, $0) }
        }

        func open() {
            isOpen = true
            for continuation in held { continuation.resume() }
            held = []
        }
    }

    private static func with(
        _ responder: Echo = Echo(), _ limits: ControlConnections.Limits = .init(),
        _ body: (_ path: String, ControlServer) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/c.sock"
        let server = try await ControlServer.start(try ControlSocket.make(path), responder, limits)
        do {
            try await body(path, server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        #expect(access(path, F_OK) != 0, "the socket is taken away")
    }

    private static let status = "GET /v1/status HTTP/1.1\r\nHost: x\r\n"

    private static func statusLine(_ text: String) -> Substring {
        text.prefix { $0 != "\r\n" && $0 != "\r" }
    }

    @Test("a client gets the answer, in text or JSON, and may ask again on the same connection")
    func answers() async throws {
        try await Self.with { path, _ in
            let client = try RawClient(path)
            await client.send(Self.status + "\r\n")
            await client.send(Self.status + "Accept: text/plain\r\nConnection: close\r\n\r\n")
            let text = await client.rest().text
            #expect(text.contains("status json\n") && text.hasSuffix("status text\n"), "\(text)")
            let form = AnswerForm(.text, hasColour: false)
            guard case .answer(let answer) = try await ControlClient(places: [path]).ask(.doctor, form) else {
                Issue.record("no answer")
                return
            }
            #expect(answer == ControlAnswer(output: "doctor text\n", exitCode: 0))
        }
    }

    @Test("where nobody listens, or the file was left behind, nobody answers")
    func nobody() async throws {
        let directory = try TemporaryDirectory()
        let left = try ControlSocket.make(directory.path + "/left.sock")
        close(left.descriptor)
        let client = ControlClient(places: [directory.path + "/none.sock", left.path])
        guard case .nobody = try await client.ask(.status, AnswerForm(.json, hasColour: false)) else {
            Issue.record("somebody answered")
            return
        }
        let again = try ControlSocket.make(left.path)
        #expect(throws: CommandFailure.self) { try ControlSocket.make(left.path) }
        close(again.descriptor)
        try directory.write("a file", to: "file")
        #expect(throws: CommandFailure.self) { try ControlSocket.make(directory.path + "/file") }
        #expect(throws: CommandFailure.self) {
            try ControlSocket.make(directory.path + "/" + String(repeating: "n", count: 120))
        }
    }

    @Test("the socket lets in its owner and its group")
    func mode() async throws {
        try await Self.with { path, _ in
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o660)
        }
    }

    @Test(
        "what is no request is refused and the connection ends",
        arguments: [
            ("\u{0}\u{1}\u{2}\r\n\r\n", "400"), ("GET\r\n\r\n", "400"), ("GET /v1/status HTTP/9.9\r\n\r\n", "400"),
            ("POST /v1/pause HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", "400"),
            (status + "A: " + String(repeating: "a", count: 100_000) + "\r\n\r\n", "400"),
            (status + String(repeating: "A: a\r\n", count: 2000) + "\r\n", "400"),
        ])
    func malformed(request: String, code: String) async throws {
        try await Self.with { path, _ in
            let client = try RawClient(path)
            await client.send(request)
            let (text, isEnded) = await client.rest()
            #expect(isEnded)
            #expect(text.isEmpty || Self.statusLine(text).contains(code), "\(text.prefix(80))")
        }
    }

    @Test("a body that is too large is refused before it has come, whether or not its length is told")
    func huge() async throws {
        try await Self.with { path, _ in
            for head in ["Content-Length: 999999999999", "Transfer-Encoding: chunked"] {
                let client = try RawClient(path)
                await client.send("POST /v1/pause HTTP/1.1\r\nHost: x\r\n\(head)\r\n\r\n")
                let chunk = "10000\r\n" + String(repeating: "a", count: 65_536) + "\r\n"
                for _ in 0..<64 {
                    guard await client.send(chunk) else { break }
                }
                let (text, isEnded) = await client.rest()
                #expect(isEnded)
                #expect(text.isEmpty || Self.statusLine(text).contains("413"), "\(head): \(text.prefix(80))")
            }
        }
    }

    @Test("a request that stays half, or trickles, is ended in time, and others are answered meanwhile")
    func slow() async throws {
        let limits = ControlConnections.Limits(requestTime: .milliseconds(600))
        try await Self.with(Echo(), limits) { path, _ in
            let halves = [
                "", "GET /v1/sta", Self.status, "POST /v1/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{\"re",
            ]
            var clients: [RawClient] = []
            for half in halves {
                let client = try RawClient(path)
                await client.send(half)
                clients.append(client)
            }
            let prompt = try RawClient(path)
            await prompt.send(Self.status + "Connection: close\r\n\r\n")
            #expect(await prompt.rest().text.contains("status json"))
            for (client, half) in zip(clients, halves) {
                let (text, isEnded) = await client.rest(within: .seconds(10))
                #expect(isEnded, "\(half)")
                #expect(!text.contains("200"), "\(half)")
            }
        }
    }

    @Test("a request that its sender cuts short does nothing")
    func cutShort() async throws {
        try await Self.with { path, _ in
            let client = try RawClient(path)
            await client.send("POST /v1/release HTTP/1.1\r\nHost: x\r\nContent-Length: 80\r\n\r\n")
            await client.send("{\"policy\": \"a\", \"reason\": \"r\"}")
            client.finish()
            let (text, isEnded) = await client.rest()
            #expect(isEnded)
            #expect(!text.contains("200"), "\(text)")
        }
    }

    @Test("more connections than are taken end at once, and there is room again when some have ended")
    func crowd() async throws {
        let limits = ControlConnections.Limits(requestTime: .seconds(20), mostConnections: 4)
        let gate = Gate()
        try await Self.with(Echo(gate: gate), limits) { path, _ in
            var open = try (0..<4).map { _ in try RawClient(path) }
            for client in open { await client.send(Self.status + "\r\n") }
            await gate.arrivals(4)
            let extra = try RawClient(path)
            #expect(await extra.rest(within: .seconds(5)).isEnded)
            await gate.open()
            open.removeAll()
            var isAnswered = false
            for _ in 0..<100 where !isAnswered {
                let next = try RawClient(path)
                await next.send(Self.status + "Connection: close\r\n\r\n")
                isAnswered = await next.rest(within: .seconds(5)).text.contains("status json")
            }
            #expect(isAnswered)
        }
    }

    @Test("at the end the open request gets its answer, idle connections end, and no more is taken")
    func quiescing() async throws {
        let gate = Gate()
        try await Self.with(Echo(gate: gate)) { path, server in
            let idle = try RawClient(path)
            let open = try RawClient(path)
            await open.send(Self.status + "\r\n")
            await gate.arrivals(1)
            let began = ContinuousClock.now
            async let stopping: Void = server.stop()
            #expect(await idle.rest(within: .seconds(5)).isEnded)
            await gate.open()
            let (text, isEnded) = await open.rest(within: .seconds(5))
            #expect(text.contains("status json") && isEnded, "\(text)")
            await stopping
            #expect(ContinuousClock.now - began < .seconds(4))
            #expect(throws: RawClient.CannotConnect.self) { try RawClient(path) }
        }
    }

    @Test("a service with another state than the asker means does not answer for it")
    func otherState() async throws {
        try await Self.with { path, _ in
            let client = try RawClient(path)
            await client.send(Self.status + "Reconciled-State: /var/lib/elsewhere\r\nConnection: close\r\n\r\n")
            #expect(Self.statusLine(await client.rest().text).contains("421"))
            let other = try RawClient(path)
            await other.send(Self.status + "Reconciled-State: /var/lib/somewhere\r\nConnection: close\r\n\r\n")
            #expect(Self.statusLine(await other.rest().text).contains("200"))
        }
    }
}

@Suite("Where the control socket is")
struct ControlPlacesTests {
    @Test("the service listens where the configuration says, else in its runtime directory, else in the state")
    func ofService() {
        var configured = Configuration()
        configured.controlSocket = "/run/x.sock"
        let environment = ["RUNTIME_DIRECTORY": "/run/reconciled:/run/other"]
        #expect(ControlPlaces.ofService(configured, state: "/s", environment: environment) == "/run/x.sock")
        #expect(
            ControlPlaces.ofService(Configuration(), state: "/s", environment: environment)
                == "/run/reconciled/control.sock")
        #expect(ControlPlaces.ofService(Configuration(), state: "/s", environment: [:]) == "/s/control.sock")
    }

    @Test("a command looks in all these places, first in the state that somebody named")
    func candidates() {
        #expect(
            ControlPlaces.candidates(Configuration(), state: nil, environment: [:]) == [
                "/run/reconciled.sock", "/run/reconciled/control.sock", "/var/lib/reconciled/control.sock",
            ])
        #expect(
            ControlPlaces.candidates(Configuration(), state: "/s", environment: [:]) == [
                "/s/control.sock", "/run/reconciled.sock", "/run/reconciled/control.sock",
            ])
    }

    @Test("for the state of an instance of the unit a command looks where that instance listens")
    func instance() {
        #expect(
            ControlPlaces.candidates(Configuration(), state: "/var/lib/reconciled-shop", environment: [:]) == [
                "/var/lib/reconciled-shop/control.sock", "/run/reconciled-shop.sock",
                "/run/reconciled-shop/control.sock", "/run/reconciled.sock", "/run/reconciled/control.sock",
            ])
    }
}
