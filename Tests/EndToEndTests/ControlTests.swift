import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import ReconcileSimulation
import Testing

@Suite("The service and the people who ask it", .timeLimit(.minutes(15)))
struct ControlTests {
    /// A fleet whose writes take long enough for somebody to come between.
    private static var slowFleet: Fleet {
        var fleet = Fleet(60)
        fleet.options = ["--latency", "40-80ms"]
        return fleet
    }

    @Test("every question and every word goes to the running service, and what it says holds for it at once")
    func commands() async throws {
        try await World.with(Fleet(4, drifted: 0)) { world in
            let service = try world.start("run")
            try await world.waitForFirstLook()
            let name = try #require(try await world.simulator.listing().first?.name)
            try await Patience.wait(for: "a status of the whole fleet") {
                try await world.status().summary["compliant"] == 4
            }
            let status = try await world.status()
            #expect(status.service?.pid == service.pid)
            #expect(status.service?.socket == world.socket)
            #expect(status.files.last == "\(world.sandbox.policies.path)/10-login-off.yaml")
            #expect(status.nextDue != nil)

            let asked = try await world.simulator.report().guest(name)?.reads ?? 0
            #expect(try await world.run("now", name).status == 0)
            #expect(try await world.simulator.report().guest(name)?.reads == asked + 1)
            #expect(try await world.pass("plan").status == 0)
            #expect(try await world.run("doctor").status == 0)
            #expect(try await world.run("explain", name).output.contains("or now with `reconciled now \(name)`"))

            try await world.tell("pause", "--forever", "--reason", "moving house")
            #expect(try await world.status().stops.map(\.reason) == ["paused"])
            #expect(try await world.status().pauses.map(\.by.uid) == [getuid()])
            try await world.tell("resume", "--reason", "moved")
            #expect(try await world.status().pauses.isEmpty)
            try await world.tell("waive", name, "--until", "1h", "--reason", "INC-1")
            #expect(try await world.status().waivers.map(\.name) == [name])
            try await world.tell("release", PolicyText.usualName, "--reason", "looked")
            let kinds = try await world.history().events.map(\.kind).suffix(4)
            #expect(kinds == ["paused", "resumed", "waived", "released"])
            #expect(try await world.stop(service).status == 0)
            #expect(try await world.status().service == nil)
            #expect(try await world.run("now", name).status == 1)
            #expect(try await world.simulator.report().violations == [])
        }
    }

    @Test("a pause in the middle of a pass stops the very next write")
    func pauseStopsTheNextWrite() async throws {
        try await World.with(Self.slowFleet) { world in
            let service = try world.start("run")
            try await Patience.wait(for: "some writes") {
                try await world.simulator.report().guests.count { $0.writes > 0 } > 5
            }
            try await world.tell("pause", "--forever", "--reason", "stop")
            let events = try await world.history().events
            let paused = try #require(events.first { $0.kind == "paused" })
            try await Patience.wait(for: "the rest to be read") {
                try await world.status().heldBy["paused"] ?? 0 > 10
            }
            let later = try await world.history().events.filter { $0.seq > paused.seq }
            #expect(later.filter { $0.kind == "intent" }.isEmpty)
            #expect(try await world.stop(service).status == 0)
            #expect(try await world.simulator.report().violations == [])
        }
    }

    @Test("fifty who ask again and again while a pass runs all get their answers, and the pass goes on")
    func crowd() async throws {
        try await World.with(Self.slowFleet) { world in
            let service = try world.start("run")
            try await Patience.wait(for: "the first writes") {
                try await world.simulator.report().guests.contains { $0.writes > 0 }
            }
            let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        var count = 0
                        for _ in 0..<10 where try await world.get("/v1/status") == 200 { count += 1 }
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(answers == 500)
            try await Patience.wait(for: "every door to shut") {
                try await world.simulator.report().guests.allSatisfy { !$0.enabled }
            }
            #expect(try await world.stop(service).status == 0)
            #expect(try await world.simulator.report().violations == [])
        }
    }

    @Test("half, malformed and huge requests are refused by the real program, others are served, and SIGTERM is prompt")
    func rubbish() async throws {
        try await World.with(Fleet(2, drifted: 0)) { world in
            let service = try world.start("run")
            try await world.waitForFirstLook()
            let half = try RawSocket(world.socket)
            half.send("POST /v1/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{\"reas")
            let rubbish = try RawSocket(world.socket)
            rubbish.send("\u{1}\u{2}\u{3}\r\n\r\n")
            #expect(await rubbish.rest(within: .seconds(15)).isEnded)
            let huge = try RawSocket(world.socket)
            huge.send("POST /v1/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
            #expect(await huge.rest(within: .seconds(15)).text.hasPrefix("HTTP/1.1 413 "))
            #expect(try await world.get("/v1/status") == 200)
            #expect(try await world.get("/v1/nothing") == 404)
            let idle = try RawSocket(world.socket)
            let outcome = try await world.stop(service)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.duration < .seconds(10))
            withExtendedLifetime((half, idle)) {}
            #expect(try await world.history().events.filter { $0.kind == "paused" }.isEmpty)
        }
    }

    private static let setpriv = URL(filePath: "/usr/bin/setpriv")

