import ReconcileCore
import Testing

/// Events that wait together are taken in together.
@Suite("one step, several events")
struct StepTests {
    @Test("a 429 holds what an answer that came in the same step would have let go", arguments: [false, true])
    func refusedBeside(isRefusedFirst: Bool) throws {
        var world = World(
            6, drifted: false, mode: .once(patience: .minutes(10)),
            settings: Settings(pacing: PacingSettings(concurrency: 3)))
        world.start()
        while world.underWay.count < 2, world.step(before: world.now.boot + .minutes(1)) {}
        let (first, second) = try #require(world.underWay.count >= 2 ? (world.underWay[0], world.underWay[1]) : nil)
        let good = Event.answered(first.id, Reply(outcome: .observed(.sshPasswordLogin(.sample(enabled: false)))))
        let refused = Event.answered(
            second.id,
            Reply(outcome: .refused(Problem(status: 429)), rate: RateHeaders(retryAfter: .seconds(30))))
        let effects = world.engine.handle(isRefusedFirst ? [refused, good] : [good, refused], at: world.now)
        #expect(effects.sends.isEmpty)
        let alone = world.engine.handle(.woke, at: world.now + .seconds(31))
        #expect(!alone.sends.isEmpty, "it was the refusal that held them")
    }

    @Test("an intent made durable in the step in which writes are forbidden does not leave", arguments: [false, true])
    func forbiddenBeside(isForbiddenFirst: Bool) {
        var world = World(1)
        world.recordsAtOnce = false
        world.start()
        while !world.unwritten.contains(where: { $0.entry.kind == .intent }),
            world.step(before: world.now.boot + .minutes(1))
        {}
        let recorded = Event.recorded(count: UInt64(world.unwritten.count))
        let forbidden = Event.noWritesChanged("moving house")
        let effects = world.engine.handle(
            isForbiddenFirst ? [forbidden, recorded] : [recorded, forbidden], at: world.now)
        #expect(effects.sends.isEmpty)
        #expect(effects.outcomes == [.withdrawn])
    }

    @Test("of two words on what is durable the newer one counts")
    func recordingRecovers() {
        var world = World(1)
        world.recordsAtOnce = false
        world.start()
        while !world.unwritten.contains(where: { $0.entry.kind == .intent }),
            world.step(before: world.now.boot + .minutes(1))
        {}
        var other = world.engine
        let recorded = Event.recorded(count: UInt64(world.unwritten.count))
        let failed = Event.recordingFailed(detail: "disk full")
        #expect(world.engine.handle([failed, recorded], at: world.now).sends.count == 1)
        #expect(other.handle([recorded, failed], at: world.now).sends.isEmpty)
    }
}

extension [Effect] {
    fileprivate var sends: [Request] {
        compactMap { effect in
            if case .send(_, let request) = effect { request } else { nil }
        }
    }

    fileprivate var outcomes: [LedgerEntry.IntentOutcome.Result] {
        compactMap { effect in
            if case .record(.outcome(let outcome)) = effect { outcome.result } else { nil }
        }
    }
}
