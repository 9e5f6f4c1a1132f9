import ReconcileCore
import Testing

@Suite("waves of a rollout")
struct WaveTests {
    private static let waves = Waves(canary: 1, batch: .resources(3), soak: .minutes(10), stopAfterFailures: 2)

    private func world(_ count: Int = 8, waves: Waves = waves) -> World {
        World(count, policies: [.sample(every: .hours(1), waves: waves)])
    }

    private func release() -> LedgerEntry {
        .released(.init(policy: "off", reason: "looked at it", by: operatorAtDesk))
    }

    /// The resources written in each wave, by the ledger.
    private func byWave(_ world: World) -> [[ResourceID]] {
        var waves: [Int: [ResourceID]] = [:]
        for row in world.ledger {
            if case .intent(let intent) = row.entry, let wave = intent.wave {
                waves[wave, default: []].append(intent.resource)
            }
        }
        return waves.sorted { $0.key < $1.key }.map { $0.value.sorted() }
    }

    /// No write of a wave before each of the one before was confirmed and soaked.
    private func brokenOrder(_ world: World, soak: Duration = .minutes(10)) -> [String] {
        var broken: [String] = []
        var wave = 0
        var members: [ResourceID: WallTime?] = [:]
        for row in world.ledger {
            switch row.entry {
            case .intent(let intent):
                guard let own = intent.wave else { continue }
                if own > wave {
                    for (id, at) in members where at.map({ row.at - $0 < soak }) ?? true {
                        broken.append("wave \(own) began while \(id) was on trial")
                    }
                    (wave, members) = (own, [:])
                }
                members[intent.resource] = .some(nil)
            case .confirmed(let confirmed):
                if members[confirmed.resource] != nil { members[confirmed.resource] = row.at }
            case .unconfirmed(let row): members[row.resource] = nil
            case .soaked(let row) where row.result != .lasted: members[row.resource] = nil
            default: break
            }
        }
        return broken
    }

    @Test("canary, then batches, each confirmed and soaked before the next starts")
    func rollsOut() {
        var world = world()
        world.start()
        world.run(for: .minutes(9))
        #expect(world.written().count == 1)
        #expect(world.holdCounts() == ["wave/turn": 7])
        world.run(for: .minutes(8))
        #expect(world.written().count == 4)
        world.run(for: .hours(1))
        #expect(world.openServers() == [])
        #expect(byWave(world).map(\.count) == [1, 3, 3, 1])
        #expect(brokenOrder(world) == [])
        #expect(world.violations == [])
    }

    @Test("the batches are the same in every run, and over a restart at any time", arguments: [1, 5, 11, 13, 22])
    func stable(minutes: Int) {
        var plain = world()
        plain.start()
        plain.run(for: .hours(2))
        var restarted = world()
        restarted.configuration.seed = 99
        restarted.start()
        restarted.run(for: .minutes(minutes))
        restarted.restart()
        restarted.run(for: .hours(2))
        #expect(byWave(plain) == byWave(restarted))
        #expect(restarted.openServers() == [])
        #expect(brokenOrder(restarted) == [])
        #expect(plain.violations + restarted.violations == [])
    }

    @Test("a restart in the middle of a soak goes on with it")
    func restartInSoak() {
        var world = world()
        world.start()
        world.run(for: .minutes(5))
        world.restart()
        world.run(for: .minutes(4))
        #expect(world.written().count == 1)
        world.crash()
        world.now = world.now + .hours(3)
        world.start()
        world.run(for: .minutes(2))
        #expect(world.written().count == 4)
        #expect(brokenOrder(world) == [])
        #expect(world.violations == [])
    }

