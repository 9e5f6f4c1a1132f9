import ReconcileCore
import Testing

@Suite("after a write")
struct ConfirmingTests {
    /// Seconds from the answer to the first write until each of the reads after it.
    private func delays(_ world: World) -> [Int] {
        guard let write = world.writes().first else { return [] }
        return world.reads(of: "vps_001").filter { $0.sentAt >= write.answersAt }
            .map { Int(($0.sentAt - write.answersAt).seconds.rounded()) }
    }

    @Test("reads follow at once, then after 2, 5, 15 and 30 s, and then the write is unverified for 5 min")
    func delaysOfConfirmation() {
        var world = World(1)
        world.servers["vps_001"]?.takesWrites = false
        world.start()
        world.run(for: .seconds(70))
        #expect(delays(world) == [0, 2, 7, 22, 52])
        #expect(world.holds("vps_001") == ["unverified"])
        #expect(world.ledgerKinds().last == .unconfirmed)
        world.servers["vps_001"]?.takesWrites = true
        world.run(for: .minutes(6))
        #expect(world.isOpen("vps_001") == false)
        #expect(world.written().count == 2)
        #expect(world.ledgerKinds().suffix(2) == [.confirmed, .driftEnded])
        #expect(world.violations == [])
    }

    @Test("a write that shows late is confirmed by a later read")
    func lateConfirmation() {
        var world = World(1)
        world.servers["vps_001"]?.lag = .seconds(20)
        world.start()
        world.run(for: .seconds(70))
        #expect(delays(world) == [0, 2, 7, 22])
        #expect(world.written() == ["vps_001"])
        #expect(world.ledgerKinds().contains(.confirmed))
    }

    @Test("a write that shows after its deadline counts as confirmed, and is not made again")
    func confirmedAfterDeadline() {
        var world = World(1)
        world.servers["vps_001"]?.lag = .minutes(2)
        world.start()
        world.run(for: .minutes(20))
        #expect(world.written() == ["vps_001"])
        #expect(world.ledgerKinds().suffix(3) == [.unconfirmed, .confirmed, .driftEnded])
    }

    @Test("verified: false is unverified, neither done nor failed: our own read decides")
    func notVerified() {
        var world = World(1)
        world.servers["vps_001"]?.verifies = false
        world.servers["vps_001"]?.lag = .seconds(4)
        world.start()
        world.run(for: .seconds(3))
        #expect(world.holds("vps_001") == ["unverified"])
        #expect(world.report("vps_001")?.operation?.claimed == false)
        world.run(for: .seconds(30))
        #expect(world.report("vps_001")?.operation?.confirmed == true)
        #expect(world.written().count == 1)
    }

    @Test("an answer for another change than ours is unverified")
    func otherChange() {
        var world = World(1)
        world.start()
        while world.underWay.first.map({ Target.anyWrite.covers($0.request) }) != true {
            guard world.step(before: world.now.boot + .minutes(1)) else { break }
        }
        guard let exchange = world.underWay.first else { return }
        world.underWay = []
        let answer = WriteAnswer(
            requested: .sshPasswordLogin(enabled: true), verified: true, message: nil,
            observation: .sshPasswordLogin(.sample(enabled: true)))
        world.handle(.answered(exchange.id, Reply(outcome: .written(answer))))
        #expect(world.report("vps_001")?.operation?.claimed == false)
        #expect(world.holds("vps_001") == ["unverified"])
    }

    @Test("after a lost answer the server is read before anything else", arguments: [true, false])
    func lostAnswer(carriedOut: Bool) {
        var world = World(1)
        world.trouble(.anyWrite, .lost(carriedOut: carriedOut))
        world.start()
        world.run(for: .minutes(2))
        let made = world.requestsMade().filter { $0 != "list" }
        let retried = ["write vps_001 off", "read vps_001"]
        #expect(
            made == ["read vps_001", "write vps_001 off", "read vps_001"] + (carriedOut ? [] : retried))
        #expect(world.outcomes() == (carriedOut ? [.unknown] : [.unknown, .accepted]))
        #expect(world.isOpen("vps_001") == false)
        #expect(world.violations == [])
    }

    @Test("a success that cannot be understood leaves the outcome unknown as well")
    func malformedAnswer() {
        var world = World(1)
        world.trouble(.anyWrite, .malformed)
        world.start()
        world.run(for: .minutes(2))
        #expect(world.outcomes() == [.unknown])
        #expect(world.written().count == 1)
        #expect(world.report("vps_001")?.verdict == .compliant)
    }

    @Test("once waits out the pause after a lost answer and still makes the write")
    func onceRetries() {
        var world = World(1, mode: .once(patience: .minutes(10)))
        world.trouble(.anyWrite, .lost(carriedOut: false), times: 3)
        world.start()
        world.runToTheEnd()
        #expect(world.finish == .settled)
        #expect(world.isOpen("vps_001") == false)
        #expect(world.written().count == 4)
    }

    @Test("once waits for an unverified write and tries again")
    func onceWaitsForUnverified() {
        var world = World(1, mode: .once(patience: .minutes(10)))
        world.servers["vps_001"]?.takesWrites = false
        world.start()
        world.run(for: .minutes(2))
        world.servers["vps_001"]?.takesWrites = true
        world.runToTheEnd()
        #expect(world.finish == .settled)
        #expect(world.isOpen("vps_001") == false)
    }

    @Test("root login that is freer after the write than before is said")
    func weakerRootLogin() {
        var world = World(1)
        world.servers["vps_001"]?.seen.permitRootLogin = "prohibit-password"
        world.start()
        while world.writes().isEmpty, world.step(before: world.now.boot + .minutes(1)) {}
        world.servers["vps_001"]?.seen.permitRootLogin = "yes"
        world.run(for: .minutes(1))
        let subject = Notice.Subject(
            resource: "vps_001", kind: .sshPasswordLogin, name: "name-vps_001", policy: "off")
        #expect(world.notices.contains(.rootLoginWeaker(subject, before: "prohibit-password", after: "yes")))
    }

    @Test("drift that comes back three times within a day after confirmed writes stops writes for a day, not looking")
    func flapping() {
        var world = World(1, policies: [.sample(every: .minutes(30))])
        world.start()
        world.run(for: .minutes(1))
        for _ in 0..<3 {
            world.opens("vps_001")
            world.run(for: .hours(1))
        }
        #expect(world.written().count == 3)
        #expect(world.holds("vps_001") == ["flapping"])
        let looks = world.reads(of: "vps_001").count
        world.run(for: .hours(12))
        #expect(world.written().count == 3)
        #expect(world.reads(of: "vps_001").count > looks + 10)
        world.restart()
        world.run(for: .hours(8))
        #expect(world.written().count == 3, "a restart does not forget it")
        world.run(for: .hours(6))
        #expect(world.written().count == 4)
        #expect(world.isOpen("vps_001") == false)
        #expect(world.violations == [])
    }

    @Test("flapping is counted from the ledger, also where the other database was lost")
    func flappingWithoutCache() {
        var world = World(1, policies: [.sample(every: .minutes(30))])
        world.start()
        world.run(for: .minutes(1))
        for _ in 0..<3 {
            world.opens("vps_001")
            world.records = [:]
            world.restart()
            world.run(for: .hours(1))
        }
        #expect(world.holds("vps_001") == ["flapping"])
    }
}
