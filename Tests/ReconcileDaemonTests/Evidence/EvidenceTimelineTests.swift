import ReconcileStore
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("How a time line is laid")
struct EvidenceTimelineTests {
    /// The stretches in hours before noon, as in `compliant 168-60 (24)`.
    private func laid(
        _ intervals: [EvidenceInterval], _ entries: [(hoursAgo: Int, entry: LedgerEntry)] = []
    ) -> [String] {
        let story = LedgerEvidence.told(entries).stories[ResourceID("vps_1")] ?? .init()
        let stretches = EvidenceTimeline.stretches(intervals, story, over: .week)
        #expect(stretches.first?.from == EvidenceSpan.week.since && stretches.last?.to == EvidenceSpan.week.until)
        for (one, next) in zip(stretches, stretches.dropFirst()) {
            #expect(one.to == next.from, "there is a gap or an overlap")
        }
        return stretches.map { stretch in
            let hours = [stretch.from, stretch.to].map { (.noon - $0).components.seconds / 3600 }
            return "\(stretch.state.rawValue) \(hours[0])-\(hours[1]) (\(stretch.looks))"
        }
    }

    @Test("with no look at all the whole span is not observed")
    func nothing() {
        #expect(laid([]) == ["notObserved 168-0 (0)"])
    }

    @Test("an interval counts from the beginning of the span, and what follows the last look is not observed")
    func clipped() {
        #expect(
            laid([.seen(.compliant, 200, 60, reads: 24)]) == ["compliant 168-60 (24)", "notObserved 60-0 (0)"])
        #expect(laid([.seen(.compliant, 400, 169)]) == ["notObserved 168-0 (0)"])
    }

    @Test("the time between a compliant and a drifted look is not observed, and never compliant")
    func between() {
        #expect(
            laid([.seen(.compliant, 168, 60), .seen(.drifted, 54, 10)]) == [
                "compliant 168-60 (2)", "notObserved 60-54 (0)", "open 54-10 (2)", "notObserved 10-0 (0)",
            ])
    }

    @Test("the time between two equal looks that the store did not join is not observed")
    func apart() {
        #expect(
            laid([.seen(.compliant, 168, 60), .seen(.compliant, 50, 0)]) == [
                "compliant 168-60 (2)", "notObserved 60-50 (0)", "compliant 50-0 (2)",
            ])
    }

    @Test("looks without an answer are not observed, and are counted")
    func unknown() {
        #expect(
            laid([.seen(.compliant, 168, 60), .seen(.unknown, 54, 10, reads: 9)]) == [
                "compliant 168-60 (2)", "notObserved 60-0 (9)",
            ])
    }

    @Test("a single look is told, although it has no length")
    func single() {
        #expect(
            laid([.seen(.compliant, 100, 100, reads: 1), .seen(.drifted, 50, 50, reads: 1)]) == [
                "notObserved 168-100 (0)", "compliant 100-100 (1)", "notObserved 100-50 (0)", "open 50-50 (1)",
                "notObserved 50-0 (0)",
            ])
    }

    @Test("where looks disagree, as after a clock was set, open outweighs not observed, and that compliant")
    func overlapping() {
        #expect(
            laid([.seen(.compliant, 168, 50), .seen(.drifted, 60, 40), .seen(.compliant, 45, 20)]) == [
                "compliant 168-60 (2)", "open 60-40 (2)", "compliant 40-20 (0)", "notObserved 20-0 (0)",
            ])
        #expect(
            laid([.seen(.compliant, 168, 0), .seen(.unknown, 60, 40)]) == [
                "compliant 168-60 (2)", "notObserved 60-40 (2)", "compliant 40-0 (0)",
            ])
    }

    @Test("equal looks under two policies join where they meet")
    func policies() {
        #expect(
            laid([.seen(.compliant, 168, 60), .seen(.compliant, 60, 0, policy: "renamed")]) == [
                "compliant 168-0 (4)"
            ])
    }

    @Test("drift that our own change ended was open until the read that confirmed it")
    func repaired() {
        #expect(
            laid(
                [.seen(.compliant, 168, 60), .seen(.drifted, 54, 54, reads: 1), .seen(.compliant, 53, 0)],
                [(54, .drifted()), (53, .driftOver(.repaired))]) == [
                    "compliant 168-60 (2)", "notObserved 60-54 (0)", "open 54-53 (1)", "compliant 53-0 (2)",
                ])
    }

    @Test("drift that ended without us was last seen by the last look, and what follows is not observed")
    func changed() {
        #expect(
            laid(
                [.seen(.drifted, 54, 48), .seen(.compliant, 42, 0)], [(54, .drifted()), (42, .driftOver(.changed))])
                == [
                    "notObserved 168-54 (0)", "open 54-48 (2)", "notObserved 48-42 (0)", "compliant 42-0 (2)",
                ])
    }

    @Test("the ledger proves a look that the cache has lost")
    func lostCache() {
        #expect(
            laid([], [(54, .drifted())]) == ["notObserved 168-54 (0)", "open 54-54 (0)", "notObserved 54-0 (0)"])
    }

    @Test("while the ledger knows of drift, a cache that says otherwise is not believed")
    func contradicted() {
        #expect(
            laid([.seen(.compliant, 168, 0)], [(54, .drifted()), (40, .driftOver(.changed))]) == [
                "compliant 168-54 (2)", "open 54-54 (0)", "notObserved 54-40 (0)", "compliant 40-0 (0)",
            ])
    }

    @Test("drift that began before the span and goes on hides what a look claims")
    func before() {
        #expect(laid([.seen(.compliant, 100, 0)], [(300, .drifted())]) == ["notObserved 168-0 (0)"])
    }

    @Test("while a waiver holds the door open, every answer counts as open, until the policy counts again")
    func waivedOpen() {
        #expect(
            laid(
                [.seen(.compliant, 168, 100), .seen(.compliant, 98, 80), .seen(.compliant, 70, 0)],
                [(100, .waived(until: 76, enabled: true)), (76, .waiverEnded(.init(resource: ResourceID("vps_1"))))])
                == [
                    "compliant 168-100 (2)", "notObserved 100-98 (0)", "open 98-80 (2)", "notObserved 80-70 (0)",
                    "compliant 70-0 (2)",
                ])
    }

    @Test("a waiver that only exempts changes nothing about what was seen")
    func waivedAlone() {
        #expect(
            laid([.seen(.drifted, 168, 0)], [(100, .waived(until: 50))]) == ["open 168-0 (2)"])
    }
}
