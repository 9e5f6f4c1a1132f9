import Foundation
import ReconcileSimulation
import Testing

@testable import HostUpSimulator

/// Starts a simulator of one open guest named `web-1`, and stops it whatever happens.
func withServer<Value>(
    faults: [FaultRule] = [], guests: [SimulatedGuest] = [.web(1)], accounts: [SimulatedAccount] = [], sshd: Int = 0,
    _ body: (SimulatorServer) async throws -> Value
) async throws -> Value {
    var api = SimulatedAPIConfiguration(keys: [SimulatedKey(token: "right")])
    api.faults = faults
    let server = try await SimulatorServer.start(
        SimulatorConfiguration(api: api, guests: guests, accounts: accounts, sshdGuests: sshd))
    do {
        let value = try await body(server)
        await server.stop()
        return value
    } catch {
        await server.stop()
        throw error
    }
}

/// Asks until the condition holds; a healthy machine needs milliseconds.
func until(_ condition: Comment, _ holds: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while try await !holds() {
        try #require(ContinuousClock.now < deadline, condition)
        await Task.yield()
    }
}

extension SimulatedGuest {
    static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFSZPJ2lM6ihQoKl1X0FKKoK7tSTU4XNbBnpNpm15VCT admin"

    static func web(_ number: Int) -> SimulatedGuest {
        SimulatedGuest(
            id: "vps_\(number)", name: "web-\(number)", address: "198.18.0.\(number)", login: .open(keys: [key]))
    }
}

extension SimulatedAccount {
    static let shop = SimulatedAccount(
        id: "acct_1", name: "shop.example.com", primaryDomain: "shop.example.com", domains: ["shop.example.com"],
        username: "shop")
}

private let list = "/api/v2/vps"
private let login = "/api/v2/vps/vps_1/ssh-password-login"

