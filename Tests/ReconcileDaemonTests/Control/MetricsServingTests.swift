import Foundation
import Glibc
import ReconcilePolicy
import Testing

@testable import ReconcileControl
@testable import ReconcileCore
@testable import ReconcileDaemon
@testable import ReconcileStore

@Suite("The metrics of a service that runs", .timeLimit(.minutes(2)))
struct MetricsServingTests {
    private static func serving(
        _ world: ControlWorld, _ limits: ControlConnections.Limits = .init(), _ body: (String) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/m.sock"
        let responder = MetricsResponder(metrics: world.metrics)
        let server = try await ControlServer.start(try ControlSocket.make(path), responder, limits)
        do {
            try await body(path)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private static func answer(to head: String, at path: String) async throws -> String {
        let client = try RawClient(path)
        await client.send("\(head)\r\nHost: x\r\nConnection: close\r\n\r\n")
        return await client.rest().text
    }

    /// The first page on which something can be seen; it may take a while until all is written down and counted.
    private static func page(
        of world: ControlWorld, that shows: (OpenMetricsReader) -> Bool
    ) async throws -> ControlAnswer {
        for _ in 0..<100 {
            let answer = try await world.ask(.metrics, uid: 1000)
            if shows(try OpenMetricsReader(answer.output)) { return answer }
            try await Task.sleep(for: ServiceMetrics.sharedFor / 4)
        }
        throw ControlWorld.Overdue()
    }

    @Test("a page has every family that can be known, and its numbers are those of the simulator")
    func page() async throws {
        try await ControlWorld.with(guests: 6, drifted: 1) { world in
            let answer = try await Self.page(of: world) {
                $0.sum("reconciled_changes_total", ["outcome": "confirmed"]) == 6
            }
            #expect(answer.mediaType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            let reader = try OpenMetricsReader(answer.output)
            let missing = MetricCatalogue.all.filter { family in
                !reader.families.contains { $0.name == family.stem && $0.type == family.kind.rawValue }
            }
            let untold = [
                MetricCatalogue.budgetLimit, MetricCatalogue.budgetRemaining, MetricCatalogue.budgetReset,
                MetricCatalogue.circuitOpens, MetricCatalogue.secretAge, MetricCatalogue.rotationOverdue,
            ]
            #expect(Set(missing.map(\.name)).isSubset(of: untold.map(\.name)), "\(missing.map(\.name))")
            #expect(reader.value("reconciled_targets", ["policy": "login-off", "verdict": "compliant"]) == 6)
            let changes = ["policy": "login-off", "cause": "adopt"]
            #expect(reader.sum("reconciled_changes_total", changes.merging(["outcome": "claimed"]) { $1 }) == 6)
            #expect(reader.sum("reconciled_changes_total", changes.merging(["outcome": "confirmed"]) { $1 }) == 6)
            let patches = reader.sum("reconciled_api_requests_total", ["method": "PATCH"])
            #expect(patches == Double(await world.world.writer.writes))
            #expect(reader.value("reconciled_state_db_bytes", ["database": "ledger"]) ?? 0 > 4096)
        }
    }

    @Test("those who scrape within a second of each other get the same page")
    func shared() async throws {
        try await ControlWorld.with(guests: 1) { world in
            try await world.settle(1)
            let pages = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 { group.addTask { try await world.ask(.metrics).output } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(pages.count <= 2)
        }
    }

    @Test("the socket for metrics has these and nothing else, and does not tell where the state is")
    func nothingElse() async throws {
        try await ControlWorld.with(guests: 1) { world in
            try await world.settle(1)
            try await Self.serving(world) { path in
                let page = try await Self.answer(to: "GET /metrics HTTP/1.1", at: path)
                #expect(page.hasPrefix("HTTP/1.1 200 ") && page.contains("\r\n\r\n# TYPE reconciled_build info\n"))
                #expect(page.hasSuffix("\n# EOF\n"))
                let plain = try await Self.answer(to: "GET /metrics HTTP/1.1\r\nAccept: text/plain", at: path)
                #expect(plain.contains("text/plain; version=0.0.4") && !plain.contains("# EOF"))
                for target in ["/v1/status", "/v1/history", "/v1/explain?resource=a", "/", "/metrics/", "/v1/metrics"] {
                    let text = try await Self.answer(to: "GET \(target) HTTP/1.1", at: path)
                    #expect(text.hasPrefix("HTTP/1.1 404 "), "\(target): \(text.prefix(40))")
                }
                let posted = try await Self.answer(to: "POST /metrics HTTP/1.1\r\nContent-Length: 0", at: path)
                #expect(posted.hasPrefix("HTTP/1.1 405 "))
                let asked = try await Self.answer(to: "GET /metrics HTTP/1.1\r\nReconciled-State: /elsewhere", at: path)
                #expect(asked.hasPrefix("HTTP/1.1 200 ") && !asked.contains(world.world.state.path))
            }
        }
    }

    @Test("on the socket for metrics, too, half requests are ended and huge ones refused")
    func limits() async throws {
        try await ControlWorld.with(guests: 1) { world in
            try await world.settle(1)
            let limits = ControlConnections.Limits(requestTime: .milliseconds(600))
            try await Self.serving(world, limits) { path in
                let half = try RawClient(path)
                await half.send("GET /metr")
                let huge = "GET /metrics HTTP/1.1\r\nA: \(String(repeating: "a", count: 100_000))"
                let refused = try await Self.answer(to: huge, at: path)
                #expect(refused.isEmpty || refused.hasPrefix("HTTP/1.1 4"), "\(refused.prefix(40))")
                let (text, isEnded) = await half.rest(within: .seconds(10))
                #expect(isEnded && !text.contains("200"))
            }
        }
    }

    @Test("once the service ends, there is no page any more")
    func ending() async throws {
        let desk = EngineDesk(Mailbox())
        desk.close(nil)
        let metrics = ServiceMetrics(desk, try .init(path: "/nonexistent/state"), at: SystemClock.now())
        await #expect(throws: ControlRefusal.ending) {
            try await metrics.answer(AnswerForm(.json, hasColour: false))
        }
    }

    @Test("an address that somebody has, or that is nobody's, is refused with what to change")
    func address() throws {
        let socket = try MetricsSocket.open(at: .init(host: "127.0.0.1", port: 0))
        defer { close(socket.descriptor) }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(socket.descriptor, $0, &length)
            }
        }
        let port = Int(UInt16(bigEndian: address.sin_port))
        let taken = try #require(throws: CommandFailure.self) {
            try MetricsSocket.open(at: .init(host: "127.0.0.1", port: port))
        }
        #expect(
            taken.text == """
                error: cannot listen for metrics on '127.0.0.1:\(port)'
                  caused by: Address already in use
                  hint: `metrics.listen` in the configuration names another address, or `none`
                """)
        #expect(throws: CommandFailure.self) { try MetricsSocket.open(at: .init(host: "192.0.2.1", port: 9090)) }
    }
}
