import Testing

@testable import ReconcileCore

/// A rollout in the words of those who watch one.
private struct Trial {
    var rollout = Rollout()
    var waves = Waves(canary: 1, batch: .resources(3), soak: .minutes(10), stopAfterFailures: 2)
    var seats = WaveSeats(Rollout())
    var matched = 10

    init(asking count: Int) {
        for number in 1...count { _ = seats.ask(World.id(number)) }
    }

    mutating func fill() -> [ResourceID] {
        seats.fill(rollout, waves, matched: matched) { _, standing in
            switch standing {
            case .written, .confirmed: true
            case .soaked, .failed: false
            }
        }
    }

    mutating func write(_ ids: [ResourceID]) {
        for id in ids {
            rollout.written(id, wave: seats.wave)
            seats.used(id)
        }
    }

    mutating func soak(_ ids: [ResourceID]) {
        for id in ids {
            rollout.confirmed(id, at: dawn.wall)
            rollout.soaked(id, lasted: true)
        }
    }

    /// One whole wave.
    mutating func pass() -> [ResourceID] {
        let wave = fill()
        write(wave)
        soak(wave)
        return wave
    }
}

@Suite("waves")
struct WaveSeatsTests {
    /// FNV-1a of vps_001 to vps_008, in its order.
    private static let byHash = (1...8).map(World.id).sorted {
        StableHash.fnv1a($0.text.utf8) < StableHash.fnv1a($1.text.utf8)
    }

    @Test("canaries, then batches, by a fixed hash of the id, whoever asked first")
    func order() {
        var trial = Trial(asking: 8)
        let given1 = trial.pass()
        #expect(given1 == Array(Self.byHash[0..<1]))
        let given2 = trial.pass()
        #expect(given2 == Array(Self.byHash[1..<4]))
        let given3 = trial.pass()
        #expect(given3 == Array(Self.byHash[4..<7]))
        let given4 = trial.pass()
        #expect(given4 == Array(Self.byHash[7..<8]))
        var other = Trial(asking: 1)
        for number in (2...8).reversed() { _ = other.seats.ask(World.id(number)) }
        let given5 = (0..<4).map { _ in other.pass() }
        #expect(given5.joined().elementsEqual(Self.byHash))
    }

    @Test("the next wave waits until each of this one is confirmed and soaked")
    func trialFirst() {
        var trial = Trial(asking: 8)
        let canary = trial.fill()
        let given6 = trial.fill()
        #expect(given6.isEmpty, "the seat is taken")
        trial.write(canary)
        let given7 = trial.fill()
        #expect(given7.isEmpty, "written, not confirmed")
        trial.rollout.confirmed(canary[0], at: dawn.wall)
        let given8 = trial.fill()
        #expect(given8.isEmpty, "confirmed, not soaked")
        trial.soak(canary)
        let batch = trial.fill()
        #expect(batch.count == 3)
        trial.write(batch)
        trial.soak(Array(batch.dropLast()))
        let given9 = trial.fill()
        #expect(given9.isEmpty, "one of three is on trial")
        trial.soak(batch)
        let given10 = trial.fill()
        #expect(given10.count == 3)
    }

    @Test("a seat that is given up goes to the next, and so does that of a write that was not carried out")
    func givenUp() {
        var trial = Trial(asking: 3)
        let first = trial.fill()
        let given11 = trial.seats.leave(first[0])
        #expect(given11)
        let second = trial.fill()
        #expect(second.count == 1 && second != first)
        trial.write(second)
        trial.rollout.undo(second[0], isFailure: false)
        let given12 = trial.fill()
        #expect(given12.count == 1)
        #expect(trial.seats.wave == 0)
    }

    @Test("a batch is a share of the matched resources, at least one")
    func share() {
        var trial = Trial(asking: 8)
        trial.waves.batch = .percent(25)
        let given13 = trial.pass()
        #expect(given13.count == 1)
        let given14 = trial.pass()
        #expect(given14.count == 2)
        trial.matched = 3
        let given15 = trial.pass()
        #expect(given15.count == 1)
    }

    @Test("so many failures halt it until a release")
    func halts() {
        var trial = Trial(asking: 8)
        trial.waves.canary = 2
        let canaries = trial.fill()
        trial.write(canaries)
        trial.rollout.unconfirmed(canaries[0])
        trial.rollout.confirmed(canaries[1], at: dawn.wall)
        trial.rollout.soaked(canaries[1], lasted: false)
        #expect(trial.rollout.isHalted(by: trial.waves))
        let given16 = trial.fill()
        #expect(given16.isEmpty)
        trial.rollout.release()
        let given17 = trial.fill()
        #expect(given17.count == 3)
    }