    @Test("as many failures as stopAfterFailures halt it, over restarts, until a person releases it")
    func halts() {
        var world = world()
        for number in 1...8 { world.servers[World.id(number)]?.takesWrites = false }
        world.start()
        world.run(for: .hours(3))
        let failed = Set(world.written())
        #expect(failed.count == 2 || failed.count == 4, "the canary, and what of the first batch was under way")
        #expect((world.holdCounts()["wave/halted"] ?? 0) == 8)
        let writes = world.written().count
        world.restart()
        world.run(for: .days(2))
        #expect(world.written().count == writes)
        for number in 1...8 { world.servers[World.id(number)]?.takesWrites = true }
        world.crash()
        world.append(release())
        world.start()
        world.run(for: .hours(6))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("one failure fewer than stopAfterFailures halts nothing")
    func toleratesFailures() {
        var world = world()
        let canary = (1...8).map(World.id).min { StableHash.fnv1a($0.text.utf8) < StableHash.fnv1a($1.text.utf8) }
        if let canary { world.servers[canary]?.takesWrites = false }
        world.start()
        world.run(for: .hours(2))
        #expect(world.openServers() == [canary].compactMap { $0 })
        #expect(world.violations == [])
    }

    @Test("a change that does not last its soak is a failure")
    func doesNotLast() {
        var world = world(waves: Waves(canary: 1, batch: .resources(3), soak: .minutes(10), stopAfterFailures: 1))
        world.start()
        world.run(for: .minutes(1))
        let canary = world.written()[0]
        world.run(for: .minutes(5))
        world.opens(canary)
        world.run(for: .minutes(30))
        #expect(world.written() == [canary])
        #expect(world.holdCounts() == ["wave/halted": 8])
        #expect(
            world.ledger.contains { row in
                if case .soaked(let soaked) = row.entry { soaked.result == .drifted } else { false }
            })
        world.crash()
        world.append(release())
        world.start()
        world.run(for: .hours(2))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("a server that cannot be seen any more in its soak counts as failed after an hour")
    func unseen() {
        var world = world()
        world.start()
        world.run(for: .minutes(1))
        let canary = world.written()[0]
        world.servers[canary]?.seen.available = false
        world.run(for: .minutes(60))
        #expect(world.written() == [canary])
        world.run(for: .hours(3))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("one that cannot be written gives its seat to the next")
    func stuck() {
        var world = world()
        let ids = (1...8).map(World.id).sorted { StableHash.fnv1a($0.text.utf8) < StableHash.fnv1a($1.text.utf8) }
        world.servers[ids[0]]?.seen.canDisable = ActionGate(allowed: false, code: "pending_order")
        world.start()
        world.run(for: .minutes(1))
        #expect(world.written() == [ids[1]])
        world.run(for: .hours(2))
        #expect(world.openServers() == [ids[0]])
        #expect(world.holds(ids[0]) == ["gate/pending_order", "wave/turn"])
        #expect(world.violations == [])
    }

    @Test("one whose writes are always refused holds up nobody")
    func refused() {
        var world = world(waves: Waves(canary: 1, batch: .resources(1), soak: .zero, stopAfterFailures: 1))
        let ids = (1...8).map(World.id).sorted { StableHash.fnv1a($0.text.utf8) < StableHash.fnv1a($1.text.utf8) }
        world.trouble(.write(ids[0]), .refused(409, code: "pending_order"), times: 1000)
        world.start()
        world.run(for: .hours(1))
        #expect(world.openServers() == [ids[0]])
        #expect(world.violations == [])
    }

    @Test("one whose writes never show halts it, and after a release all others go before it")
    func neverShows() {
        var world = world(waves: Waves(canary: 1, batch: .resources(3), soak: .zero, stopAfterFailures: 1))
        let ids = (1...8).map(World.id).sorted { StableHash.fnv1a($0.text.utf8) < StableHash.fnv1a($1.text.utf8) }
        world.servers[ids[0]]?.takesWrites = false
        world.start()
        world.run(for: .hours(3))
        #expect(world.openServers().count == 8)
        world.crash()
        world.append(release())
        world.start()
        world.run(for: .hours(3))
        #expect(world.openServers() == [ids[0]])
        #expect(world.holds(ids[0]).contains("wave/halted"))
        #expect(world.violations == [])
    }

    @Test("one whose writes never show goes last after an opening, too, so that a release brings the others on")
    func neverShowsInWindows() {
        let waves = Waves(canary: 3, batch: .resources(3), soak: .zero, stopAfterFailures: 1)
        var world = World(
            2, policies: [.sample(every: .hours(1), windows: .sample((60, 180), (720, 840)), waves: waves)])
        // Its own turn would come first.
        let spread = UInt64(PolicyWindows.longestSpread.milliseconds)
        let ids = (1...2).map(World.id).sorted {
            StableHash.fnv1a($0.text.utf8) % spread < StableHash.fnv1a($1.text.utf8) % spread
        }
        world.servers[ids[0]]?.takesWrites = false
        world.start()
        world.run(for: .hours(4))
        #expect(world.written() == [ids[0]])
        #expect(world.openServers().count == 2)
        world.says(release())
        world.run(for: .hours(12))
        #expect(world.openServers() == [ids[0]])
        #expect(world.violations == [])
    }

    @Test("only drift that has to be written counts: what is as wanted is in no wave")
    func onlyDrift() {
        var world = world(drifted: 3)
        world.start()
        world.run(for: .hours(1))
        #expect(byWave(world).map(\.count) == [1, 2])
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    private func world(drifted: Int) -> World {
        var world = World(20, drifted: false, policies: [.sample(every: .hours(1), waves: Self.waves)])
        for number in 1...drifted { world.opens(World.id(number)) }
        return world
    }

    @Test("another policy text starts anew with a canary")
    func anotherText() {
        var world = world()
        world.start()
        world.run(for: .minutes(20))
        #expect(world.written().count == 4)
        world.reload([.sample(every: .hours(1), waves: Self.waves, text: "text-2")])
        world.run(for: .minutes(5))
        #expect(world.written().count == 5)
        world.run(for: .hours(2))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("the server this program runs on is never a canary and goes last")
    func thisMachine() {
        var world = world(5)
        world.configuration.localAddresses = Set(["192.0.2.3"].compactMap(IPAddress.init))
        world.start()
        world.run(for: .hours(2))
        #expect(world.openServers() == [])
        #expect(world.written().last == "vps_003")
        var alone = self.world(1)
        alone.configuration.localAddresses = Set(["192.0.2.1"].compactMap(IPAddress.init))
        alone.start()
        alone.run(for: .hours(1))
        #expect(alone.holds("vps_001") == ["wave/this_machine"])
        alone.crash()
        alone.append(release())
        alone.start()
        alone.run(for: .minutes(1))
        #expect(alone.openServers() == [])
        #expect(world.violations + alone.violations == [])
    }

    @Test("once does one wave at a time and calls the rest outstanding; plan shows who goes first")
    func passes() {
        var world = world()
        world.start(mode: .plan(patience: .minutes(10)))
        world.runToTheEnd()
        #expect(world.holdCounts() == ["wave/turn": 7])
        world.restart(mode: .once(patience: .minutes(30)))
        world.runToTheEnd()
        #expect(world.written().count == 1)
        #expect(world.engine.report(at: world.now).hasOutstanding)
        for _ in 0..<3 {
            world.now = world.now + .minutes(11)
            world.restart()
            world.runToTheEnd()
        }
        #expect(world.openServers() == [])
        #expect(byWave(world).map(\.count) == [1, 3, 3, 1])
        #expect(world.violations == [])
    }

    @Test("once waits for the backoff of a write that did not take, and then asks for its turn again")
    func passAfterLoss() {
        var world = World(
            1, policies: [.sample(waves: Waves(canary: 1, batch: .resources(1), soak: .zero, stopAfterFailures: 5))])
        world.servers["vps_001"]?.takesWrites = false
        world.start(mode: .once(patience: .minutes(10)))
        world.runToTheEnd()
        #expect(world.openServers() == ["vps_001"])
        world.servers["vps_001"]?.takesWrites = true
        world.now = world.now + .minutes(20)
        world.restart()
        world.runToTheEnd()
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("the two writes of a waiver are in no wave")
    func waiver() {
        var world = World(3, drifted: false, policies: [.sample(waves: Self.waves)])
        for number in 1...3 {
            world.append(
                .waived(
                    .init(
                        resource: World.id(number), until: dawn.wall + .minutes(30), reason: "console", enabled: true,
                        by: operatorAtDesk)))
        }
        world.start()
        world.run(for: .minutes(5))
        #expect(world.openServers().count == 3)
        world.run(for: .hours(1))
        #expect(world.openServers() == [])
        #expect(byWave(world) == [])
        #expect(world.violations == [])
    }

    @Test("windows, the brake and waves hold together")
    func withOthers() {
        var world = World(
            8,
            policies: [
                .sample(
                    every: .hours(1), brake: .resources(4), windows: .sample((60, 600), (1800, 9000)), waves: Self.waves
                )
            ])
        world.start()
        world.run(for: .minutes(59))
        #expect(world.holdCounts()["window"] == 8)
        world.run(for: .hours(4))
        #expect(world.written().count == 4)
        world.run(for: .hours(60))
        #expect(world.openServers() == [])
        #expect(brokenOrder(world) == [])
        #expect(world.violations == [])
    }
}
