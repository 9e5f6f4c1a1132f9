import Foundation
import ReconcileCore
import ReconcileSimulation
import Testing

@Suite("Killed at any instant", .timeLimit(.minutes(15)))
struct KillTests {
    /// As many at once as the stage has room for.
    private static let lanes = 3

    /// How often the program is killed in all; `RECONCILED_KILLS` says otherwise.
    private static let kills = ProcessInfo.processInfo.environment["RECONCILED_KILLS"].flatMap(Int.init) ?? 42

    /// Kills after each of which the state goes on: one more within ten minutes, and the next start only observes.
    private static let killsOfOneState = 2

    /// The service looks at a fleet that it does not know yet more slowly than `once` does.
    private static let slowness = 3.0

    /// The part of a pass in which the state is made and opened: so short that it deserves kills of its own.
    private static let opening = 0.25

    /// What to kill and when, anywhere in a pass that takes so long.
    private static func instant(of whole: Duration, using draws: inout SplitMix64) -> (String, Duration) {
        let part = whole * Double.random(in: 0...1, using: &draws)
        return switch draws.next() % 3 {
        case 0: ("once", part)
        case 1: ("run", part * slowness)
        default: (draws.next() % 2 == 0 ? "once" : "run", part * opening)
        }
    }

    @Test(
        "after kill -9 at a random instant every intent gets exactly one outcome, and nothing is written twice unread",
        arguments: 0..<lanes)
    func killed(lane: Int) async throws {
        var fleet = Fleet(24)
        fleet.options = ["--latency", "30-80ms"]
        var draws = SplitMix64.stream("kills \(lane)", seed: 1)
        try await World.with(fleet) { world in
            let whole = try await world.run("once").duration
            for round in 0..<max(1, Self.kills / Self.lanes / Self.killsOfOneState) {
                try await world.reopenAll()
                world.sandbox.clearState()
                for _ in 0..<Self.killsOfOneState {
                    try await world.kill(Self.instant(of: whole, using: &draws))
                }
                try await world.checkRecovery("lane \(lane), round \(round)")
            }
            #expect(try await world.simulator.report().violations == [], "lane \(lane)")
        }
    }

    @Test("after three abnormal ends within ten minutes the next start only observes, until somebody resumes")
    func threeAbnormalEnds() async throws {
        var fleet = Fleet(6)
        fleet.options = ["--latency", "200-300ms"]
        try await World.with(fleet) { world in
            for number in 1...3 {
                let child = try world.start("once")
                try await Patience.wait(for: "request \(number)") {
                    try await world.simulator.report().requests["list", default: 0] >= number
                }
                child.signal(SIGKILL)
                #expect(try await child.wait(within: .seconds(10)) == .signalled(SIGKILL, leftCore: false))
            }
            let before = try await world.simulator.report()
            let held = try await world.pass("once")
            #expect(held.status == 2)
            #expect(Set(held.document.heldBy.keys) == ["ledger"])
            #expect(try await world.simulator.report().requests["write"] == before.requests["write"])
            let resume = try await world.run("resume", "--reason", "the machine lost power")
            #expect(resume.status == 0, "\(resume.errors)")
            let after = try await world.pass("once")
            #expect(after.status == 0)
            #expect(try await world.simulator.report().violations == [])
        }
    }
}

extension World {
    fileprivate func reopenAll() async throws {
        for guest in try await simulator.report().guests where !guest.enabled {
            try await simulator.change(guest.id, .reopen)
        }
    }

    fileprivate func kill(_ instant: (command: String, delay: Duration)) async throws {
        let child = try start(instant.command)
        try await Task.sleep(for: instant.delay)
        child.signal(SIGKILL)
        _ = try await child.wait(within: .seconds(10))
    }

    fileprivate func checkRecovery(_ place: Comment) async throws {
        let pass = try await pass("once")
        #expect(pass.status == 0, "\(place): \(pass.errors)")
        #expect(pass.document.resources.flatMap(\.holds).prefix(3) == [], place)
        let outcomes = try await history().outcomesByIntent
        #expect(outcomes.filter { $0.value != 1 } == [:], place)
        #expect(try await simulator.report().guests.allSatisfy { !$0.enabled }, place)
    }
}
