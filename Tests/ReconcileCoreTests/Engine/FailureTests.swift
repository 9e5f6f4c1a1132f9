import Testing

@testable import ReconcileCore

@Suite("failures and their exits")
struct FailureTests {
    /// Minutes from each write to the next, rounded.
    private func gaps(_ world: World) -> [Int] {
        let times = world.writes().map(\.sentAt)
        return zip(times, times.dropFirst()).map { Int((($1 - $0).seconds / 60).rounded()) }
    }

    @Test("a 409 waits 5 minutes, doubling to an hour")
    func conflict() {
        var world = World(1)
        world.trouble(.anyWrite, .refused(409, code: "pending_order"), times: 6)
        world.start()
        world.run(for: .seconds(30))
        #expect(world.holds("vps_001") == ["backoff/pending_order"])
        world.run(for: .hours(6))
        #expect(gaps(world) == [5, 10, 20, 40, 60, 60])
        #expect(world.outcomes() == Array(repeating: .refused, count: 6) + [.accepted])
        #expect(world.violations == [])
    }

    @Test("a 409 without a code or a body is the same")
    func bareConflict() {
        var world = World(1)
        world.trouble(.anyWrite, .refused(409, fromAPI: false), times: 1)
        world.start()
        world.run(for: .minutes(7))
        #expect(gaps(world) == [5])
    }

    @Test("a read that shows another gate ends the wait after a 409 at once")
    func gateEndsConflict() {
        var world = World(1, policies: [.sample(every: .minutes(2))])
        world.trouble(.anyWrite, .refused(409), times: 3)
        world.start()
        world.run(for: .minutes(16))
        #expect(world.written().count == 3)
        let before = world.now
        world.servers["vps_001"]?.seen.canDisable = ActionGate(allowed: false, code: "busy")
        world.run(for: .minutes(4))
        #expect(world.holds("vps_001") == ["gate/busy"])
        world.servers["vps_001"]?.seen.canDisable = ActionGate(allowed: true)
        world.run(for: .minutes(4))
        #expect(world.isOpen("vps_001") == false)
        #expect(world.now.boot - before.boot < .minutes(20))
        #expect(world.violations == [])
    }

    @Test("a list that shows another power state ends the wait after a 409 at once")
    func powerEndsConflict() {
        var world = World(1, settings: Settings(inventoryEvery: .minutes(1)))
        world.trouble(.anyWrite, .refused(409), times: 3)
        world.start()
        world.run(for: .minutes(16))
        world.servers["vps_001"]?.item.powerState = .stopped
        world.run(for: .minutes(2))
        world.servers["vps_001"]?.item.powerState = .running
        world.run(for: .seconds(70))
        #expect(world.isOpen("vps_001") == false)
    }

    @Test(
        "a refusal that will hardly change is tried again after 1 h doubling to 24 h", arguments: [400, 405, 302, 418])
    func rejected(status: Int) {
        var world = World(1)
        world.trouble(.anyWrite, .refused(status), times: 7)
        world.start()
        world.run(for: .seconds(30))
        #expect(world.holds("vps_001") == ["rejected"])
        world.run(for: .days(5))
        #expect(gaps(world).map { ($0 + 15) / 60 } == [1, 2, 4, 8, 16, 24, 24])
        #expect(world.violations == [])
    }

    @Test("a refused write is told as one that was sent, with what the provider said, and counts as no change")
    func refusedIsTold() {
        var world = World(1, mode: .once(patience: .minutes(10)))
        world.trouble(.anyWrite, .refused(400, code: "invalid_request"), times: 1)
        world.start()
        world.runToTheEnd()
        let operation = world.report("vps_001")?.operation
        #expect(operation?.requested == .sshPasswordLogin(enabled: false) && operation?.isRefused == true)
        #expect(operation?.claimed == false && operation?.confirmed == false)
        #expect(world.engine.report(at: world.now).summary.written == 0)
    }

    @Test("looking goes on while a refused write waits, and a failed look does not shorten the wait")
    func lookingWhileRejected() {
        var world = World(1, policies: [.sample(every: .minutes(15))])
        world.trouble(.anyWrite, .refused(400), times: 1)
        world.start()
        world.run(for: .minutes(2))
        world.trouble(.anyRead, .refused(503), times: 1)
        world.run(for: .minutes(56))
        #expect(world.reads(of: "vps_001").count >= 4)
        #expect(world.written().count == 1)
        world.run(for: .minutes(10))
        #expect(world.written().count == 2)
    }

