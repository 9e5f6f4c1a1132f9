import ReconcileCore
import Testing

@Suite("the schedule of looks, and how runs end")
struct ScheduleTests {
    @Test("a steady guest is read once per period, at its own phase")
    func steady() {
        var world = World(40, drifted: false)
        world.start()
        world.run(for: .hours(12))
        world.history = []
        world.run(for: .hours(24))
        for number in 1...40 { #expect(world.reads(of: World.id(number)).count == 4) }
        var perHour = Array(repeating: 0, count: 24)
        for exchange in world.history where Target.anyRead.covers(exchange.request) {
            perHour[Int((exchange.sentAt.sinceBoot - dawn.boot.sinceBoot).seconds / 3600) - 12] += 1
        }
        #expect(perHour.allSatisfy { (1...16).contains($0) }, "spread: \(perHour)")
        #expect(world.violations == [])
    }

    @Test("a drift injected while the service runs is seen and mended within 1.25 periods")
    func seesDrift() {
        var world = World(5, drifted: false)
        world.start()
        world.run(for: .hours(3))
        world.opens("vps_003")
        world.run(for: .minutes(450))
        #expect(world.isOpen("vps_003") == false)
        let drift = world.ledger.compactMap { if case .drift(let row) = $0.entry { row } else { nil } }.first
        #expect(drift?.cause == .change)
    }

    @Test("first looks of a service are at most five a second while no limit is known")
    func firstLooks() {
        var world = World(50, drifted: false)
        world.start()
        world.run(for: .seconds(5))
        let reads = world.history.filter { Target.anyRead.covers($0.request) }.count
        #expect((20...26).contains(reads))
    }

    @Test("once sends as soon as there is work, up to the concurrency")
    func onceIsQuick() {
        var world = World(70, drifted: false, mode: .once(patience: .minutes(10)))
        world.start()
        world.runToTheEnd()
        #expect(world.now.boot - dawn.boot == .milliseconds(1100))
    }

    @Test("a verdict older than twice its period is unknown and stale wherever it is shown")
    func stale() {
        var world = World(1, drifted: false, policies: [.sample(every: .hours(1))])
        world.start()
        world.run(for: .minutes(5))
        world.trouble(.anyRead, .timedOut, times: 100_000)
        world.run(for: .minutes(100))
        #expect(world.report("vps_001")?.verdict == .compliant)
        world.run(for: .hours(2))
        #expect(world.report("vps_001")?.verdict == .unknown)
        #expect(world.report("vps_001")?.holds.count == 1)
    }

    @Test("once ends at its deadline, and what is left is reported held")
    func deadline() {
        var world = World(2, mode: .once(patience: .minutes(2)))
        world.trouble(.read("vps_002"), .refused(503), times: 1000)
        world.start()
        world.runToTheEnd()
        #expect(world.finish == .deadline)
        #expect(world.now.boot - dawn.boot >= .minutes(2))
        #expect(world.report("vps_002")?.holds.map(\.reason) == [.backoff])
        #expect(world.report("vps_001")?.verdict == .compliant)
    }

    @Test("once during a long Retry-After ends at its deadline with rateLimit holds")
    func rateLimitedOnce() {
        var world = World(2, mode: .once(patience: .minutes(2)))
        world.trouble(.anyRead, .refused(429, rate: RateHeaders(retryAfter: .hours(1))))
        world.start()
        world.runToTheEnd()
        #expect(world.finish == .deadline)
        #expect(world.holdCounts() == ["rateLimit": 2])
        #expect(world.violations == [])
    }

    @Test("under a limit that the headers tell, once uses its share of each window, meets no 429, and wastes no window")
    func keepsToLimit() {
        var world = World(60, mode: .once(patience: .hours(1)))
        world.limit = World.Limit(requests: 50, window: .seconds(60))
        world.start()
        world.runToTheEnd()
        #expect(world.finish == .settled)
        #expect(world.openServers() == [])
        #expect(world.limit?.refusals == 0)
        #expect(world.limit?.history.allSatisfy { (30...40).contains($0) } == true, "\(world.limit?.history ?? [])")
        #expect(world.history.count == 1 + 3 * 60)
        #expect(world.violations == [])
    }

    @Test("under a narrow ceiling a read is begun only where the write fits after it, and all converges")
    func narrowCeiling() {
        var world = World(3)
        world.settings.pacing.ceiling = RateCeiling(requests: 6, window: .minutes(3))
        world.noWrites = "freeze"
        world.start()
        world.run(for: .minutes(20))
        world.forbidWrites(nil)
        world.run(for: .minutes(30))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("once that never gets a list ends with that")
    func nothingListed() {
        var world = World(1, mode: .once(patience: .minutes(1)))
        world.trouble(.list, .refused(500), times: 1000)
        world.start()
        world.runToTheEnd()
        guard case .nothingListed = world.finish else {
            Issue.record("\(String(describing: world.finish))")
            return
        }
    }

    @Test("once over no servers at all ends at once")
    func emptyAccount() {
        var world = World(0, mode: .once(patience: .minutes(10)))
        world.start()
        world.runToTheEnd()
        #expect(world.finish == .settled)
        #expect(world.history.count == 1)
    }

    @Test("once does not wait for what passes by no clock of its own")
    func onceDoesNotWait() {
        var world = World(4, mode: .once(patience: .minutes(10)))
        world.servers["vps_001"]?.seen.canDisable = ActionGate(allowed: false, reason: "Busy.", code: "pending_order")
        world.servers["vps_002"]?.seen.available = false
        world.trouble(.read("vps_003"), .refused(400), times: 5)
        world.trouble(.write("vps_004"), .refused(403), times: 5)
        world.start()
        world.runToTheEnd()
        #expect(world.finish == .settled)
        #expect(world.now.boot - dawn.boot < .seconds(5))
        #expect(
            world.holdCounts() == [
                "gate/pending_order": 1, "unknownState/unavailable": 1, "rejected": 1, "forbidden": 1,
            ])
    }

    @Test("plan looks three times at what cannot be read, and ends")
    func planLooksThreeTimes() {
        var world = World(1, mode: .plan(patience: .minutes(10)))
        world.trouble(.anyRead, .refused(503), times: 1000)
        world.start()
        world.runToTheEnd()
        #expect(world.finish == .settled)
        #expect(world.reads(of: "vps_001").count == 3)
        #expect(world.holds("vps_001").count == 1)
    }

    @Test("stopping sends nothing new and ends once the write under way is answered")
    func stopping() {
        var world = World(3)
        world.start()
        while !world.underWay.contains(where: { Target.anyWrite.covers($0.request) }) {
            guard world.step(before: world.now.boot + .minutes(1)) else { break }
        }
        world.handle(.stopping)
        #expect(world.finish == nil)
        let sent = world.history.count + world.underWay.count
        world.runToTheEnd()
        #expect(world.finish == .stopped)
        #expect(world.history.count + world.underWay.count == sent)
        #expect(world.intentsWithoutOneOutcome() == [])
    }

    @Test("a reload takes effect at once: what is now wanted is written, what is no longer wanted ends")
    func reload() {
        var world = World(2, policies: [.sample(mode: .observe)])
        world.start()
        world.run(for: .minutes(5))
        #expect(world.holdCounts() == ["observeMode": 2])
        world.reload([.sample(text: "text-2")])
        world.run(for: .minutes(5))
        #expect(world.openServers() == [])
        world.reload([.sample(match: .named("name-vps_001"), text: "text-3")])
        #expect(world.engine.report(at: world.now).resources.map(\.item.id) == ["vps_001"])
        #expect(world.violations == [])
    }

    @Test("a policy that goes away ends its drift and is never an undo")
    func policyGoesAway() {
        var world = World(2)
        world.servers["vps_002"]?.seen.canDisable = ActionGate(allowed: false)
        world.start()
        world.run(for: .minutes(5))
        world.reload([.sample("none", match: .named("nobody"), text: "text-2")])
        world.run(for: .hours(8))
        #expect(world.openServers() == ["vps_002"])
        #expect(
            world.ledger.map(\.entry).contains(
                .driftEnded(.init(resource: "vps_002", policy: nil, reason: .policy))))
        #expect(world.engine.vanishedPolicies == ["off"])
    }

    @Test("a policy, an id or a waiver that matches nothing is said after the start and after a reload, once")
    func matchesNothing() {
        let waiver = Policy.Waiver(
            match: .named("nobody"), until: dawn.wall + .days(20), reason: "INC-1", enabled: nil)
        var named = Policy.sample("named", match: .conditions(.init(ids: ["vps_001", "vps_404"])), text: "text-2")
        named.waivers = [waiver]
        let idle = Policy.sample("idle", match: .named("nobody"), text: "text-3")
        var world = World(2, policies: [named, idle])
        world.start()
        world.run(for: .hours(2))
        let expected = [
            Notice.matchesNothing(policy: "idle", detail: "It matches no server."),
            .matchesNothing(policy: "named", detail: "It names 'vps_404', which is not listed."),
            .matchesNothing(
                policy: "named", detail: "Its waiver until \(waiver.until.rfc3339) matches no server."),
        ]
        #expect(world.notices.filter(\.isAboutNothing) == expected)
        world.reload([named, idle])
        world.run(for: .hours(2))
        #expect(world.notices.filter(\.isAboutNothing) == expected + expected)
    }
}

extension Notice {
    fileprivate var isAboutNothing: Bool {
        if case .matchesNothing = self { true } else { false }
    }
}