@Suite("The simulator behind a socket", .timeLimit(.minutes(1)))
struct SimulatorServerTests {
    @Test("one connection carries the list, a read, a write and the report of them")
    func wholeRound() async throws {
        try await withServer { server in
            #expect(server.baseURL == "http://127.0.0.1:\(server.port)/api/v2")
            let connection = try RawConnection(port: server.port)
            let page = try #require(try await connection.ask("GET", list + "?limit=100"))
            #expect(page.status == 200)
            #expect(page.body.contains(#""name":"web-1""#))
            #expect(try await connection.ask("GET", login)?.body.contains(#""enabled":true"#) == true)
            let written = try await connection.ask("PATCH", login, #"{"enabled":false}"#)
            #expect(written?.body.contains(#""verified":true"#) == true)
            let answer = try #require(try await connection.ask("GET", "/simulator/report", token: "none"))
            let report = try JSONDecoder().decode(SimulationReport.self, from: Data(answer.body.utf8))
            #expect(report.violations == [])
            #expect(report.requests == ["list": 1, "read": 1, "write": 1])
            #expect(report.guest("web-1")?.enabled == false)
        }
    }

    @Test("one connection carries the list of accounts, a read, a password and the report, which does not have it")
    func accounts() async throws {
        try await withServer(accounts: [.shop]) { server in
            let connection = try RawConnection(port: server.port)
            let accounts = "/api/v2/shared-hosting"
            #expect(try await connection.ask("GET", accounts)?.body.contains(#""name":"shop.example.com""#) == true)
            #expect(try await connection.ask("GET", accounts + "/acct_1")?.status == 200)
            let password = "Kx7mQ2vRt9Lw4Zb8"
            let reset = try await connection.ask(
                "POST", accounts + "/acct_1/actions/reset-password", #"{"newPassword":"\#(password)"}"#)
            #expect(reset?.body.contains(#""username":"shop""#) == true)
            let answer = try #require(try await connection.ask("GET", "/simulator/report", token: "none"))
            let report = try JSONDecoder().decode(SimulationReport.self, from: Data(answer.body.utf8))
            #expect(report.violations == [])
            #expect(report.requests == ["list": 1, "read": 1, "write": 1])
            // As `sha256sum` prints it.
            let sha256 = "c64d0f814c28cc49f4f3766f07e070bde7faa3c4a4d91ef55aea32749f92e615"
            #expect(report.account("shop.example.com")?.passwordSHA256 == sha256)
            #expect(report.account("acct_1")?.sent == [.init(sha256: sha256, status: 200, isApplied: true)])
            #expect(!answer.body.contains(password))
        }
    }

    @Test("every answer has one Date, and it is the simulator's own")
    func date() async throws {
        try await withServer(faults: [FaultRule(.skewedDate)]) { server in
            let answer = try #require(try await RawConnection(port: server.port).ask("GET", list))
            let dates = answer.head.split(separator: "\r\n").filter { $0.lowercased().hasPrefix("date:") }
            #expect(dates.count == 1)
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
            format.timeZone = TimeZone(identifier: "UTC")
            let date = try #require(answer.field("Date").flatMap(format.date))
            #expect((540...660).contains(date.timeIntervalSinceNow))
        }
    }

    @Test(
        "a dropped write ends the connection without a byte, before or after it took effect",
        arguments: [
            (Fault.droppedBeforeApply, true), (.droppedAfterApply, false),
        ])
    func dropped(fault: Fault, isOpen: Bool) async throws {
        try await withServer(faults: [FaultRule(fault)]) { server in
            let answer = try await RawConnection(port: server.port).ask("PATCH", login, #"{"enabled":false}"#)
            #expect(answer == nil)
            #expect(await server.simulator.report.guest("web-1")?.enabled == isOpen)
        }
    }

    @Test("a body of more than 1 MiB arrives whole")
    func huge() async throws {
        try await withServer(faults: [FaultRule(.hugeBody)]) { server in
            let answer = try await RawConnection(port: server.port).ask("GET", login)
            #expect(answer.map { $0.body.utf8.count > 1 << 20 } == true)
        }
    }

    @Test("a silent write is over as soon as its client hangs up")
    func silence() async throws {
        try await withServer(faults: [FaultRule(.silentAfterApply, count: 1)]) { server in
            let gone = try RawConnection(port: server.port)
            try gone.send("PATCH", login, #"{"enabled":false}"#)
            try await until("the write has arrived") { await server.simulator.report.guest("web-1")?.applied == 1 }
            gone.hangUp()
            try await until("the write is over") { await server.simulator.report.underWay == 0 }
        }
    }

    @Test("stopping is prompt while clients keep connections open, one of them waiting for an answer")
    func stops() async throws {
        let (idle, waiting) = try await withServer(faults: [FaultRule(.silent, requests: [.read])]) { server in
            let idle = try RawConnection(port: server.port)
            #expect(try await idle.ask("GET", list)?.status == 200)
            let waiting = try RawConnection(port: server.port)
            try waiting.send("GET", login)
            try await until("the read has arrived") { await !server.simulator.report.faults.isEmpty }
            return (idle, waiting)
        }
        #expect(try await idle.isClosed())
        #expect(try await waiting.isClosed())
    }

    @Test("a port that is taken is an error that says so")
    func takenPort() async throws {
        try await withServer { server in
            let api = SimulatedAPIConfiguration(keys: [])
            let configuration = SimulatorConfiguration(api: api, guests: [], port: server.port)
            let error = await #expect(throws: SimulatorError.self) { try await SimulatorServer.start(configuration) }
            #expect(error?.description.hasPrefix("cannot listen on 127.0.0.1 port \(server.port): ") == true)
        }
    }
}

@Suite("The simulator's own requests", .timeLimit(.minutes(1)))
struct SimulatorControlTests {
    @Test("faults, limit, keys and guests can be changed while it serves")
    func changes() async throws {
        try await withServer { server in
            let connection = try RawConnection(port: server.port)
            let ask = { (path: String, body: String) in
                try await connection.ask("POST", "/simulator/\(path)", body, token: "none")?.status
            }
            #expect(try await ask("faults", #"[{"fault": "internalError", "count": 1}]"#) == 204)
            #expect(try await connection.ask("GET", list)?.status == 500)
            #expect(try await connection.ask("GET", list)?.status == 200)
            #expect(try await ask("limit", #"{"limit": 1, "windowSeconds": 3600, "kind": "slidingLog"}"#) == 204)
            #expect(try await connection.ask("GET", list)?.status == 200)
            #expect(try await connection.ask("GET", list)?.status == 429)
            #expect(try await ask("limit", "{}") == 204)
            #expect(try await ask("keys", #"[{"token": "new", "scopes": ["read:vm"]}]"#) == 204)
            #expect(try await connection.ask("GET", list)?.status == 401)
            #expect(try await ask("guests/web-1", #"{"powerState": "stopped", "keys": []}"#) == 200)
            let read = try await connection.ask("GET", login, token: "new")
            #expect(read?.body.contains(#""available":false"#) == true)
        }
    }

    @Test("what it cannot do is a 400 or 404 with the reason")
    func errors() async throws {
        try await withServer { server in
            let connection = try RawConnection(port: server.port)
            let unknownGuest = try await connection.ask("POST", "/simulator/guests/web-9", "{}")
            #expect(unknownGuest?.status == 404)
            #expect(unknownGuest?.body == "no guest has the id or name 'web-9'\n")
            #expect(try await connection.ask("POST", "/simulator/faults", #"[{"fault": "fire"}]"#)?.status == 400)
            let unknown = try await connection.ask("GET", "/other")
            #expect(unknown?.body == "no such request of the simulator: GET /other\n")
        }
    }

    @Test("accounts are shown and can be changed while it serves")
    func accounts() async throws {
        try await withServer(accounts: [.shop]) { server in
            let connection = try RawConnection(port: server.port)
            let change = #"{"serviceStatus": "suspended", "controlPanel": "legacyNamed"}"#
            let path = "/simulator/accounts/shop.example.com"
            #expect(try await connection.ask("POST", path, change, token: "none")?.status == 200)
            let answer = try await connection.ask("GET", "/simulator/accounts", token: "none")
            let shown = try JSONDecoder().decode([SimulatedAccount].self, from: Data((answer?.body ?? "").utf8))
            #expect(shown.map(\.serviceStatus) == ["suspended"])
            #expect(shown.map(\.controlPanel) == [.legacyNamed])
            let unknown = try await connection.ask("POST", "/simulator/accounts/acct_9", "{}", token: "none")
            #expect(unknown?.body == "no account has the id or name 'acct_9'\n")
            #expect(try await connection.ask("POST", path, #"{"controlPanel": "wood"}"#)?.status == 400)
        }
    }

    @Test("the list of guests has the ports of the real ones only")
    func listing() async throws {
        try await withServer { server in
            let answer = try await RawConnection(port: server.port).ask("GET", "/simulator/guests")
            #expect(answer?.body == "[\n  {\n    \"id\" : \"vps_1\",\n    \"name\" : \"web-1\"\n  }\n]")
        }
    }
}