    @Test("a 401 stops all; probes after 1, 5 and 15 s ask again, and a success resumes what was pending")
    func unauthorized() {
        var world = World(3)
        world.trouble(.anyRead, .refused(401))
        world.start()
        while world.rereadTokens == 0, world.step(before: world.now.boot + .minutes(1)) {}
        let stoppedAt = world.now.boot
        world.trouble(.anything, .refused(401), times: 2)
        world.run(for: .seconds(15))
        #expect(world.holds("vps_001") == ["unauthorized"])
        #expect(world.probes().map { Int(($0.sentAt - stoppedAt).seconds.rounded()) } == [1, 6])
        #expect(world.rereadTokens == 3)
        world.run(for: .seconds(30))
        #expect(world.probes().count == 3)
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("three refused probes end once, with what the API said")
    func onceGivesUpOnToken() {
        var world = World(2, mode: .once(patience: .minutes(10)))
        world.trouble(.anything, .refused(401), times: 100)
        world.start()
        world.runToTheEnd()
        guard case .credentialsRefused = world.finish else {
            Issue.record("\(String(describing: world.finish))")
            return
        }
        #expect(world.probes().count == 3)
        #expect(world.now.boot - dawn.boot < .seconds(25))
    }

    @Test("a service probes every 2 minutes, and with a token from systemd ends after 15 minutes")
    func serviceWithSnapshot() {
        var world = World(1)
        world.configuration.tokenIsSnapshot = true
        world.trouble(.anything, .refused(401), times: 100)
        world.start()
        world.runToTheEnd()
        guard case .credentialsRefused = world.finish else {
            Issue.record("\(String(describing: world.finish))")
            return
        }
        #expect((15...18).contains(Int((world.now.boot - dawn.boot).seconds / 60)))
    }

    @Test("a service with a token file probes for ever and goes on once it is accepted")
    func serviceWithFile() {
        var world = World(1)
        world.trouble(.anything, .refused(401), times: 40)
        world.start()
        world.run(for: .hours(2))
        #expect(world.finish == nil)
        #expect(world.isOpen("vps_001") == false)
        #expect(world.violations == [])
    }

    @Test("a 403 on one server holds that one only, for an hour")
    func forbiddenOne() {
        var world = World(3)
        world.trouble(.read("vps_002"), .refused(403, code: "forbidden"), times: 1)
        world.start()
        world.run(for: .minutes(5))
        #expect(world.holdCounts() == ["forbidden/forbidden": 1])
        #expect(world.openServers() == ["vps_002"])
        world.run(for: .hours(1))
        #expect(world.openServers() == [])
    }

    @Test("three 403 in a row stop reads; one probe every 10 minutes finds out when they are allowed again")
    func forbiddenReads() {
        var world = World(6)
        world.settings.pacing.concurrency = 1
        world.trouble(.anyRead, .refused(403), times: 5)
        world.start()
        world.run(for: .minutes(9))
        #expect(world.requestsMade().filter { $0.hasPrefix("read") }.count == 3)
        world.run(for: .minutes(25))
        #expect(world.requestsMade().filter { $0.hasPrefix("read") }.count > 5)
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("three 403 in a row stop writes; one probe every 10 minutes finds out when they are allowed again")
    func forbiddenWrites() {
        var world = World(6)
        world.settings.pacing.concurrency = 1
        world.trouble(.anyWrite, .refused(403), times: 5)
        world.start()
        world.run(for: .minutes(9))
        #expect(world.written().count == 3)
        #expect(world.report("vps_006")?.holds.map(\.reason) == [.forbidden])
        world.run(for: .minutes(25))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("a 403 on the list stops lists, not the reads and writes of what is known")
    func forbiddenList() {
        var world = World(2, drifted: false, policies: [.sample(every: .minutes(15))])
        world.start()
        world.run(for: .minutes(1))
        world.trouble(.list, .refused(403), times: 4)
        world.run(for: .minutes(16))
        world.opens("vps_001")
        world.run(for: .minutes(20))
        #expect(world.isOpen("vps_001") == false)
        world.run(for: .hours(1))
        #expect(world.notices.contains(.requestsAllowed(RequestFamily(.list, of: .sshPasswordLogin))))
        #expect(world.violations == [])
    }

    @Test("a 403 on the first list ends once, as nothing is known")
    func onceWithoutLists() {
        var world = World(1, mode: .once(patience: .minutes(10)))
        world.trouble(.list, .refused(403), times: 100)
        world.start()
        world.runToTheEnd()
        guard case .nothingListed = world.finish else {
            Issue.record("\(String(describing: world.finish))")
            return
        }
        #expect(world.now.boot - dawn.boot < .minutes(1))
    }

    @Test("a 403 that is no JSON came from the edge: back off, forbid nothing")
    func edge() {
        var world = World(4)
        world.trouble(.anyRead, .refused(403, fromAPI: false), times: 4)
        world.start()
        world.run(for: .seconds(1))
        #expect(world.holdCounts().keys.allSatisfy { !$0.hasPrefix("forbidden") })
        world.run(for: .minutes(2))
        #expect(world.openServers() == [])
    }

    @Test("a 404 on a server still listed backs off, and retires nothing")
    func notFound() {
        var world = World(1)
        world.trouble(.anyRead, .refused(404), times: 3)
        world.start()
        world.run(for: .minutes(2))
        #expect(world.isOpen("vps_001") == false)
        #expect(!world.ledgerKinds().contains(.gone))
    }

    @Test("a 429 holds every request until Retry-After is over")
    func rateLimited() {
        var world = World(5)
        world.trouble(.read("vps_002"), .refused(429, rate: RateHeaders(retryAfter: .seconds(120))))
        world.start()
        world.run(for: .seconds(10))
        let sent = world.history.count
        #expect(world.underWay.isEmpty)
        world.run(for: .seconds(100))
        #expect(world.history.count == sent)
        world.run(for: .seconds(60))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("a Retry-After outlives a restart")
    func rateLimitOutlivesRestart() {
        var world = World(2)
        world.trouble(.anyRead, .refused(429, rate: RateHeaders(retryAfter: .minutes(10))))
        world.start()
        world.run(for: .seconds(30))
        world.restart()
        world.run(for: .minutes(5))
        #expect(world.underWay.isEmpty)
        #expect(world.violations == [])
        world.run(for: .minutes(6))
        #expect(world.openServers() == [])
    }

    @Test("a malformed answer makes the verdict unknown, and it is read again")
    func malformed() {
        var world = World(1)
        world.trouble(.anyRead, .malformed)
        world.start()
        while world.reads(of: "vps_001").isEmpty, world.step(before: world.now.boot + .minutes(1)) {}
        #expect(world.report("vps_001")?.verdict == .unknown)
        #expect(world.holds("vps_001") == ["backoff/malformed"])
        world.run(for: .seconds(30))
        #expect(world.isOpen("vps_001") == false)
    }

    @Test("ten failures in a row over three servers open a breaker: one probe at a time, 5 s doubling to 5 min")
    func breaker() {
        var world = World(10, drifted: false)
        world.start()
        world.run(for: .hours(5))
        world.trouble(.anyRead, .refused(503), times: 1000)
        world.trouble(.list, .refused(503), times: 1000)
        world.history = []
        world.run(for: .hours(4))
        let probes = world.probes().map(\.sentAt)
        let gaps = zip(probes, probes.dropFirst()).map { Int(($1 - $0).seconds.rounded()) }
        #expect(gaps.prefix(8) == [10, 20, 40, 80, 160, 300, 300, 300])
        #expect(world.history.suffix(probes.count - 1).allSatisfy { Target.list.covers($0.request) })
        world.troubles = []
        world.run(for: .hours(8))
        #expect(world.notices.contains(.reachableAgain))
        #expect(world.engine.report(at: world.now).summary.compliant == 10)
        #expect(world.violations == [])
    }

    @Test("guests that time out share at most a quarter of the slots")
    func slowGuests() {
        var world = World(24)
        for number in 1...8 { world.trouble(.read(World.id(number)), .timedOut, times: 1000) }
        world.start()
        world.run(for: .minutes(2))
        var most = 0
        let end = world.now.boot + .minutes(20)
        while world.step(before: end) {
            let slow = world.underWay.filter { exchange in
                (1...8).contains { Target.read(World.id($0)).covers(exchange.request) }
            }
            most = max(most, slow.count)
        }
        #expect(most == 2)
        #expect(world.openServers() == (1...8).map(World.id))
        #expect(world.violations == [])
    }

    @Test(
        "an API from which nothing comes is told with the beginning of that, until something comes", arguments: [1, 4])
    func silence(servers: Int) {
        var world = World(servers, drifted: false)
        world.start()
        world.run(for: .minutes(1))
        #expect(world.engine.report(at: world.now).silence == nil)
        world.crash()
        world.now = world.now + .hours(7)
        let restart = world.now
        world.trouble(.anything, .lost(carriedOut: false), times: 10_000)
        world.start()
        world.run(for: .minutes(20))
        let silence = world.engine.report(at: world.now).silence
        #expect(silence?.isWhole == (servers > 1), "a breaker takes three servers")
        #expect(silence?.detail == "The connection was reset.")
        #expect(silence.map { $0.since - restart.wall < .seconds(2) } == true, "not each try anew")
        world.troubles = []
        world.run(for: .minutes(20))
        #expect(world.engine.report(at: world.now).silence == nil)
    }

    @Test("a single request that fails often opens no breaker and stops nothing else")
    func oneBadServer() {
        var world = World(3)
        world.trouble(.read("vps_001"), .refused(500), times: 10000)
        world.start()
        world.run(for: .hours(13))
        #expect(world.openServers() == ["vps_001"])
        #expect(world.notices.allSatisfy { if case .unreachable = $0 { false } else { true } })
        let gaps = world.reads(of: "vps_001").count
        #expect(gaps < 200)
    }
}