    @Test(
        "a stranger is refused, and a member of the socket's group may look but not change",
        .enabled(if: getuid() == 0 && Programs.canRun(setpriv), "needs root, to be other users with setpriv"))
    func strangers() async throws {
        let (stranger, group) = ("54321", "54322")
        try await World.with(Fleet(2, drifted: 0)) { world in
            try world.sandbox.write(
                "api: {tokenFile: \(world.sandbox.tokenFile.path), timeout: 3s}\n"
                    + "control: {socket: \(world.openSocket)}\n", to: world.sandbox.configuration)
            let service = try world.start("run")
            try await world.waitForFirstLook()
            #expect(chown(world.openSocket, 0, 54322) == 0)
            func run(inGroup group: String, _ command: [String]) async throws -> Outcome {
                let identity = ["--reuid", stranger, "--regid", group, "--clear-groups"]
                return try await world.sandbox.run(
                    Self.setpriv, identity + [Programs.reconciled.path] + world.arguments(command))
            }
            #expect(try await run(inGroup: stranger, ["status"]).status == 1)
            #expect(try await run(inGroup: stranger, ["pause", "--forever", "--reason", "mine"]).status == 1)
            let looked = try await run(inGroup: group, ["status"])
            #expect(looked.status == 0, "\(looked.errors)")
            #expect(looked.output.hasPrefix("2/2 compliant"), "\(looked.output)")
            for word in [
                ["pause", "--forever", "--reason", "mine"], ["now"], ["release", "login-off", "--reason", "r"],
            ] {
                let refused = try await run(inGroup: group, word)
                #expect(refused.status == 1)
                #expect(
                    refused.errors.hasPrefix("error: uid \(stranger) may look, but not change anything here\n"),
                    "\(refused.errors)")
            }
            #expect(try await world.history().events.filter { $0.kind == "paused" }.isEmpty)
            #expect(try await world.stop(service).status == 0)
        }
    }

    @Test(
        "a waiver opens a real sshd and shuts it again by itself, also where the service is restarted between",
        .enabled(if: canRunSSHD, "needs Debian's openssh-server and openssh-client"), arguments: [false, true])
    func waiverOnRealServer(restarts: Bool) async throws {
        var fleet = Fleet(2, drifted: 0)
        fleet.options = ["--guests", "sshd"]
        try await World.with(fleet) { world in
            var service = try world.start("run")
            try await world.waitForFirstLook()
            let victim = try #require(try await world.simulator.listing().first)
            try await Patience.wait(for: "it to be known as shut") {
                try await world.status().summary["compliant"] == 2
            }
            #expect(try await world.offersPassword(victim) == false)
            let seconds = 8
            try await world.tell(
                "waive", victim.name, "--until", "\(seconds)s", "--reason", "console broken", "--enabled", "true")
            let until = ContinuousClock.now + .seconds(seconds)
            try await Patience.wait(for: "the door to open", within: .seconds(seconds)) {
                try await world.offersPassword(victim)
            }
            if restarts {
                service.signal(SIGKILL)
                _ = try await world.sandbox.outcome(of: service)
                service = try world.start("run")
            }
            try await Patience.wait(for: "the waiver to end") { ContinuousClock.now > until }
            try await Patience.wait(for: "the door to shut") { try await !world.offersPassword(victim) }
            #expect(try await world.stop(service).status == 0)
            let report = try await world.simulator.report()
            #expect(report.guest(victim.id)?.writes == 2)
            #expect(report.violations == [])
        }
    }

    @Test("a plan by policies that are not in force yet is made without the service, and says so")
    func otherPolicies() async throws {
        try await World.with(Fleet(2, drifted: 0)) { world in
            let service = try world.start("run")
            try await world.waitForFirstLook()
            var edited = PolicyText()
            edited.match = "{names: [\"nobody-*\"]}"
            try world.sandbox.write(edited)
            let plan = try await world.pass("plan")
            #expect(plan.document.summary.matched == 0)
            #expect(plan.errors.contains("note: the service has other policies in force"))
            #expect(plan.errors.contains("warning: Policy 'login-off': It matches no server\n"), "\(plan.errors)")
            #expect(try await world.stop(service).status == 0)
        }
    }
}

extension World {
    /// Where a service of this world listens if nobody says otherwise.
    fileprivate var socket: String { sandbox.state.path + "/control.sock" }
    /// Where others than the state's owner can come to it.
    fileprivate var openSocket: String { sandbox.directory.path + "/control.sock" }

    fileprivate func status() async throws -> StatusDocument {
        let outcome = try await run("status", "--output", "json")
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try StatusDocument(outcome.output)
    }

    /// - Returns: the HTTP status.
    fileprivate func get(_ target: String) async throws -> UInt {
        let host = try #require(socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let request = HTTPClientRequest(url: "http+unix://\(host)\(target)")
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        _ = try await answer.body.collect(upTo: 16 << 20)
        return answer.status.code
    }
}

/// What `status` prints, as far as the tests ask.
private struct StatusDocument: Decodable {
    var service: Service?
    var summary: [String: Int]
    var stops: [ResourceDocument.Hold]
    var heldBy: [String: Int]
    var pauses: [Exception]
    var waivers: [Exception]
    var files: [String]
    var nextDue: String?

    struct Service: Decodable {
        var pid: Int32
        var socket: String
    }

    struct Exception: Decodable {
        var name: String?
        var reason: String
        var by: Actor
    }

    struct Actor: Decodable {
        var uid: UInt32
    }

    init(_ text: String) throws {
        let keys: Set<String> = [
            "schema", "at", "service", "summary", "stops", "holds", "heldBy", "budget", "pauses", "waivers", "files",
            "warnings", "lastPass", "lastLook", "nextDue", "error",
        ]
        self = try StrictJSON.decode(Self.self, text, ["": keys])
    }
}
