import Testing

@testable import ReconcileCore

@Suite("what the lists say")
struct InventoryTests {
    private static let quick = Settings(inventoryEvery: .minutes(10))

    @Test(
        "a server that is not active, not running or no Linux is not read, and not written",
        arguments: [
            (InventoryItem.sample(status: .suspended), "notActive"),
            (.sample(status: ServiceStatus(rawValue: "cancelled")), "notActive"),
            (.sample(power: .stopped), "notRunning"),
            (.sample(power: PowerState(rawValue: "stopping")), "notRunning"),
            (.sample(power: PowerState(rawValue: "paused")), "notRunning"),
            (.sample(power: PowerState(rawValue: "provisioning")), "notRunning"),
            (.sample(os: "windows"), "notEligible"),
        ])
    func notRead(item: InventoryItem, hold: String) {
        var world = World(1)
        var item = item
        item.id = "vps_001"
        world.servers["vps_001"]?.item = item
        world.start()
        world.run(for: .hours(7))
        #expect(world.reads(of: "vps_001").isEmpty)
        #expect(world.holds("vps_001") == [hold])
        #expect(world.report("vps_001")?.verdict == .unknown)
        #expect(world.report("vps_001")?.isOutstanding == false)
    }

    @Test(
        "where the list does not say, or says something unheard of, the guest is read",
        arguments: [
            InventoryItem.sample(status: nil), .sample(power: nil), .sample(os: nil), .sample(os: "plan9linux"),
            .sample(power: PowerState(rawValue: "migrating")),
        ])
    func read(item: InventoryItem) {
        var world = World(1)
        var item = item
        item.id = "vps_001"
        world.servers["vps_001"]?.item = item
        world.start()
        world.run(for: .minutes(1))
        #expect(world.isOpen("vps_001") == false)
    }

