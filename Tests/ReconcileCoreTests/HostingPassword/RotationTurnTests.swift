import ReconcileCore
import Testing

@Suite("Turns of hosting accounts")
struct RotationTurnTests {
    private let fleet = (0..<500).map { "acct_\($0)" }

    @Test("spread: one account first, the next not before a day, all within the age, each once")
    func spread() {
        var world = RotationWorld(fleet, [.rotating(.spread)])
        world.run(for: .days(1))
        #expect(world.sent.count == 1)
        world.run(for: .days(81))
        #expect(world.inForce.count == 500)
        let days = world.daysOfFirst().values
        let busiest = Dictionary(grouping: days, by: { $0 }).values.map(\.count).max() ?? 0
        #expect(busiest < 20, "\(busiest) on one day")
        let firsts = world.sent.filter { $0.version.number == 1 }
        #expect(firsts.count == 500 && world.violations == [])
        let times = firsts.map(\.at).sorted()
        #expect(times[1] - times[0] >= .hours(24))
    }

    @Test("now: one account first, the rest after it, as the brake lets them")
    func atOnce() {
        var world = RotationWorld(fleet, [.rotating(.now)])
        world.run(for: .hours(1))
        #expect(world.inForce.count == 150, "30 % of 500")
        let times = world.sent.map(\.at).sorted()
        #expect(times[1] > times[0])
        world.run(for: .days(4))
        #expect(world.inForce.count == 500 && world.sent.count == 500 && world.violations == [])
    }

    @Test("manual: nobody's turn comes by itself, and rotate sets one password")
    func manual() {
        var world = RotationWorld(["acct_a", "acct_b"], [.rotating(.manual)])
        world.run(for: .days(100))
        #expect(world.sent.isEmpty)
        #expect(world.report("acct_a")?.holds.map(\.reason) == [.notDue])
        #expect(world.report("acct_a")?.holds.first?.until == nil)
        world.tell(.rotationRequested(.init(resource: "acct_a", supersede: false, reason: "r", by: operatorAtDesk)))
        world.run(for: .minutes(20))
        #expect(world.inForce == ["acct_a": 1])
    }

    @Test("rotate waits for no turn, window or brake, and for the escrow")
    func rotate() {
        var world = RotationWorld(["acct_a"], [.rotating(.now, brake: .resources(1))])
        world.run(for: .minutes(5))
        world.tell(.rotationRequested(.init(resource: "acct_a", supersede: false, reason: "r", by: operatorAtDesk)))
        world.run(for: .minutes(20))
        #expect(world.inForce == ["acct_a": 2])
        #expect(world.report("acct_a")?.verdict == .compliant)
    }

    @Test("the first that cannot be proven halts the others until a person releases the policy")
    func halted() {
        var world = RotationWorld(["acct_a", "acct_b"], [.rotating(.now)])
        world.replies = Array(repeating: .lostBefore, count: 100)
        world.run(for: .hours(2))
        #expect(Set(world.sent.map(\.version.account)).count == 1)
        let waiting = ["acct_a", "acct_b"].compactMap(world.report).filter { $0.verdict == .drifted }
        #expect(waiting.map { $0.holds.map(\.reason) } == [[.wave]])
        world.replies = []
        world.tell(.released(.init(policy: "quarterly", reason: "r", by: operatorAtDesk)))
        world.run(for: .hours(1))
        #expect(world.inForce.count == 1 && world.violations == [])
    }

    @Test("a late refusal of the first, which may be in force, lets no other go")
    func lateRefusal() {
        var world = RotationWorld(["acct_a", "acct_b"], [.rotating(.now)])
        let gone = Problem(status: 404, code: "not_found", detail: "No such account.")
        world.replies = [.lostAfter, .refuses(gone)] + Array(repeating: .lostBefore, count: 100)
        world.run(for: .hours(2))
        #expect(world.sent.count > 1 && Set(world.sent.map(\.version.account)).count == 1)
        #expect(world.violations == [])
    }

    @Test("a ledger that was accepted anew takes every account as rotated then, and numbers go on from the escrow's")
    func accepted() {
        let acceptance = LedgerEntry.chainAccepted(
            .init(previousSHA256: nil, found: "it is missing", reason: "r", by: operatorAtDesk, escrowed: ["acct_a": 7])
        )
        var world = RotationWorld(["acct_a"], [.rotating(.now)], history: [(acceptance, dawn.wall)])
        world.run(for: .days(60))
        #expect(world.sent.isEmpty && world.report("acct_a")?.verdict == .compliant)
        world.run(for: .days(25))
        #expect(world.inForce == ["acct_a": 8])
    }

    @Test("once waits for the accounts that are due, and for no other")
    func once() {
        var world = RotationWorld(
            ["acct_a", "acct_b", "acct_c"], [.rotating(.spread)], mode: .once(patience: .minutes(10)))
        world.run(for: .minutes(15))
        #expect(world.finish == .settled && world.inForce.count == 1)
        var all = RotationWorld(["acct_a", "acct_b", "acct_c"], [.rotating(.now)], mode: .once(patience: .minutes(10)))
        all.run(for: .minutes(15))
        #expect(all.finish == .settled && all.inForce.count == 3)
    }
}

@Suite("Who can open a new password")
struct EscrowTargetTests {
    @Test("a target is the same for the same people in any order, and no two others are alike")
    func identity() {
        let both = EscrowTarget.recipients(["age1b", "age1a"]).identity
        #expect(EscrowTarget.recipients(["age1a", "age1b", "age1a"]).identity == both)
        let others: [EscrowTarget] = [
            .recipients(["age1a"]), .command(["age1a", "age1b"]), .command(["age1a age1b"]),
            .command(["age1a ", "age1b"]),
        ]
        #expect(Set(others.map(\.identity)).union([both]).count == 5)
    }
}
