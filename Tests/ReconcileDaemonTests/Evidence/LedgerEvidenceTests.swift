import ReconcileStore
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What the ledger tells an auditor")
struct LedgerEvidenceTests {
    @Test("a change is told with its answer and its confirmation, the newest of which counts")
    func change() throws {
        let changes = LedgerEvidence.told([
            (9, .intended(1)), (9, .answered(1)), (8, .unconfirmed(1)), (7, .confirmed(1)),
        ]).changesInSpan
        let change = try #require(changes.first)
        #expect(changes.count == 1)
        #expect(change.source.sequence == 1)
        #expect(change.outcome?.answer.requestId == "req_1")
        #expect(change.confirmation?.source.sequence == 4)
        #expect(change.isConfirmed)
    }

    @Test("a change is told if any part of it lies in the span, and only then")
    func changesOfTheSpan() {
        let evidence = LedgerEvidence.told([
            (300, .intended(1)), (299, .answered(1)), (298, .confirmed(1)),
            (200, .intended(2)), (200, .answered(2)),
            (170, .intended(3)), (160, .answered(3)),
            (10, .intended(4)),
        ])
        #expect(evidence.changesInSpan.map(\.intent.intent.number) == [3, 4])
        #expect(evidence.changesInSpan.map { $0.outcome == nil } == [false, true])
    }

    @Test("a change whose outcome nobody knows, or which no read showed in time, is not confirmed")
    func unconfirmed() {
        let evidence = LedgerEvidence.told([
            (9, .intended(1)), (8, .intended(2, "vps_2")), (7, .unconfirmed(2, "vps_2")),
        ])
        #expect(evidence.changesInSpan.map(\.isConfirmed) == [false, false])
    }

    @Test("a waiver ends at its time, or when it is ended or replaced before that, and never later than it may bind")
    func waivers() {
        let evidence = LedgerEvidence.told([
            (160, .waived(until: 100)), (150, .waived(until: 140)),
            (90, .waived("vps_2", until: 80)), (85, .waiverEnded(.init(resource: ResourceID("vps_2")))),
            (79, .waiverEnded(.init(resource: ResourceID("vps_2")))),
            (70, .waived("vps_3", until: -900, enabled: true)),
        ])
        #expect(evidence.waivers.map { (.noon - $0.end).components.seconds / 3600 } == [150, 140, 85, -2])
    }

    @Test("what had ended before the span is not told, and what goes on from before it is")
    func spans() {
        let evidence = LedgerEvidence.told([
            (400, .waived(until: 300)), (400, .paused(until: 300)), (399, .released),
            (200, .waived("vps_2", until: 100)), (200, .paused(until: nil)), (150, .resumed),
        ])
        #expect(evidence.waivers.map(\.resource.text) == ["vps_2"])
        #expect(evidence.pauses.map { ($0.end.map { .noon - $0 }?.components.seconds ?? 0) / 3600 } == [150])
        #expect(evidence.pauses.first?.resumed?.reason == "audit over")
        #expect(evidence.remarks == [])
    }

    @Test("a pause that nobody ended goes on, and a resume after its time ends nothing")
    func pauses() {
        #expect(LedgerEvidence.told([(200, .paused(until: nil))]).pauses.map(\.end) == [nil])
        let over = LedgerEvidence.told([(100, .paused(until: 90)), (80, .resumed)]).pauses
        #expect(over.map(\.resumed) == [nil])
        #expect(over.map(\.end) == [.noon - .hours(90)])
    }

    @Test("releases and a ledger that follows another one are remarks")
    func remarks() {
        let evidence = LedgerEvidence.told([(9, .released), (8, .accepted)])
        #expect(evidence.remarks.map(\.kind) == [.released, .chainAccepted])
        #expect(evidence.head?.rows == 2)
    }

    @Test("a door that a file's waiver opened counts as opened until our change shut it")
    func opening() {
        let story = LedgerEvidence.told([
            (100, .intended(1, enabled: true, underWaiver: true)), (99, .confirmed(1, enabled: true)),
            (50, .intended(2, underWaiver: true)), (49, .confirmed(2)),
        ]).stories[ResourceID("vps_1")]
        #expect(story?.openings == [.init(from: .noon - .hours(100), to: .noon - .hours(49))])
    }
}
