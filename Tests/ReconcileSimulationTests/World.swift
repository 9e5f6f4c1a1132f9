import Foundation
import ReconcileCore

@testable import ReconcileSimulation

/// A small account with one client, and a clock that is moved by hand.
struct World {
    var api: SimulatedAPI
    var now = Moment(
        boot: BootTime(sinceBoot: .seconds(1000)), wall: WallTime(millisecondsSince1970: 1_795_262_400_000))
    var token = "right"

    static let web = "vps_00000000000000000000000001"
    static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFSZPJ2lM6ihQoKl1X0FKKoK7tSTU4XNbBnpNpm15VCT admin@web-1"

    /// An open guest named `web-1`, alone.
    init(seed: UInt64 = 1, _ configure: (inout SimulatedAPIConfiguration) -> Void = { _ in }) {
        self.init(seed: seed, guests: [.web()], configure)
    }

    init(
        seed: UInt64 = 1, guests: [SimulatedGuest], _ configure: (inout SimulatedAPIConfiguration) -> Void = { _ in }
    ) {
        var configuration = SimulatedAPIConfiguration(
            seed: seed,
            keys: [
                SimulatedKey(token: "right"), SimulatedKey(token: "reader", scopes: [.readVM]),
                SimulatedKey(token: "writer", scopes: [.writeVM]),
            ])
        configure(&configuration)
        api = SimulatedAPI(configuration: configuration, guests: guests)
    }

    /// A world in which one fault befalls every request that it can.
    init(_ fault: Fault) {
        self.init { $0.faults = [FaultRule(fault)] }
    }

    mutating func list(_ query: String = "") -> Answer {
        send("GET", "/vps\(query)")
    }

    mutating func read(_ guest: String = web) -> Answer {
        send("GET", "/vps/\(guest)/ssh-password-login")
    }

    mutating func write(_ enabled: Bool, _ guest: String = web) -> Answer {
        send("PATCH", "/vps/\(guest)/ssh-password-login", #"{"enabled": \#(enabled)}"#)
    }

    mutating func send(
        _ method: String, _ target: String, _ body: String = "", userAgent: String? = "tests"
    ) -> Answer {
        let (answer, exchange) = begin(method, target, body, userAgent: userAgent)
        api.delivered(exchange, at: now)
        return answer
    }

    /// As `send`, but the answer stays under way.
    mutating func begin(
        _ method: String, _ target: String, _ body: String = "", userAgent: String? = "tests"
    ) -> (Answer, SimulatedAnswer) {
        var request = SimulatedRequest(
            method: method, target: target, headers: [(name: "authorization", value: "Bearer \(token)")],
            body: Array(body.utf8))
        if let userAgent { request.headers.append((name: "User-Agent", value: userAgent)) }
        let answer = api.handle(request, at: now)
        return (Answer(answer), answer)
    }

    mutating func pass(_ delay: Duration) {
        now = now + delay
    }

    var report: SimulationReport { api.report(at: now) }

    var violations: [Violation.Kind] { report.violations.map(\.kind) }
}

/// An answer as a client sees it.
struct Answer {
    var status: Int?
    var text = ""
    var headers: [String: String] = [:]
    var latency: Duration
    var isSilent = false

    init(_ answer: SimulatedAnswer) {
        latency = answer.latency
        switch answer.delivery {
        case .dropped: break
        case .silence: isSilent = true
        case .response(let response):
            status = response.status
            text = String(decoding: response.body, as: UTF8.self)
            headers = Dictionary(
                response.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// The body as Foundation reads it, which knows nothing of how it was written.
    var object: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]) ?? [:]
    }

    var code: String? { object["code"] as? String }

    var names: [String] {
        (object["data"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
    }

    var nextCursor: String? { object["nextCursor"] as? String }
}

extension SimulatedGuest {
    static func web(_ change: (inout SimulatedGuest) -> Void = { _ in }) -> SimulatedGuest {
        var guest = SimulatedGuest(
            id: World.web, name: "web-1", address: "198.18.0.1", tags: ["prod"], login: .open(keys: [World.key]))
        change(&guest)
        return guest
    }

    /// `count` guests named `n-0`, `n-1` …
    static func numbered(_ count: Int) -> [SimulatedGuest] {
        (0..<count).map { index in
            SimulatedGuest(
                id: "vps_\(index)", name: "n-\(index)", address: "198.18.1.\(index)", login: .closed(keys: [World.key]))
        }
    }
}