    @Test("a server that is new or running again is read at once")
    func newAndRunningAgain() {
        var world = World(2, drifted: false, settings: Self.quick)
        world.servers["vps_002"]?.item.powerState = .stopped
        world.servers["vps_002"]?.turn(true)
        world.start()
        world.run(for: .minutes(5))
        world.servers["vps_002"]?.item.powerState = .running
        world.add("vps_003", address: nil, enabled: true)
        world.run(for: .minutes(6))
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("a changed operating system or address is a new life: read at once, counters reset")
    func newLife() {
        var world = World(1, policies: [.sample(every: .minutes(20))], settings: Self.quick)
        world.start()
        world.run(for: .minutes(1))
        for _ in 0..<3 {
            world.opens("vps_001")
            world.run(for: .hours(1))
        }
        #expect(world.holds("vps_001") == ["flapping"])
        world.servers["vps_001"]?.item.address = "192.0.2.99"
        world.run(for: .minutes(15))
        #expect(world.isOpen("vps_001") == false)
        #expect(world.ledgerKinds().contains(.gone))
        #expect(world.violations == [])
    }

    @Test("a server in no list is missing and not written; listed again it is as before")
    func missing() {
        var world = World(3, drifted: false, policies: [.sample(every: .hours(1))], settings: Self.quick)
        world.start()
        world.run(for: .minutes(5))
        world.servers["vps_002"]?.isListed = false
        world.opens("vps_002")
        world.run(for: .hours(3))
        #expect(world.holds("vps_002") == ["missing"])
        #expect(world.written() == [])
        world.servers["vps_002"]?.isListed = true
        world.run(for: .hours(2))
        #expect(world.isOpen("vps_002") == false)
        #expect(!world.ledgerKinds().contains(.gone))
    }

    @Test("no number of lists that a stored record names ends the process")
    func strangeAbsence() {
        var world = World(3, drifted: false, settings: Self.quick)
        world.start()
        world.run(for: .minutes(5))
        world.servers["vps_002"]?.isListed = false
        world.records["vps_002"]?.absence = .init(since: world.now.wall, lists: .max)
        world.restart()
        world.run(for: .hours(1))
        #expect(world.records["vps_002"]?.absence?.lists == .max)
    }

    @Test("absent for a day and not found, it is gone for good, once, and asked for no more")
    func gone() {
        var world = World(3, drifted: false, settings: Self.quick)
        world.start()
        world.run(for: .minutes(5))
        world.servers["vps_002"]?.exists = false
        world.run(for: .hours(23))
        #expect(!world.ledgerKinds().contains(.gone))
        world.run(for: .hours(2))
        #expect(world.ledgerKinds().count { $0 == .gone } == 1)
        #expect(world.records["vps_002"] == nil)
        let looks = world.reads(of: "vps_002").count
        world.run(for: .hours(30))
        #expect(world.reads(of: "vps_002").count == looks)
        #expect(world.ledgerKinds().count { $0 == .gone } == 1)
        #expect(world.engine.report(at: world.now).resources.count == 2)
        world.servers["vps_002"]?.exists = true
        world.run(for: .minutes(15))
        #expect(world.report("vps_002")?.verdict == .compliant)
    }

    @Test(
        "absent for a day and still answering, or failing, it is asked for now and then, not in a loop",
        arguments: [true, false])
    func absentButThere(answers: Bool) {
        var world = World(3, drifted: false, settings: Self.quick)
        world.start()
        world.run(for: .minutes(5))
        world.servers["vps_002"]?.isListed = false
        if !answers { world.trouble(.read("vps_002"), .refused(500), times: 10000) }
        world.run(for: .hours(24))
        let looks = world.reads(of: "vps_002").count
        world.run(for: .hours(24))
        #expect(world.reads(of: "vps_002").count - looks < (answers ? 8 : 250))
        #expect(world.violations == [])
    }

    @Test("one that answered after its day of absence is asked for again, however often it is not listed meanwhile")
    func absentThenGone() {
        var world = World(3, drifted: false, settings: Self.quick)
        world.start()
        world.run(for: .minutes(5))
        world.servers["vps_002"]?.isListed = false
        world.run(for: .hours(30))
        world.servers["vps_002"]?.exists = false
        world.run(for: .hours(7))
        #expect(world.ledgerKinds().count { $0 == .gone } == 1)
        #expect(world.violations == [])
    }

    @Test("a server is read while the next page of the list is on its way, and written once the list is complete")
    func readBeforeTheListEnds() throws {
        var world = World(3, mode: .once(patience: .minutes(10)), policies: [.sample(brake: .off)])
        world.pageSize = 1
        world.start()
        world.runToTheEnd()
        let lastPage = try #require(world.history.last { if case .read(.list) = $0.request { true } else { false } })
        let firstRead = try #require(world.reads(of: "vps_001").first)
        let firstWrite = try #require(world.writes(to: "vps_001").first)
        #expect(firstRead.sentAt < lastPage.sentAt)
        #expect(firstWrite.sentAt >= lastPage.answersAt)
        #expect(world.reads(of: "vps_001").count == 2, "one to look, one to confirm")
        #expect(world.openServers() == [])
        #expect(world.violations == [])
    }

    @Test("pages that shift name a server twice or repeat a cursor: it counts once, and no cursor is followed twice")
    func shiftingPages() {
        var walk = InventoryWalk(kind: .sshPasswordLogin, due: dawn.boot)
        var jitter = SplitMix64(seed: 1)
        func page(_ ids: [ResourceID], _ next: String?) -> InventoryPage {
            InventoryPage(items: ids.map { .sample($0) }, nextCursor: next)
        }
        func turn(_ page: InventoryPage) -> InventoryWalk.Result? {
            _ = walk.took(page)
            return walk.turned(page, every: .minutes(15), using: &jitter, at: dawn.boot)
        }
        #expect(walk.ask(at: dawn.boot) == .list(.sshPasswordLogin, cursor: nil, limit: 100))
        #expect(turn(page(["a", "b"], "2")) == nil)
        #expect(walk.ask(at: dawn.boot) == .list(.sshPasswordLogin, cursor: "2", limit: 100))
        #expect(turn(page(["b", "c"], "3")) == nil)
        _ = walk.ask(at: dawn.boot)
        let result = turn(page(["d"], "2"))
        #expect(result?.ids == ["a", "b", "c", "d"])
        #expect(result?.isComplete == false)
        #expect(walk.completedAt == nil)
        #expect(walk.trouble == "its pages lead back to one another, and to no end")
        #expect(walk.due.map { $0 <= dawn.boot + .seconds(1) } == true, "it is tried again as after a failure")
    }

    @Test("a list of pages that name nobody new and go on for ever is given up after a few, and a plan says so")
    func endlessList() {
        var walk = InventoryWalk(kind: .sshPasswordLogin, due: dawn.boot)
        var jitter = SplitMix64(seed: 1)
        var pages = 0
        for walks in 1...5 {
            var result: InventoryWalk.Result?
            while result == nil, pages < 100 {
                _ = walk.ask(at: dawn.boot)
                pages += 1
                let page = InventoryPage(items: [.sample("a")], nextCursor: "\(pages)")
                _ = walk.took(page)
                result = walk.turned(page, every: .minutes(15), using: &jitter, at: dawn.boot)
            }
            #expect(result?.isComplete == false && pages == 4 * walks && walk.failedTries == walks)
        }
    }

    @Test("a row that cannot be read keeps no other from its turn, and while it is there nobody counts as missing")
    func flawedRow() {
        var world = World(3, settings: Self.quick)
        world.flaw = "'data[1].id' is missing"
        world.start()
        world.run(for: .minutes(5))
        #expect(world.openServers() == [])
        let gone = world.servers.removeValue(forKey: "vps_003")
        world.run(for: .hours(30))
        #expect(world.report("vps_003")?.verdict != nil && !world.ledgerKinds().contains(.gone))
        #expect(
            world.notices.contains(
                .cannotList(
                    detail:
                        "a row is left out, as 'data[1].id' is missing; until it can be read, nobody counts as missing")
            ))
        world.flaw = nil
        world.servers["vps_003"] = gone
        world.run(for: .minutes(20))
        #expect(world.notices.contains(.canListAgain))
        #expect(world.violations == [])
    }

