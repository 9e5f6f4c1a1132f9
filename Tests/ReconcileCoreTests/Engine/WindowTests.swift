import ReconcileCore
import Testing

@Suite("windows and settling")
struct WindowTests {
    @Test("what is held starts by itself when the window opens, spread, and is done before it closes")
    func opens() {
        var world = World(20, policies: [.sample(windows: .sample((60, 180)))])
        world.prove("off", "text-1")
        world.start()
        world.run(for: .minutes(59))
        #expect(world.written() == [])
        #expect(world.holdCounts() == ["window": 20])
        let report = world.report("vps_001")
        #expect(report?.holds.first?.until == dawn.wall + .minutes(60))
        #expect(report?.nextLook == dawn.wall + .minutes(60))
        world.run(for: .minutes(15))
        #expect(world.openServers() == [])
        let starts = world.writes().map { ($0.sentAt - dawn.boot).milliseconds / 1000 }
        #expect(starts.allSatisfy { (3600...4260).contains($0) })
        #expect(Set(starts.map { $0 / 60 }).count >= 6, "spread over ten minutes: \(starts)")
        #expect(world.violations == [])
    }

    @Test("in its turn after an opening a resource says when that is")
    func turn() {
        var world = World(1, policies: [.sample(windows: .sample((60, 180)))])
        world.start()
        world.run(for: .minutes(60) + .seconds(1))
        let report = world.report("vps_001")
        #expect(report?.holds == [])
        #expect((report?.nextLook).map { $0 > world.now.wall && $0 <= dawn.wall + .minutes(70) } == true)
    }

    @Test("drift that comes while a window is open is mended at once")
    func whileOpen() {
        var world = World(1, drifted: false, policies: [.sample(windows: .sample((-60, 600)))])
        world.start()
        world.run(for: .minutes(1))
        world.opens("vps_001")
        world.run(for: .hours(9))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("a write whose window closes while it waits is not sent")
    func closesMeanwhile() {
        var world = World(1, policies: [.sample(windows: .sample((-600, 1), (600, 900)))])
        world.recordsAtOnce = false
        world.start()
        world.run(for: .seconds(50))
        #expect(world.unwritten.contains { $0.entry.kind == .intent })
        world.run(for: .seconds(20))
        world.recordsAtOnce = true
        world.flush()
        world.run(for: .minutes(1))
        #expect(world.written() == [])
        #expect(world.outcomes() == [.withdrawn])
        #expect(world.holds("vps_001") == ["window"])
        world.run(for: .hours(11))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("the windows of all policies that govern must be open together")
    func together() {
        let policies: [Policy] = [
            .sample("a", windows: .sample((10, 30), (100, 120))), .sample("b", windows: .sample((40, 110))),
        ]
        var world = World(1, policies: policies)
        world.start()
        world.run(for: .minutes(90))
        #expect(world.written() == [])
        #expect(world.report("vps_001")?.holds.first?.until == dawn.wall + .minutes(100))
        world.run(for: .minutes(20))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("windows that run out are shut, and open again when they are worked out anew")
    func renewed() {
        let known = PolicyWindows(
            texts: ["a range"],
            open: OpenTimes([.init(start: dawn.wall, end: dawn.wall + .hours(1))], end: dawn.wall + .hours(1)))
        var world = World(1, drifted: false, policies: [.sample(windows: known)])
        world.start()
        world.run(for: .hours(2))
        world.opens("vps_001")
        world.run(for: .hours(10))
        #expect(world.holds("vps_001") == ["window/horizon"])
        let other = PolicyWindows(texts: ["another"], open: PolicyWindows.sample((0, 6000)).open)
        world.handle(.windowsRenewed(["off": other]))
        #expect(world.holds("vps_001") == ["window/horizon"], "they are of another text")
        world.policies[0].windows = .sample((0, 6000))
        world.handle(.windowsRenewed(["off": .sample((0, 6000)), "gone": .sample((0, 1))]))
        world.run(for: .minutes(1))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("a waiver opens its door outside the windows, and shuts it again there")
    func waiver() {
        var world = World(1, drifted: false, policies: [.sample(windows: .sample((6000, 6060)), settle: .hours(1))])
        world.append(
            .waived(
                .init(
                    resource: "vps_001", until: dawn.wall + .minutes(30), reason: "console", enabled: true,
                    by: operatorAtDesk)))
        world.start()
        world.run(for: .minutes(5))
        #expect(world.isOpen("vps_001") == true)
        world.run(for: .minutes(30))
        #expect(world.isOpen("vps_001") == false)
        #expect(world.violations == [])
    }

    @Test("once does not wait for a window or for drift to settle; they are outstanding")
    func once() {
        for policy in [Policy.sample(windows: .sample((5, 60))), .sample(settle: .minutes(5))] {
            var world = World(2, mode: .once(patience: .minutes(30)), policies: [policy])
            world.start()
            world.runToTheEnd()
            #expect(world.finish == .settled)
            #expect(world.now.boot - dawn.boot < .minutes(1))
            #expect(world.written() == [])
            #expect(world.engine.report(at: world.now).hasOutstanding)
            world.now = dawn + .minutes(6)
            world.restart()
            world.runToTheEnd()
            #expect(world.openServers() == [])
            #expect(world.violations == [])
        }
    }

    @Test("plan shows what a window or settling holds, and until when")
    func plan() {
        var world = World(
            1, mode: .plan(patience: .minutes(10)), policies: [.sample(windows: .sample((60, 90)), settle: .hours(2))])
        world.start()
        world.runToTheEnd()
        #expect(world.holds("vps_001") == ["window", "window/settle"])
        let untils = world.report("vps_001")?.holds.compactMap(\.until) ?? []
        #expect(untils.first == dawn.wall + .minutes(60))
        #expect(untils.last.map { $0 >= dawn.wall + .hours(2) } == true)
    }
}

@Suite("settling")
struct SettlingTests {
    @Test("drift is mended after a read at the end of settle showed it again, and not before")
    func settles() {
        var world = World(1, policies: [.sample(settle: .minutes(20))])
        world.start()
        world.run(for: .minutes(19))
        #expect(world.written() == [])
        #expect(world.holds("vps_001") == ["window/settle"])
        #expect(world.reads(of: "vps_001").count == 1, "one look is enough until then")
        world.run(for: .minutes(2))
        #expect(world.openServers() == [])
        #expect(world.reads(of: "vps_001").count >= 2)
        #expect(world.violations == [])
    }

    @Test("a short settle asks for a read of its own, though the one before is fresh enough to write on")
    func short() {
        var world = World(1, policies: [.sample(settle: .seconds(10))])
        world.start()
        world.run(for: .minutes(1))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("drift that passes by itself within settle is never written")
    func passes() {
        var world = World(1, policies: [.sample(settle: .minutes(20))])
        world.start()
        world.run(for: .minutes(10))
        world.servers["vps_001"]?.turn(false)
        world.run(for: .hours(1))
        #expect(world.written() == [])
        #expect(world.holds("vps_001") == [])
        #expect(world.ledgerKinds().suffix(1) == [.driftEnded])
    }

    @Test("the time goes on over a restart")
    func restart() {
        var world = World(1, policies: [.sample(settle: .minutes(20))])
        world.start()
        world.run(for: .minutes(15))
        world.restart()
        world.run(for: .minutes(3))
        #expect(world.written() == [])
        world.run(for: .minutes(4))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }
}
