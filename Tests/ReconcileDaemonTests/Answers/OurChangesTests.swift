import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What we changed")
struct OurChangesTests {
    private struct Write {
        var resource: String
        var result: LedgerEntry.IntentOutcome.Result?
        var isClaimed: Bool?
        var isConfirmed = false

        init(
            _ resource: String, _ result: LedgerEntry.IntentOutcome.Result?, claimed: Bool? = nil,
            confirmed: Bool = false
        ) {
            (self.resource, self.result, isClaimed, isConfirmed) = (resource, result, claimed, confirmed)
        }
    }

    /// `intent 1 a`, `outcome 2 b`: the kind, the number of the intent and its resource; then whom nobody is sure of.
    private func told(_ writes: [Write]) -> [String] {
        var entries: [LedgerEntry] = []
        for (number, write) in writes.enumerated() {
            let (intent, id) = (IntentID(number: UInt64(number + 1)), ResourceID(write.resource))
            entries.append(
                .intent(
                    .init(
                        intent: intent, resource: id, policy: "p", fingerprint: "f",
                        change: .sshPasswordLogin(enabled: false), before: .sshPasswordLogin(.open),
                        readAgeMilliseconds: 1, underWaiver: false, wave: nil)))
            if let result = write.result {
                entries.append(
                    .outcome(
                        .init(intent: intent, resource: id, policy: "p", result: result, claimed: write.isClaimed)))
            }
            if write.isConfirmed {
                let row = LedgerEntry.Confirmed(
                    intent: intent, resource: id, policy: "p", fingerprint: "f", seen: .sshPasswordLogin(.shut))
                entries.append(.confirmed(row))
            }
        }
        let rows = entries.enumerated().map { index, entry in
            LedgerRow(sequence: Int64(index + 1), at: .noon, entry: entry, hash: "")
        }
        let ours = OurChanges(among: rows)
        return ours.rows.map { row in
            switch row.entry {
            case .intent(let intent): "intent \(intent.intent.number) \(intent.resource.text)"
            case .outcome(let outcome): "outcome \(outcome.intent.number) \(outcome.resource.text)"
            default: "\(row.entry.kind)"
            }
        } + ours.unsure.map { "unsure \($0.text)" }
    }

    @Test("a write that was refused, or not sent after all, changed nothing")
    func notTaken() {
        #expect(told([Write("a", .refused), Write("b", .withdrawn)]) == [])
    }

    @Test("the first that was claimed or confirmed shows the state before us, whatever was refused earlier")
    func taken() {
        #expect(
            told([
                Write("a", .refused), Write("a", .accepted, claimed: true), Write("a", .accepted, claimed: true),
                Write("b", .unknown, confirmed: true), Write("c", .accepted, claimed: false, confirmed: true),
            ]) == ["intent 2 a", "intent 4 b", "intent 5 c"])
    }

    @Test("one whose outcome is open is told with what leaves it open, until a later one is known to have taken")
    func open() {
        #expect(
            told([
                Write("a", .unknown), Write("b", .accepted, claimed: false), Write("c", nil), Write("d", .unknown),
                Write("d", .accepted, claimed: true),
            ]) == [
                "intent 1 a", "outcome 1 a", "intent 2 b", "outcome 2 b", "intent 3 c", "intent 4 d", "unsure a",
                "unsure b", "unsure c",
            ])
    }
}
