import Foundation
import ReconcileCore
import Testing

@testable import ReconcileStore

@Suite("trust in the ledger")
struct LedgerTrustTests {
    /// A state of three rows, closed in good order.
    private func used() async throws -> Scratch {
        let scratch = try Scratch()
        try await scratch.withStore { store in
            _ = try await store.ledger.append([.start, .pause("a")], at: .noon)
            _ = try await store.ledger.append([.pause("b")], at: .noon)
        }
        return scratch
    }

    /// Opens, and checks that a distrusted ledger takes no row and stays as it is.
    private func reason(_ scratch: Scratch) async throws -> String? {
        let ledger = scratch.directory.ledger
        let bytes = FileManager.default.contents(atPath: ledger)
        return try await scratch.withStore { store in
            guard case .distrusted(let reason) = await store.ledger.trust else { return nil }
            await #expect(throws: StoreError.distrusted(reason: reason)) {
                try await store.ledger.append([.start], at: .noon)
            }
            #expect(FileManager.default.contents(atPath: ledger) == bytes)
            return reason
        }
    }

    @Test("an empty state with no escrow is a first start, and stays good")
    func firstStart() async throws {
        let scratch = try Scratch()
        #expect(try await reason(scratch) == nil)
        #expect(try await reason(scratch) == nil)
        #expect(try scratch.files() == ["ledger.db", "reconciled.db"])
    }

    @Test("the witnesses name the newest row")
    func witnesses() async throws {
        let scratch = try await used()
        let head = LedgerHead(try #require(try await scratch.rows().last))
        #expect(Witness.read(scratch.directory.escrowHead) == .head(head))
        #expect(try CacheOpening.read(scratch.directory.cache).witness == head)
        #expect(
            try String(contentsOfFile: scratch.directory.escrowHead, encoding: .utf8)
                == "{\"hash\":\"\(head.hash)\",\"rows\":3}\n")
    }

    @Test("an empty state beside an escrow that holds anything is distrusted", arguments: ["prove.age", "acc_1"])
    func emptyStateWithEscrow(name: String) async throws {
        let scratch = try Scratch()
        try scratch.write("x", to: scratch.directory.escrow + "/" + name)
        let escrow = scratch.directory.escrow
        #expect(try await reason(scratch) == "it is missing, and the escrow directory '\(escrow)' is not empty")
        #expect(try scratch.files() == ["reconciled.db"])
    }

    @Test("a ledger that is gone is distrusted, whichever witness is left")
    func missing() async throws {
        let scratch = try await used()
        try scratch.remove("ledger.db")
        #expect(
            try await reason(scratch) == "it is missing, and the escrow directory knows one of 3 rows")
        try FileManager.default.removeItem(atPath: scratch.directory.escrowHead)
        #expect(try await reason(scratch) == "it is missing, and reconciled.db knows one of 3 rows")
        try scratch.write("not a database at all", to: scratch.directory.cache)
        #expect(
            try await reason(scratch)
                == "it is missing, and the state directory is not new: it holds 'reconciled.db'")
    }

    @Test("a state put back from last week beside the newer escrow is distrusted")
    func putBack() async throws {
        let scratch = try await used()
        let lastWeek = try scratch.copy()
        try await scratch.withStore { _ = try await $0.ledger.append([.pause("c")], at: .noon + .days(7)) }
        try lastWeek.takeEscrow(of: scratch)
        #expect(
            try await reason(lastWeek) == "it has 3 rows, and the escrow directory knows one of 4 rows")
        #expect(try await lastWeek.rows().count == 3, "what is there can still be read")
    }

    @Test("a ledger put back alone is told by the cache when there is no escrow head")
    func putBackAlone() async throws {
        let scratch = try await used()
        let lastWeek = try scratch.copy()
        try await scratch.withStore { _ = try await $0.ledger.append([.pause("c")], at: .noon + .days(7)) }
        try scratch.remove("ledger.db")
        try FileManager.default.copyItem(atPath: lastWeek.directory.ledger, toPath: scratch.directory.ledger)
        try FileManager.default.removeItem(atPath: scratch.directory.escrowHead)
        #expect(try await reason(scratch) == "it has 3 rows, and reconciled.db knows one of 4 rows")
    }

    @Test("another installation's ledger, though longer, is distrusted")
    func another() async throws {
        let scratch = try await used()
        let other = try Scratch()
        try await other.withStore { _ = try await $0.ledger.append(Array(repeating: .start, count: 9), at: .noon) }
        try other.takeEscrow(of: scratch)
        #expect(try await reason(other) == "it is not the ledger that the escrow directory knows")
    }

    @Test("a head that is empty, garbled or of another shape is distrusted", arguments: ["", "{\"rows\":3", "[]"])
    func garbledHead(text: String) async throws {
        let scratch = try await used()
        try scratch.write(text, to: scratch.directory.escrowHead)
        let what = text.isEmpty ? "is empty" : "does not hold a ledger's head"
        #expect(try await reason(scratch) == "'\(scratch.directory.escrowHead)' \(what)")
    }

    @Test("a ledger ahead of its witnesses is good: a crash came between the two")
    func aheadOfWitnesses() async throws {
        let scratch = try await used()
        let before = try scratch.copy()
        try await scratch.withStore { _ = try await $0.ledger.append([.pause("c")], at: .noon) }
        try before.remove("ledger.db")
        try FileManager.default.copyItem(atPath: scratch.directory.ledger, toPath: before.directory.ledger)
        #expect(try await reason(before) == nil)
        #expect(try await before.rows().count == 4)
        let head = LedgerHead(try #require(try await before.rows().last))
        #expect(Witness.read(before.directory.escrowHead) == .head(head), "the witness caught up")
    }

    @Test("a ledger whose witnesses are all gone is good: they may be on a disk that is new")
    func noWitness() async throws {
        let scratch = try await used()
        try scratch.remove("reconciled.db")
        try FileManager.default.removeItem(atPath: scratch.directory.escrowHead)
        #expect(try await reason(scratch) == nil)
    }

    @Test(
        "a changed row is found, and the rows before it can still be read",
        arguments: [
            "UPDATE ledger SET body = replace(body, 'maintenance', 'sabotage') WHERE seq = 2",
            "UPDATE ledger SET resource = 'c' WHERE seq = 2", "UPDATE ledger SET at = 'soon' WHERE seq = 2",
            "DELETE FROM ledger WHERE seq = 2", "UPDATE ledger SET body = x'00ff' WHERE seq = 2",
        ])
    func changedRow(sql: String) async throws {
        let scratch = try await used()
        try scratch.tamper("DROP TRIGGER ledger_update; DROP TRIGGER ledger_delete; \(sql)")
        #expect(try await reason(scratch) != nil)
        try await scratch.withStore { store in
            var readable: [Int64] = []
            await #expect(throws: StoreError.self) { try await store.ledger.replay { readable.append($0.sequence) } }
            let history = try await store.ledger.history()
            #expect(history.damage != nil || history.rows.count == 2)
            #expect(history.rows.first?.sequence == 1 && history.rows.last?.sequence == 3)
        }
    }

    @Test("damage before the newest 1,000 rows passes the opening and is found by verifying and by replaying")
    func damageInTheRest() async throws {
        let scratch = try Scratch()
        let entries = (1...1_200).map { LedgerEntry.pause("\($0)") }
        try await scratch.withStore { _ = try await $0.ledger.append(entries, at: .noon) }
        try scratch.tamper("DROP TRIGGER ledger_update; UPDATE ledger SET at = 1 WHERE seq = 100")
        let reason = "row 100 does not match its hash"
        for replays in [true, false] {
            try await scratch.withStore { store in
                #expect(await store.ledger.trust == .good)
                if replays {
                    await #expect(throws: StoreError.distrusted(reason: reason)) { try await store.ledger.rows() }
                } else {
                    let verified = try await store.ledger.verify()
                    #expect(verified == .distrusted(reason: reason))
                }
                #expect(await store.ledger.trust == .distrusted(reason: reason))
                await #expect(throws: StoreError.distrusted(reason: reason)) {
                    try await store.ledger.append([.start], at: .noon)
                }
            }
        }
    }

    @Test("an index that lacks rows, which would hide them from a history, is found by verifying")
    func damagedIndex() async throws {
        let scratch = try await used()
        try scratch.tamper(
            """
            DROP INDEX ledger_resource;
            CREATE INDEX ledger_resource ON ledger (resource, seq) WHERE resource = 'a';
            PRAGMA writable_schema = ON;
            UPDATE sqlite_master SET sql = replace(sql, 'resource = ''a''', 'resource IS NOT NULL');
            """)
        try await scratch.withStore { store in
            #expect(await store.ledger.trust == .good)
            let verified = try await store.ledger.verify()
            #expect(verified == .distrusted(reason: "row 3 missing from index ledger_resource"))
        }
    }

    @Test("a witness that cannot be written does not fail the append, and is said")
    func witnessProblem() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        try FileManager.default.removeItem(atPath: scratch.directory.escrow)
        #expect(try await store.ledger.append([.start], at: .noon).count == 1)
        await store.ledger.settleWitnesses()
        #expect(
            await store.ledger.witnessProblem
                == "cannot use '\(scratch.directory.escrowHead)': No such file or directory")
        try scratch.directory.create()
        #expect(try await store.ledger.append([.start], at: .noon).count == 1)
        await store.ledger.settleWitnesses()
        #expect(await store.ledger.witnessProblem == nil)
        await store.close()
    }
}