    @Test("a failure that shows after all counts no more")
    func showsAfterAll() {
        var trial = Trial(asking: 8)
        trial.waves.stopAfterFailures = 1
        let canary = trial.fill()
        trial.write(canary)
        trial.rollout.unconfirmed(canary[0])
        #expect(trial.rollout.isHalted(by: trial.waves))
        trial.rollout.confirmed(canary[0], at: dawn.wall)
        #expect(!trial.rollout.isHalted(by: trial.waves))
        let given18 = trial.fill()
        #expect(given18.isEmpty, "it has to soak")
    }

    @Test("one that became likely to fail while it waited has no use of its old place")
    func becomesLate() {
        var trial = Trial(asking: 8)
        _ = trial.seats.leave(Self.byHash[0])
        _ = trial.seats.ask(Self.byHash[0], lateness: 0)
        let all = trial.pass() + trial.pass() + trial.pass() + trial.pass()
        #expect(all == Array(Self.byHash[1...]) + [Self.byHash[0]])
    }

    @Test("one that failed goes after all others, so that a release brings them on")
    func laggards() {
        var trial = Trial(asking: 8)
        trial.waves.stopAfterFailures = 1
        let canary = trial.fill()
        trial.write(canary)
        trial.rollout.unconfirmed(canary[0])
        trial.rollout.release()
        _ = trial.seats.ask(canary[0], lateness: 0)
        let rest = trial.pass() + trial.pass() + trial.pass()
        #expect(rest == Array(Self.byHash[1...]) + canary)
    }

    @Test("of those that failed the one that failed the longest ago goes first, so that each has its turn")
    func laggardsInTurn() {
        var trial = Trial(asking: 2)
        trial.waves = Waves(canary: 2, batch: .resources(1), soak: .minutes(10), stopAfterFailures: 1)
        let canaries = trial.fill()
        trial.write(canaries)
        var turns: [ResourceID] = []
        for id in canaries { trial.rollout.unconfirmed(id) }
        for _ in 0..<4 {
            trial.rollout.release()
            for id in canaries { _ = trial.seats.ask(id, lateness: trial.rollout.laggards[id]) }
            let given = trial.fill()
            trial.write(given)
            for id in given { trial.rollout.unconfirmed(id) }
            turns += given
            for id in canaries { _ = trial.seats.leave(id) }
        }
        #expect(turns == canaries + canaries)
    }

    @Test("one that had failed and shows after all takes the next wave's seats back until it has soaked")
    func goesBack() {
        var trial = Trial(asking: 8)
        let canary = trial.fill()
        trial.write(canary)
        trial.rollout.unconfirmed(canary[0])
        let batch = trial.fill()
        #expect(batch.count == 3)
        trial.rollout.confirmed(canary[0], at: dawn.wall)
        trial.seats.goBack(to: trial.rollout)
        let none = trial.fill()
        #expect(none.isEmpty && trial.seats.seated.isEmpty)
        trial.soak(canary)
        #expect(trial.fill() == batch)
    }

    @Test("the server that the process runs on goes last and is never a canary")
    func thisMachine() {
        var trial = Trial(asking: 1)
        _ = trial.seats.ask("vps_000", isLast: true)
        let given19 = trial.pass()
        #expect(given19 == [World.id(1)])
        let given20 = trial.pass()
        #expect(given20 == ["vps_000"])
        var alone = Trial(asking: 1)
        _ = alone.seats.leave(World.id(1))
        _ = alone.seats.ask("vps_000", isLast: true)
        let given21 = alone.fill()
        #expect(given21.isEmpty)
        alone.rollout.release()
        let given22 = alone.fill()
        #expect(given22 == ["vps_000"])
    }

    @Test("after a restart a wave that was begun goes on with the seats that are left")
    func restart() {
        var trial = Trial(asking: 8)
        _ = trial.pass()
        let batch = trial.fill()
        trial.write(Array(batch.prefix(2)))
        trial.seats = WaveSeats(trial.rollout)
        for number in 1...8 { _ = trial.seats.ask(World.id(number)) }
        let given23 = trial.fill()
        #expect(given23.count == 1)
        #expect(trial.seats.wave == 1)
    }

    @Test("several policies' waves go by the most careful of each")
    func merged() {
        let merged = Waves.merging([
            Waves(canary: 3, batch: .percent(50), soak: .minutes(1), stopAfterFailures: 1),
            Waves(canary: 2, batch: .resources(4), soak: .hours(1), stopAfterFailures: 9),
        ])
        #expect(merged?.canary == 2 && merged?.soak == .hours(1) && merged?.stopAfterFailures == 1)
        #expect(merged?.batch.size(matched: 100) == 4)
        #expect(merged?.batch.size(matched: 6) == 3)
        #expect(Waves.merging([]) == nil)
    }
}