    @Test(
        "a list that says page by page what the newest complete one said is told apart from one that differs anywhere")
    func unchangedList() {
        var walk = InventoryWalk(kind: .sshPasswordLogin, due: dawn.boot)
        var jitter = SplitMix64(seed: 1)
        func walked(_ pages: [[ResourceID]], endsWell: Bool = true) -> (took: [Bool], isUnchanged: Bool?) {
            var took: [Bool] = []
            var result: InventoryWalk.Result?
            for (number, ids) in pages.enumerated() {
                _ = walk.ask(at: dawn.boot)
                let isLast = number == pages.count - 1
                let cursor: String? = isLast ? (endsWell ? nil : "0") : "\(number)"
                let page = InventoryPage(items: ids.map { .sample($0) }, nextCursor: cursor)
                took.append(walk.took(page))
                result = walk.turned(page, every: .minutes(15), using: &jitter, at: dawn.boot)
            }
            return (took, result?.isUnchanged)
        }
        #expect(walked([["a", "b"], ["c"]]) == ([false, false], false))
        #expect(walked([["a", "b"], ["c"]]) == ([true, true], true))
        #expect(walked([["a", "b"]]) == ([true], false), "shorter")
        #expect(walked([["a", "b"], ["c"]]) == ([true, false], false), "longer")
        #expect(
            walked([["a"], ["c"]]) == ([false, false], false), "what follows a difference is never called a repetition")
        #expect(walked([["a"], ["c"]], endsWell: false) == ([true, true], false), "contradicts itself")
        #expect(walked([["a"], ["c"]]) == ([false, false], false), "after one that contradicted itself")
    }

    @Test("a list that fails on a page goes on with that page; a cursor that is no longer good begins anew")
    func failedPages() {
        var jitter = SplitMix64(seed: 1)
        var walk = InventoryWalk(kind: .sshPasswordLogin, due: dawn.boot)
        _ = walk.ask(at: dawn.boot)
        let page = InventoryPage(items: [.sample("a")], nextCursor: "2")
        _ = walk.took(page)
        _ = walk.turned(page, every: .minutes(15), using: &jitter, at: dawn.boot)
        _ = walk.ask(at: dawn.boot)
        walk.failed("no", restarting: false, using: &jitter, rejected: false, at: dawn.boot)
        #expect(walk.ask(at: dawn.boot) == .list(.sshPasswordLogin, cursor: "2", limit: 100))
        walk.failed("no", restarting: true, using: &jitter, rejected: false, at: dawn.boot)
        #expect(walk.ask(at: dawn.boot) == .list(.sshPasswordLogin, cursor: nil, limit: 100))
    }

    @Test("a server whose tag changes so that no policy matches ends its drift, as the policy's doing")
    func tagChanges() {
        let tagged = Policy.sample(mode: .observe, match: .conditions(.init(anyTag: ["prod"])))
        var world = World(1, policies: [tagged], settings: Self.quick)
        world.servers["vps_001"]?.item.tags = ["prod"]
        world.start()
        world.run(for: .minutes(1))
        world.servers["vps_001"]?.item.tags = []
        world.run(for: .minutes(15))
        #expect(world.ledger.map(\.entry).last == .driftEnded(.init(resource: "vps_001", policy: nil, reason: .policy)))
        #expect(world.engine.report(at: world.now).resources.isEmpty)
    }

    @Test("a row without a field that the match names leaves that server unknown, others are not affected")
    func undetermined() {
        var world = World(2, policies: [.sample(match: .named("name-*"))])
        world.servers["vps_001"]?.item.name = nil
        world.start()
        world.run(for: .minutes(5))
        #expect(world.holds("vps_001") == ["unknownState/match"])
        #expect(world.openServers() == ["vps_001"])
    }

    @Test("a list that came while another kind's was another account's is asked for again, and before that not used")
    func owedList() {
        var memory = LedgerMemory()
        memory.apply(.known(.init(kind: .sshPasswordLogin, resources: ["vps_1", "vps_2"])), at: dawn.wall)
        memory.apply(.known(.init(kind: .hostingPassword, resources: ["acct_1", "acct_2"])), at: dawn.wall)
        let configuration = EngineConfiguration(mode: .service, settings: Settings(), seed: 1)
        var engine = Engine(configuration, policies: [.sample(), .rotating()], memory: memory, at: dawn)
        func answers(to effects: [Effect]) -> [Event] {
            effects.compactMap { effect in
                guard case .send(let id, .read(.list(let kind, _, _))) = effect else { return nil }
                let item = kind == .sshPasswordLogin ? InventoryItem.sample("vps_3") : .hosting("acct_3")
                return .answered(id, Reply(outcome: .page(.init(items: [item], nextCursor: nil))))
            }
        }
        _ = engine.handle(answers(to: engine.handle(.started, at: dawn)), at: dawn)
        #expect(engine.report(at: dawn).resources.contains { $0.holds.contains { $0.reason == .identity } })
        let accepted = LedgerEntry.Resumed(
            policy: nil, resource: nil, identity: true, reason: "ours", by: operatorAtDesk)
        let lists = answers(to: engine.handle(.told(.resumed(accepted)), at: dawn))
        let again = engine.handle(lists, at: dawn)
        #expect(lists.count == 2 && answers(to: again).count == 1)
        #expect(engine.staleInventory(of: .sshPasswordLogin, at: dawn) != nil)
        _ = engine.handle(answers(to: again), at: dawn)
        #expect(engine.staleInventory(of: .sshPasswordLogin, at: dawn) == nil)
    }

    @Test("without a complete list for an hour nothing is written")
    func staleLists() {
        var world = World(1, drifted: false, policies: [.sample(every: .minutes(20))])
        world.start()
        world.run(for: .minutes(5))
        world.trouble(.list, .refused(500), times: 100_000)
        world.run(for: .minutes(70))
        world.opens("vps_001")
        world.run(for: .minutes(30))
        #expect(world.holds("vps_001") == ["stale/inventory"])
        world.troubles = []
        world.run(for: .minutes(30))
        #expect(world.isOpen("vps_001") == false)
        #expect(world.violations == [])
    }
}
