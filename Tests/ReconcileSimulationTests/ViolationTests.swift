import ReconcileCore
import Testing

@testable import ReconcileSimulation

@Suite("Violations")
struct ViolationTests {
    @Test("reading and then writing within a minute is no violation")
    func proper() {
        var world = World()
        _ = world.read()
        world.pass(.seconds(60))
        _ = world.write(false)
        #expect(world.violations == [])
    }

    @Test("a write to a guest that was never read, and one on a read older than a minute")
    func notFresh() {
        var world = World()
        _ = world.write(false)
        _ = world.read()
        world.pass(.seconds(62))
        _ = world.write(true)
        #expect(world.violations == [.writeWithoutFreshRead, .writeWithoutFreshRead])
    }

    @Test("a read of another guest does not count")
    func otherGuest() {
        var world = World(guests: SimulatedGuest.numbered(1) + [.web()])
        _ = world.read("vps_0")
        _ = world.write(false)
        #expect(world.violations == [.writeWithoutFreshRead])
        #expect(world.report.violations.map(\.guest) == [World.web])
    }

    @Test("a second write without a read between, even when the first one's answer was lost")
    func twice() {
        var world = World(guests: [.web()]) { $0.faults = [FaultRule(.droppedAfterApply, count: 1)] }
        _ = world.read()
        _ = world.write(false)
        _ = world.write(false)
        #expect(world.violations == [.writeWithoutReadBetween])
        _ = world.read()
        _ = world.write(true)
        #expect(world.violations == [.writeWithoutReadBetween])
    }

    @Test("a write that was refused at the door may be sent again without a read")
    func refusedAtTheDoor() {
        for fault in [Fault.unauthorized, .forbidden, .edgeForbidden] {
            var world = World { $0.faults = [FaultRule(fault, count: 1, requests: [.write])] }
            _ = world.read()
            #expect(world.write(false).status != 200)
            #expect(world.write(false).status == 200)
            #expect(world.violations == [])
        }
    }

    @Test("a write while another to the same guest is not answered yet")
    func inFlight() {
        var world = World()
        _ = world.read()
        let (_, exchange) = world.begin("PATCH", "/vps/\(World.web)/ssh-password-login", #"{"enabled":false}"#)
        _ = world.read()
        _ = world.write(true)
        #expect(world.violations == [.writeWhileInFlight])
        #expect(world.report.underWay == 1)
        world.api.delivered(exchange, at: world.now)
        _ = world.read()
        _ = world.write(false)
        #expect(world.violations == [.writeWhileInFlight])
    }

    @Test("a read counts once it was answered, not when it was asked")
    func unansweredRead() {
        var world = World()
        let (_, exchange) = world.begin("GET", "/vps/\(World.web)/ssh-password-login")
        _ = world.write(false)
        #expect(world.violations == [.writeWithoutFreshRead])
        world.api.delivered(exchange, at: world.now)
        _ = world.write(true)
        #expect(world.violations == [.writeWithoutFreshRead, .writeWithoutReadBetween, .writeAgainstClosedGate])
    }

    @Test("a write against a gate that the newest read showed closed")
    func closedGate() {
        var world = World(guests: [.web { $0.hasPendingOrder = true }])
        _ = world.read()
        _ = world.write(false)
        #expect(world.violations == [.writeAgainstClosedGate])
    }

    @Test("a write on a state that the newest read did not show", arguments: [Fault.enabledNull, .agentSilent])
    func unknownState(fault: Fault) {
        var world = World(fault)
        _ = world.read()
        _ = world.write(false)
        #expect(world.violations == [.writeOnUnknownState])
    }

    @Test(
        "a write after a newest read that nobody could understand",
        arguments: [Fault.missingActions, .truncatedJSON, .htmlBody, .emptyBody, .hugeBody])
    func malformedRead(fault: Fault) {
        var world = World { $0.faults = [FaultRule(fault, requests: [.read])] }
        _ = world.read()
        _ = world.write(false)
        #expect(world.violations.contains(.writeAgainstClosedGate))
    }

    @Test("a body key that the API does not know, and a request without User-Agent")
    func form() {
        var world = World()
        _ = world.read()
        _ = world.send("PATCH", "/vps/\(World.web)/ssh-password-login", #"{"enabled":false,"force":true}"#)
        _ = world.send("GET", "/vps", userAgent: nil)
        #expect(world.violations == [.unknownBodyKey, .missingUserAgent])
        #expect(world.report.violations.map(\.detail) == ["force", "no User-Agent"])
    }

    @Test("any request during a Retry-After, but for those that were under way when the 429 left")
    func duringRetryAfter() {
        var world = World { $0.rateLimit = RateLimit(kind: .slidingLog, limit: 1, window: .seconds(10)) }
        _ = world.list()
        #expect(world.list().headers["Retry-After"] == "10")
        world.pass(.milliseconds(400))
        _ = world.list()
        #expect(world.violations == [], "it was sent before the 429 arrived")
        world.pass(.milliseconds(200))
        _ = world.list()
        #expect(world.violations == [.duringRetryAfter])
        world.pass(.seconds(10))
        #expect(world.list().status == 200)
        #expect(world.violations == [.duringRetryAfter])
        #expect(world.report.rateLimited == 3)
    }

    @Test("a Retry-After that was not sent binds nobody")
    func withoutHeader() {
        var world = World {
            $0.rateLimit = RateLimit(limit: 1, window: .seconds(10))
            $0.rateHeaders = .none
        }
        for _ in 0..<3 {
            _ = world.list()
            world.pass(.seconds(1))
        }
        #expect(world.violations == [])
        #expect(world.report.rateLimited == 2)
    }

    @Test("the report counts by kind, by answer and by guest")
    func report() {
        var world = World(guests: SimulatedGuest.numbered(1) + [.web()])
        _ = world.list()
        _ = world.read()
        _ = world.write(false)
        _ = world.read("vps_none")
        #expect(world.report.requests == ["list": 1, "read": 2, "write": 1])
        #expect(world.report.totalRequests == 4)
        #expect(world.report.answers == ["200": 3, "404": 1])
        let guest = SimulationReport.Guest(
            id: World.web, name: "web-1", reads: 1, writes: 1, applied: 1, enabled: false,
            passwordAuthentication: "no", permitRootLogin: "prohibit-password")
        #expect(world.report.guest("web-1") == guest)
        #expect(world.report.guest("n-0")?.reads == 0)
    }
}
