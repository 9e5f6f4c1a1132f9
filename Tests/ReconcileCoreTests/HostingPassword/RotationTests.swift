import ReconcileCore
import Testing

@Suite("Rotation of one hosting password")
struct RotationTests {
    private func version(_ number: Int) -> PasswordVersion {
        PasswordVersion(account: "acct_a", number: number)
    }

    private func kinds(_ world: RotationWorld) -> [LedgerEntry.Kind] {
        world.memory.newest == nil ? [] : world.ledger.map(\.entry.kind)
    }

    @Test("each step is durable before the next: sealed, escrowed, intended, sent, accepted, confirmed")
    func order() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.run(for: .minutes(5))
        #expect(
            kinds(world) == [
                .escrowProven, .enforcing, .known, .drift, .passwordSealed, .passwordEscrowed, .intent, .outcome,
                .confirmed, .driftEnded,
            ])
        #expect(world.inForce == ["acct_a": 1] && world.current == ["acct_a": 1])
        #expect(world.report("acct_a")?.verdict == .compliant)
        #expect(world.violations == [] && world.sent.count == 1)
        #expect(
            world.notices.contains { notice in
                if case .rotated(_, 1, ["ftp", "ssh"], _) = notice { true } else { false }
            })
    }

    @Test("nothing is made before a person has shown that the escrow can be opened")
    func unproven() {
        var world = RotationWorld(["acct_a"], [.rotating()], proven: false)
        world.run(for: .hours(30))
        #expect(world.sent.isEmpty && world.escrow.isEmpty)
        #expect(world.report("acct_a")?.holds.map(\.reason) == [.escrow])
        world.tell(.escrowProven(.init(target: "recipients age1first age1second", by: operatorAtDesk)))
        world.run(for: .minutes(20))
        #expect(world.inForce == ["acct_a": 1] && world.violations == [])
    }

    @Test("a lost answer brings the same password again, and never a new one", arguments: [true, false])
    func lost(tookEffect: Bool) {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.replies = [tookEffect ? .lostAfter : .lostBefore, .lostBefore]
        world.run(for: .minutes(30))
        #expect(world.sent.map(\.version) == [version(1), version(1), version(1)])
        #expect(world.inForce == ["acct_a": 1] && world.report("acct_a")?.verdict == .compliant)
        #expect(world.violations == [])
    }

    @Test("after an hour without an answer it is unverified and names what to try, until a person supersedes it")
    func stuck() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.replies = Array(repeating: .lostBefore, count: 1000)
        world.run(for: .hours(3))
        let last = world.sent.last?.at
        #expect(last.map { $0 - world.sent[0].at <= .hours(1) } == true)
        #expect(Set(world.sent.map(\.version)) == [version(1)])
        let report = world.report("acct_a")
        #expect(report?.verdict == .unknown && report?.holds.map(\.reason) == [.unverified])
        #expect(report?.holds.first?.detail.contains("version 1, then the password from before us") == true)
        #expect(world.notices.contains { if case .passwordUnsettled(_, [1], true) = $0 { true } else { false } })
        world.replies = []
        world.tell(.rotationRequested(.init(resource: "acct_a", supersede: false, reason: "r", by: operatorAtDesk)))
        world.run(for: .hours(1))
        #expect(Set(world.sent.map(\.version)) == [version(1)], "a plain wish passes over nothing")
        world.tell(.rotationRequested(.init(resource: "acct_a", supersede: true, reason: "r", by: operatorAtDesk)))
        world.run(for: .hours(1))
        #expect(world.inForce == ["acct_a": 2] && world.report("acct_a")?.verdict == .compliant)
        #expect(world.violations == [])
    }

    @Test("a clock that is known to be wrong lets no hour pass: the password is sent again once it is set right")
    func stuckByClock() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.replies = Array(repeating: .lostBefore, count: 1000)
        world.run(for: .minutes(10))
        world.now.wall = world.now.wall + .hours(2)
        world.run(for: .minutes(20))
        #expect(!kinds(world).contains(.unconfirmed))
        world.now.wall = world.now.wall - .hours(2)
        world.replies = []
        world.run(for: .minutes(20))
        #expect(Set(world.sent.map(\.version)) == [version(1)])
        #expect(world.inForce == ["acct_a": 1] && world.report("acct_a")?.verdict == .compliant)
        #expect(world.violations == [])
    }

    @Test("to supersede a version says nothing of the one that comes after it")
    func supersededOnce() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.replies = Array(repeating: .lostBefore, count: 1000)
        world.run(for: .hours(3))
        world.tell(.rotationRequested(.init(resource: "acct_a", supersede: true, reason: "r", by: operatorAtDesk)))
        world.run(for: .hours(6))
        #expect(Set(world.sent.map(\.version)) == [version(1), version(2)])
        #expect(world.report("acct_a")?.holds.map(\.reason) == [.unverified])
        world.tell(.rotationRequested(.init(resource: "acct_a", supersede: true, reason: "r", by: operatorAtDesk)))
        world.replies = []
        world.run(for: .hours(1))
        #expect(world.inForce == ["acct_a": 3] && world.violations == [])
    }

    @Test("a late refusal settles nothing that an earlier attempt left open")
    func lateRefusal() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        let weak = Problem(status: 400, code: "password_too_weak")
        world.replies = [
            .lostAfter, .refuses(weak), .refuses(Problem(status: 409, code: "account_not_eligible_cpanel")),
        ]
        world.run(for: .hours(1))
        #expect(Set(world.sent.map(\.version)) == [version(1)])
        #expect(world.inForce == ["acct_a": 1] && world.erased.isEmpty && world.violations == [])
    }

    @Test("a weak one is discarded and another made at once, three times; then it waits as a rejection does")
    func weak() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        let weak = Problem(status: 400, code: "password_too_weak")
        world.replies = [.refuses(weak), .refuses(weak)]
        world.run(for: .minutes(5))
        #expect(world.sent.map(\.version.number) == [1, 2, 3] && world.inForce == ["acct_a": 3])
        #expect(world.erased == [version(1), version(2)])
        #expect(world.escrow == [version(1): false, version(2): false, version(3): true])

        var worse = RotationWorld(["acct_a"], [.rotating()])
        worse.replies = Array(repeating: .refuses(weak), count: 3)
        worse.run(for: .minutes(30))
        #expect(worse.sent.map(\.version.number) == [1, 2, 3])
        #expect(worse.report("acct_a")?.holds.map(\.reason) == [.rejected])
        worse.run(for: .hours(1))
        #expect(worse.inForce == ["acct_a": 4] && worse.violations == [])
    }

    @Test("an account that is not eligible is asked again after a month, when its row changes, or by rotate")
    func notEligible() {
        let problem = Problem(status: 409, code: "account_not_eligible_cpanel", detail: "It has the legacy panel.")
        for again in ["month", "row", "rotate"] {
            var world = RotationWorld(["acct_a"], [.rotating()])
            world.replies = [.refuses(problem)]
            world.run(for: .days(2))
            #expect(world.sent.count == 1)
            let hold = world.report("acct_a")?.holds.first
            #expect(hold?.reason == .notEligible && hold?.detail == "It has the legacy panel.")
            switch again {
            case "month": world.run(for: .days(29))
            case "row": world.accounts[0].name = "renamed.example.com"
            default:
                world.tell(
                    .rotationRequested(.init(resource: "acct_a", supersede: false, reason: "r", by: operatorAtDesk)))
            }
            world.run(for: .hours(1))
            #expect(world.inForce == ["acct_a": 2], "\(again)")
        }
    }

    @Test("a 200 that names another account is no answer")
    func wrongAccount() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.replies = [.namesAnother]
        world.run(for: .minutes(10))
        #expect(world.sent.map(\.version) == [version(1), version(1)] && world.inForce == ["acct_a": 1])
    }

    @Test("what cannot be handed to those who can open it is not sent, and is tried again by itself")
    func escrowFails() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.escrowTroubles = ["cannot seal: there is no key", "cannot write '1.age': read-only file system"]
        world.run(for: .minutes(2))
        #expect(world.sent.isEmpty)
        #expect(world.report("acct_a")?.holds.map(\.reason) == [.escrow])
        world.run(for: .hours(1))
        #expect(world.inForce == ["acct_a": 1] && world.violations == [])
    }

    @Test("an escrow that cannot be marked is said once, marked with a later list, and that is said, too")
    func unmarked() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.run(for: .milliseconds(200))
        world.escrowTroubles = ["cannot put '1.age' into place: read-only file system"]
        world.run(for: .minutes(1))
        #expect(world.inForce == ["acct_a": 1] && world.current.isEmpty)
        world.run(for: .minutes(20))
        #expect(world.current == ["acct_a": 1])
        let said = world.notices.compactMap { notice -> String? in
            switch notice {
            case .escrowUnmarked(_, let detail): detail
            case .escrowMarked: "marked"
            default: nil
            }
        }
        #expect(said == ["cannot put '1.age' into place: read-only file system", "marked"])
    }

    @Test("one that waits goes anew to those whom the policy names by then, before it is sent")
    func otherPeople() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.run(for: .milliseconds(110))
        world.tell(.paused(.init(policy: nil, resource: nil, reason: "r", until: nil, by: operatorAtDesk)))
        world.run(for: .milliseconds(100))
        #expect(world.sent.isEmpty && world.escrow.count == 1)
        var others = Policy.rotating()
        let people = EscrowTarget.recipients(["age1third"])
        others.rules = .hostingPassword(
            HostingPasswordPolicy(desired: .init(rotatedWithin: .days(90), firstRotation: .now), escrow: people))
        world.tell(.escrowProven(.init(target: people.identity, by: operatorAtDesk)))
        world.reload([others])
        world.tell(.resumed(.init(policy: nil, resource: nil, identity: false, reason: "r", by: operatorAtDesk)))
        world.run(for: .minutes(20))
        let targets = world.ledger.compactMap { row -> String? in
            if case .passwordEscrowed(let row) = row.entry { row.target } else { nil }
        }
        #expect(targets == ["recipients age1first age1second", people.identity])
        #expect(world.inForce == ["acct_a": 1] && world.violations == [])
    }

    @Test("a kill at any step continues from the ledger's rows, with the same password")
    func kills() {
        for step in 0..<40 {
            var world = RotationWorld(["acct_a"], [.rotating()])
            world.replies = [.lostAfter]
            world.run(for: .hours(1), steps: step)
            world.restart()
            world.run(for: .hours(1))
            #expect(world.violations == [], "killed after step \(step)")
            #expect(world.report("acct_a")?.verdict == .compliant, "killed after step \(step)")
            #expect(world.inForce["acct_a"] == world.memory.rotations["acct_a"].current?.number)
            #expect(world.current["acct_a"] == world.inForce["acct_a"])
        }
    }

    @Test("the one before the one before is erased, and the one before is kept")
    func kept() {
        var world = RotationWorld(["acct_a"], [.rotating(within: .days(10))])
        world.run(for: .days(28))
        #expect(world.inForce == ["acct_a": 4])
        #expect(world.erased == [version(1), version(2)])
        #expect(world.memory.rotations["acct_a"].versions.map(\.number) == [3, 4])
    }

    @Test("later ones fall due between 75 and 90 % of the age that none may reach")
    func later() {
        var world = RotationWorld((0..<20).map { "acct_\($0)" }, [.rotating(brake: .off)])
        world.run(for: .days(85))
        for account in world.accounts.map(\.id) {
            let times = world.sent.filter { $0.version.account == account }.map(\.at)
            let share =
                times.count == 2
                ? Double((times[1] - times[0]).milliseconds) / Double(Duration.days(90).milliseconds) : 0
            #expect(times.count == 2 && (0.75...0.91).contains(share), "\(account): \(share)")
        }
        #expect(world.violations == [])
    }

    @Test("only an enforcing policy sets a password, also for a person")
    func observing() {
        var world = RotationWorld(["acct_a"], [.rotating(mode: .observe)])
        world.tell(.rotationRequested(.init(resource: "acct_a", supersede: false, reason: "r", by: operatorAtDesk)))
        world.run(for: .hours(2))
        #expect(world.sent.isEmpty)
        #expect(world.report("acct_a")?.holds.map(\.reason) == [.observeMode])
    }

    @Test("a pause holds the same password back, too, as long as it lasts")
    func pause() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.replies = [.lostBefore]
        world.run(for: .milliseconds(400))
        world.tell(
            .paused(
                .init(policy: nil, resource: nil, reason: "r", until: world.now.wall + .minutes(30), by: operatorAtDesk)
            ))
        world.run(for: .minutes(29))
        #expect(world.sent.count == 1)
        world.run(for: .minutes(20))
        #expect(world.inForce == ["acct_a": 1])
    }

    @Test("what an account says of its control panel does not make its row in the list any newer")
    func lateAsk() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.accounts = [.hosting("acct_a", panel: nil)]
        world.panels = ["acct_a": "cpanel"]
        world.lostAsks = 12
        world.restart()
        world.listsBeforeSilence = world.lists
        world.run(for: .hours(2))
        #expect(world.inForce == ["acct_a": 1] && world.violations == [])
    }

    @Test("an account whose row does not say that it is active gets no password, and says why")
    func unknownStatus() {
        var world = RotationWorld(["acct_a"], [.rotating()])
        world.accounts[0].serviceStatus = nil
        world.restart()
        world.run(for: .hours(2))
        #expect(world.sent.isEmpty && world.escrow.isEmpty)
        #expect(world.report("acct_a")?.holds.map(\.reason) == [.unknownState])
    }

    @Test("an account whose control panel the list does not name is asked once a day, and then tried")
    func unnamedPanel() {
        var world = RotationWorld(["acct_a", "acct_b", "acct_c"], [.rotating(.now)])
        for index in world.accounts.indices { world.accounts[index].controlPanel = nil }
        world.panels = ["acct_a": "cpanel", "acct_b": "plesk"]
        world.restart()
        world.run(for: .hours(2))
        #expect(world.inForce.keys.sorted() == ["acct_a", "acct_c"])
        #expect(world.report("acct_b")?.holds.map(\.reason) == [.notEligible])
    }
}
