import Foundation
import ReconcileSimulation
import Testing

@Suite("A state that is not what was last written", .timeLimit(.minutes(15)))
struct LostStateTests {
    enum Loss: String, CaseIterable, Sendable {
        case copiedBackFromEarlier
        case emptyBesideEscrow
        case oneBitFlipped
    }

    @Test(
        "holds every write with ledger and says so, until a person accepts a new chain; the old file is kept",
        arguments: Loss.allCases)
    func held(loss: Loss) async throws {
        try await World.with(Fleet(5)) { world in
            #expect(try await world.run("once").status == 0)
            try await world.lose(loss)
            for guest in try await world.simulator.report().guests {
                try await world.simulator.change(guest.id, .reopen)
            }
            let before = try await world.simulator.report()
            let held = try await world.pass("once")
            #expect(held.status == 2)
            #expect(held.document.heldBy.mapValues(\.count) == ["ledger": 5])
            let hold = try #require(held.document.resources.first?.holds.first)
            #expect(hold.detail.hasPrefix("The ledger cannot be trusted: "), "\(hold.detail)")
            #expect(hold.detail.contains("`reconciled resume --accept-ledger --reason …`"), "\(hold.detail)")
            #expect(try await world.simulator.report().requests["write"] == before.requests["write"])

            let resume = try await world.run("resume", "--accept-ledger", "--reason", "restored from the backup")
            #expect(resume.status == 0, "\(resume.errors)")
            let kept = world.sandbox.files(below: world.sandbox.state).filter { $0.contains("ledger.db.kept-") }
            #expect(kept.isEmpty == (loss == .emptyBesideEscrow), "\(kept)")
            #expect(try await world.history().events.first?.kind == "chainAccepted")
            let after = try await world.pass("once")
            #expect(after.status == 0, "\(after.document.heldBy)")
            #expect(try await world.simulator.report().guests.allSatisfy { !$0.enabled })
            #expect(try await world.simulator.report().violations == [])
        }
    }
}

extension World {
    fileprivate func lose(_ loss: LostStateTests.Loss) async throws {
        let files = FileManager.default
        switch loss {
        case .copiedBackFromEarlier:
            let copy = sandbox.directory.appending(path: "backup")
            try files.copyItem(at: sandbox.state, to: copy)
            #expect(try await run("once").status == 0)
            try files.removeItem(at: sandbox.state)
            try files.moveItem(at: copy, to: sandbox.state)
        case .emptyBesideEscrow:
            try files.removeItem(at: sandbox.state)
            try files.createDirectory(at: sandbox.state, withIntermediateDirectories: true)
        case .oneBitFlipped:
            let ledger = sandbox.state.appending(path: "ledger.db")
            var bytes = try Data(contentsOf: ledger)
            // Within a row, so that the file is a sound database that says something else.
            let name = Data(PolicyText.usualName.utf8)
            let place = try #require(bytes.firstRange(of: name, in: (bytes.count / 2)..<bytes.count))
            bytes[place.lowerBound] ^= 1
            try bytes.write(to: ledger)
        }
    }
}
