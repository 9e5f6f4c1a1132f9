import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import ReconcileSimulation
import Testing

@Suite("The metrics of the real program", .timeLimit(.minutes(10)))
struct MetricsTests {
    private static let monitoring = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "systemd/monitoring")

    /// A world in which metrics are served over TCP too.
    private static func with(_ fleet: Fleet, _ body: (World, _ address: String) async throws -> Void) async throws {
        try await World.with(fleet) { world in
            let address = "127.0.0.1:\(try Prometheus.freePort())"
            try world.sandbox.write(
                """
                api: {tokenFile: \(world.sandbox.tokenFile.path), timeout: 3s}
                metrics: {listen: "\(address)"}

                """, to: world.sandbox.configuration)
            try await body(world, address)
        }
    }

    @Test("TCP has the metrics and nothing else, the control socket has the same ones, and SIGTERM ends both")
    func served() async throws {
        try await Self.with(Fleet(3)) { world, address in
            let service = try world.start("run")
            try await Patience.wait(for: "every door to shut") {
                try await world.simulator.report().guests.allSatisfy { !$0.enabled }
            }
            let control = try #require(
                "\(world.sandbox.state.path)/control.sock".addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let url = "http://\(address)/metrics"
            for place in [url, "http+unix://\(control)/metrics"] {
                let page = try await Page(place)
                #expect(page.status == 200, "\(place)")
                #expect(page.type == "application/openmetrics-text; version=1.0.0; charset=utf-8")
                #expect(page.text.hasSuffix("# EOF\n"))
                let patches = "reconciled_api_requests_total{method=\"PATCH\",endpoint=\"/vps/{id}/ssh-password-login\""
                #expect(page.text.contains("\n\(patches),code=\"200\"} 3\n"), "\(page.text)")
                let sum = page.text.matches(of: /reconciled_targets\{[^}]*\} (\d+)/).compactMap { Int($0.output.1) }
                #expect(sum.reduce(0, +) == 3)
            }
            for path in ["/v1/status", "/v1/doctor", "/"] {
                #expect(try await Page("http://\(address)\(path)").status == 404)
            }
            let broken = PolicyText(match: "nonsense")
            try world.sandbox.write(broken, to: "20-broken.yaml")
            service.signal(SIGHUP)
            try await Patience.wait(for: "the refused reload to be told") {
                try await Page(url).text.contains("\nreconciled_config_last_reload_successful 0\n")
            }
            let outcome = try await world.stop(service)
            #expect(outcome.status == 0)
            #expect(outcome.duration < .seconds(8), "connections that stay open keep nobody waiting")
            await #expect(throws: (any Error).self) { try await Page(url, within: .seconds(1)) }
        }
    }

    @Test("an address that is taken is said, and the service does its work all the same")
    func addressTaken() async throws {
        try await Self.with(Fleet(2)) { world, address in
            let first = try world.start("run")
            try await world.waitForFirstLook()
            let other = world.sandbox.directory.appending(path: "other")
            let second = try world.sandbox.start(
                Programs.reconciled, world.arguments(["run"]).map { $0 == world.sandbox.state.path ? other.path : $0 })
            try await Patience.wait(for: "the other to say so") {
                second.text(of: second.errors).contains(
                    "cannot listen for metrics on '\(address)': Address already in use")
            }
            try await Patience.wait(for: "the other to have looked") {
                try await world.simulator.report().guests.allSatisfy { $0.reads > 1 }
            }
            #expect(try await world.stop(second).status == 0)
            #expect(try await world.stop(first).status == 0)
        }
    }

    @Test(
        "the real Prometheus scrapes the program, and its queries find the fleet",
        .enabled(if: Prometheus.isThere, Prometheus.whyNot))
    func scraped() async throws {
        try await Self.with(Fleet(5)) { world, address in
            let service = try world.start("run")
            let prometheus = try await Prometheus.start(scraping: address, in: world.sandbox)
            try await Patience.wait(for: "a scrape of the whole fleet") {
                try await prometheus.values(of: "sum(reconciled_targets{verdict=\"compliant\"})") == [5]
            }
            #expect(try await prometheus.values(of: "up{job=\"reconciled\"}") == [1])
            #expect(try await prometheus.values(of: "sum(reconciled_targets)") == [5])
            try await Patience.wait(for: "a scrape of every change") {
                try await prometheus.values(of: "sum(reconciled_changes_total{outcome=\"confirmed\"})") == [5]
            }
            let quantile =
                "histogram_quantile(0.95, sum by (le) (reconciled_api_request_duration_seconds_bucket{method=\"GET\"}))"
            #expect(try await prometheus.values(of: quantile).first ?? 0 > 0)
            let build = "reconciled_build_info * on (instance) group_left reconciled_open_doors"
            #expect(try await prometheus.values(of: build) == [0])
            let age = "time() - process_start_time_seconds{job=\"reconciled\"}"
            #expect(0..<300 ~= (try await prometheus.values(of: age).first ?? -1))
            #expect(try await world.stop(service).status == 0)
            try await Patience.wait(for: "the end to be seen") {
                try await prometheus.values(of: "up{job=\"reconciled\"}") == [0]
            }
        }
    }

    @Test(
        "promtool has nothing to say against the metrics", .enabled(if: Prometheus.isThere, Prometheus.whyNot))
    func linted() async throws {
        try await Self.with(Fleet(2)) { world, address in
            let service = try world.start("run")
            try await Patience.wait(for: "every change to be confirmed") {
                try await world.simulator.report().guests.allSatisfy { !$0.enabled && $0.reads > 1 }
            }
            let page = try await Page("http://\(address)/metrics", accept: "text/plain")
            #expect(page.type == "text/plain; version=0.0.4; charset=utf-8")
            let file = world.sandbox.directory.appending(path: "metrics.txt")
            try world.sandbox.write(page.text, to: file)
            let command = "exec \(Prometheus.promtool.path) check metrics < \(file.path)"
            let outcome = try await world.sandbox.run(URL(filePath: "/bin/sh"), ["-c", command])
            #expect(outcome.status == 0)
            #expect(outcome.output + outcome.errors == "")
            #expect(try await world.stop(service).status == 0)
        }
    }

    @Test(
        "the alert rules are valid, and each fires when it should and not before",
        .enabled(if: Prometheus.isThere, Prometheus.whyNot))
    func rules() async throws {
        let sandbox = try Sandbox()
        for command in [["check", "rules", "reconciled.rules.yml"], ["test", "rules", "reconciled.rules.test.yml"]] {
            let words = command.dropLast() + [Self.monitoring.appending(path: command.last ?? "").path]
            let outcome = try await sandbox.run(Prometheus.promtool, Array(words))
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("SUCCESS"))
        }
        let names = try String(contentsOf: Self.monitoring.appending(path: "reconciled.rules.yml"), encoding: .utf8)
            .matches(of: /- alert: (\w+)/).map { String($0.output.1) }
        let tests = try String(
            contentsOf: Self.monitoring.appending(path: "reconciled.rules.test.yml"), encoding: .utf8)
        for name in names {
            #expect(tests.contains("labels: 'ALERTS{alertname=\"\(name)\","), "no test lets \(name) fire")
        }
        await sandbox.remove()
    }

    @Test("the board is JSON, and every panel asks for something")
    func board() throws {
        struct Board: Decodable {
            var title: String
            var panels: [Panel]

            struct Panel: Decodable {
                var id: Int
                var title: String
                var targets: [Target]
            }
            struct Target: Decodable {
                var expr: String
            }
        }
        let text = try Data(contentsOf: Self.monitoring.appending(path: "reconciled.json"))
        let board = try JSONDecoder().decode(Board.self, from: text)
        #expect(board.title == "reconciled")
        #expect(Set(board.panels.map(\.id)).count == board.panels.count)
        #expect(
            board.panels.allSatisfy { !$0.targets.isEmpty && $0.targets.allSatisfy { $0.expr.contains("reconciled_") } }
        )
    }
}

/// What a place on HTTP has.
private struct Page: Sendable {
    var status: UInt
    var type: String?
    var text: String

    init(_ url: String, accept: String? = nil, within limit: TimeAmount = .seconds(20)) async throws {
        var request = HTTPClientRequest(url: url)
        if let accept { request.headers.add(name: "Accept", value: accept) }
        let answer = try await HTTPClient.shared.execute(request, timeout: limit)
        status = answer.status.code
        type = answer.headers.first(name: "Content-Type")
        text = String(buffer: try await answer.body.collect(upTo: 1 << 20))
    }
}
