import Foundation
import GRDB
import ReconcileCore
import Testing

@testable import ReconcileStore

@Suite("accepting a distrusted ledger")
struct LedgerAcceptanceTests {
    private let kept = "ledger.db.kept-20261121T120000Z"

    /// A state from last week beside an escrow that knows more.
    private func putBack() async throws -> Scratch {
        let scratch = try Scratch()
        try await scratch.withStore { _ = try await $0.ledger.append([.start, .pause("a")], at: .noon) }
        let lastWeek = try scratch.copy()
        try await scratch.withStore { _ = try await $0.ledger.append([.pause("b")], at: .noon) }
        try lastWeek.takeEscrow(of: scratch)
        return lastWeek
    }

    @Test("the old file is kept, and the new chain begins by naming its SHA-256 and what lies in the escrow")
    func accepts() async throws {
        let scratch = try await putBack()
        let old = FileManager.default.contents(atPath: scratch.directory.ledger)
        let store = try await scratch.open()
        let instance = await store.ledger.instanceID
        let row = try await store.ledger.accept(
            reason: "restored", by: .root, escrowed: ["acct_1": 3], at: .noon)
        let keptPath = scratch.directory.path + "/" + kept
        #expect(FileManager.default.contents(atPath: keptPath) == old)
        let expected = LedgerEntry.chainAccepted(
            .init(
                previousSHA256: try LedgerChain.hash(file: keptPath),
                found: "it has 2 rows, and the escrow directory knows one of 3 rows", reason: "restored", by: .root,
                escrowed: ["acct_1": 3]))
        #expect(row.sequence == 1 && row.entry == expected)
        #expect(await store.ledger.trust == .good)
        #expect(await store.ledger.instanceID == instance)
        let next = try await store.ledger.append([.start], at: .noon)
        await store.close()
        #expect(try await scratch.rows() == [row] + next)
        #expect(try await scratch.withStore { await $0.ledger.trust } == .good)
        #expect(try scratch.files() == ["ledger.db", kept, "reconciled.db"])
    }

    @Test("with no old file the new chain names none")
    func acceptsMissing() async throws {
        let scratch = try await putBack()
        try scratch.remove("ledger.db")
        let row = try await scratch.withStore { try await $0.ledger.accept(reason: "lost", by: .root, at: .noon) }
        guard case .chainAccepted(let accepted) = row.entry else {
            Issue.record("not an acceptance: \(row.entry)")
            return
        }
        #expect(accepted.previousSHA256 == nil)
        #expect(try await scratch.rows() == [row])
        #expect(try scratch.files() == ["ledger.db", "reconciled.db"])
    }

    @Test("a file that is no database is kept as it is")
    func acceptsGarbage() async throws {
        let scratch = try await putBack()
        let garbage = String(repeating: "not a database ", count: 1000)
        try scratch.write(garbage, to: scratch.directory.ledger)
        let row = try await scratch.withStore { try await $0.ledger.accept(reason: "lost", by: .root, at: .noon) }
        #expect(try String(contentsOfFile: scratch.directory.path + "/" + kept, encoding: .utf8) == garbage)
        #expect(try await scratch.rows() == [row])
    }

    @Test("accepting twice within a millisecond keeps both files")
    func acceptsTwice() async throws {
        let scratch = try await putBack()
        for _ in 1...2 {
            _ = try await scratch.withStore { try await $0.ledger.accept(reason: "again", by: .root, at: .noon) }
            try scratch.write("garbled", to: scratch.directory.escrowHead)
        }
        #expect(try scratch.files() == ["ledger.db", kept, kept + "-2", "reconciled.db"])
    }

    @Test("a crash before the witnesses were rewritten leaves the new chain good")
    func crashBeforeWitnesses() async throws {
        let scratch = try await putBack()
        let before = try scratch.copy()
        let row = try await scratch.withStore { try await $0.ledger.accept(reason: "x", by: .root, at: .noon) }
        try before.remove("ledger.db")
        try FileManager.default.copyItem(atPath: scratch.directory.ledger, toPath: before.directory.ledger)
        #expect(try await before.withStore { await $0.ledger.trust } == .good)
        #expect(try await before.rows() == [row])
    }

    @Test("a ledger that is good has nothing to accept, and a reader accepts nothing")
    func refuses() async throws {
        let scratch = try Scratch()
        try await scratch.withStore { store in
            await #expect(throws: StoreError.nothingToAccept) {
                try await store.ledger.accept(reason: "x", by: .root, at: .noon)
            }
        }
        let reader = try await scratch.openForReading()
        await #expect(throws: StoreError.readOnly) {
            try await reader.ledger.accept(reason: "x", by: .root, at: .noon)
        }
    }
}
