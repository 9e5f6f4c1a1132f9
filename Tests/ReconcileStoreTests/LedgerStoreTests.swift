import Foundation
import GRDB
import ReconcileCore
import Testing

@testable import ReconcileStore

@Suite("the ledger")
struct LedgerStoreTests {
    @Test("rows come back as they were appended, in order, after a restart")
    func appendAndReplay() async throws {
        let scratch = try Scratch()
        let appended = try await scratch.withStore { store in
            let first = try await store.ledger.append([.start, .pause("a")], at: .noon)
            return first + (try await store.ledger.append([.stopped(.init())], at: .noon + .seconds(1)))
        }
        #expect(appended.map(\.sequence) == [1, 2, 3])
        #expect(appended.map(\.entry) == [.start, .pause("a"), .stopped(.init())])
        #expect(appended.map(\.at) == [.noon, .noon, .noon + .seconds(1)])
        #expect(try await scratch.rows() == appended)
    }

    @Test("a commit is on disk when append returns: synchronous reads 2 (FULL) and the journal is a WAL")
    func synchronousIsFull() async throws {
        let scratch = try Scratch()
        for _ in 1...2 {
            try await scratch.withStore { store in
                #expect(try await store.ledger.number("PRAGMA synchronous") == 2)
                let mode = try await store.ledger.queue?.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
                #expect(mode == "wal")
            }
        }
    }

    @Test("the body of a row is one flat JSON object with its keys in order")
    func body() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        _ = try await store.ledger.append([.pause("vps_1", "a/b")], at: .noon)
        let row = try await store.ledger.queue?.read { try LedgerTable.rows(after: 0, limit: 1, in: $0).first }
        #expect(
            row?.body
                == #"{"by":{"name":"root","uid":0},"kind":"paused","reason":"a/b","resource":"vps_1"}"#)
        #expect(row?.resource == "vps_1" && row?.kind == "paused" && row?.policy == nil && row?.at == 1_795_262_400_000)
        await store.close()
    }

    @Test(
        "rows can be neither changed, removed, replaced nor put out of order",
        arguments: [
            "UPDATE ledger SET at = 0 WHERE seq = 1", "DELETE FROM ledger WHERE seq = 2", "DELETE FROM ledger",
            "INSERT OR REPLACE INTO ledger VALUES (1, 0, 'stopped', NULL, NULL, '{}', 'x')",
            "INSERT INTO ledger VALUES (9, 0, 'stopped', NULL, NULL, '{}', 'x')",
        ])
    func onlyAppended(sql: String) async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let rows = try await store.ledger.append([.start, .pause("a")], at: .noon)
        let error = await #expect(throws: DatabaseError.self) { try await store.ledger.execute(sql) }
        #expect(error?.message == "the ledger is only appended to")
        #expect(try await store.ledger.rows() == rows)
        await store.close()
    }

    @Test("a chain of 5,000 rows verifies, and no two of its hashes are the same")
    func longChain() async throws {
        let scratch = try Scratch()
        let entries = (1...5_000).map { LedgerEntry.pause("vps_\($0 % 50)", "row \($0)") }
        let appended = try await scratch.withStore { try await $0.ledger.append(entries, at: .noon) }
        let store = try await scratch.open()
        #expect(try await store.ledger.verify() == .good)
        #expect(try await store.ledger.rows() == appended)
        #expect(Set(appended.map(\.hash)).count == 5_000)
        await store.close()
    }

    @Test("fields that run into one another give other hashes than fields that do not")
    func hashIsUnambiguous() {
        let row = StoredRow(sequence: 1, at: 0, kind: "k", resource: "ab", policy: "c", body: "{}", hash: "")
        var other = row
        (other.resource, other.policy) = ("a", "bc")
        var none = row
        (none.resource, none.policy) = (nil, "-")
        var dash = row
        (dash.resource, dash.policy) = ("-", nil)
        let hashes = [row, other, none, dash].map { LedgerChain.hash($0, after: "p") }
        #expect(Set(hashes).count == 4)
    }

    @Test("the hash of a row is the one that any tool computes from the text of the fields")
    func hashIsAsDocumented() {
        let row = StoredRow(sequence: 1, at: 0, kind: "stopped", resource: nil, policy: nil, body: "{}", hash: "")
        // printf '1:p,1:1,1:0,7:stopped,--2:{},' | sha256sum
        #expect(
            LedgerChain.hash(row, after: "p") == "72d8f636486acf04c021278c9bb287b10a52c8698c856baebb5eab15805f126a")
    }

    @Test("the instance id is made once, has 16 digits and survives restarts")
    func instanceID() async throws {
        let scratch = try Scratch()
        let first = try await scratch.withStore { await $0.ledger.instanceID }
        let second = try await scratch.withStore { await $0.ledger.instanceID }
        #expect(first?.wholeMatch(of: /[0-9a-f]{16}/) != nil)
        #expect(first == second)
        let other = try Scratch()
        #expect(try await other.withStore { await $0.ledger.instanceID } != first)
    }

    @Test("a newer schema is refused and nothing is touched", arguments: [("ledger.db", 2), ("reconciled.db", 1)])
    func newerSchema(name: String, known: Int) async throws {
        let scratch = try Scratch()
        _ = try await scratch.withStore { try await $0.ledger.append([.start], at: .noon) }
        let path = scratch.directory.path + "/" + name
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = \(known + 1)") }
        try queue.close()
        let (files, bytes) = (try scratch.files(), FileManager.default.contents(atPath: path))
        let newer = StoreError.newerSchema(file: path, found: known + 1, known: known)
        await #expect(throws: newer) { try await scratch.open() }
        await #expect(throws: newer) { try await scratch.openForReading() }
        #expect(try scratch.files() == files)
        #expect(FileManager.default.contents(atPath: path) == bytes)
    }

    @Test("a sound row of a kind that only a newer program knows is named, not taken for damage")
    func newerKind() async throws {
        let scratch = try Scratch()
        let rows = try await scratch.withStore { try await $0.ledger.append([.start], at: .noon) }
        var row = StoredRow(
            sequence: 2, at: 0, kind: "teleported", resource: nil, policy: nil, body: #"{"kind":"teleported"}"#,
            hash: "")
        row.hash = LedgerChain.hash(row, after: rows[0].hash)
        try scratch.tamper("INSERT INTO ledger VALUES (2, 0, 'teleported', NULL, NULL, '\(row.body)', '\(row.hash)')")
        let store = try await scratch.open()
        let newer = StoreError.newerRow(sequence: 2, kind: "teleported")
        await #expect(throws: newer) { try await store.ledger.rows() }
        await #expect(throws: newer) { try await store.ledger.history() }
        #expect(try await store.ledger.verify() == .good)
        await store.close()
    }

    @Test("an older ledger is copied before each migration, once, and keeps its rows")
    func copiesBeforeMigration() async throws {
        let scratch = try Scratch()
        let rows = try await scratch.withStore { try await $0.ledger.append([.start], at: .noon) }
        let path = scratch.directory.ledger
        let older = LedgerSchema.current
        let newer = DatabaseSchema(
            applicationID: older.applicationID,
            migrations: older.migrations + [{ try $0.execute(sql: "CREATE TABLE later (version INTEGER)") }])
        try LedgerOpening.openForWriting(path, newer).close()
        #expect(try scratch.files() == ["ledger.db", "ledger.db.before-3", "reconciled.db"])
        let (migrated, kept) = (try DatabaseQueue(path: path), try DatabaseQueue(path: path + ".before-3"))
        #expect(try await migrated.read(newer.find) == .ours(version: 3))
        #expect(try await kept.read(older.find) == .ours(version: 2))
        for queue in [migrated, kept] {
            #expect(
                try await queue.read { try LedgerTable.rows(after: 0, limit: 9, in: $0).map(\.hash) }
                    == rows.map(\.hash))
        }
    }

    @Test("history gives the newest rows of a resource within the limit, oldest first")
    func history() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        var rows: [LedgerRow] = []
        for minute in 0..<6 {
            let entry = LedgerEntry.pause(minute % 2 == 0 ? "even" : "odd", "\(minute)")
            rows += try await store.ledger.append([entry], at: .noon + .minutes(minute))
        }
        let ledger = store.ledger
        #expect(try await ledger.history() == LedgerHistory(rows: rows))
        #expect(
            try await ledger.history(resource: ResourceID("odd")) == LedgerHistory(rows: [rows[1], rows[3], rows[5]]))
        #expect(try await ledger.history(since: .noon + .minutes(4)) == LedgerHistory(rows: [rows[4], rows[5]]))
        #expect(
            try await ledger.history(resource: ResourceID("even"), limit: 2)
                == LedgerHistory(rows: [rows[2], rows[4]], isTruncated: true))
        await store.close()
    }

    @Test("a full disk fails the whole append, and once there is space the chain goes on unbroken")
    func fullDisk() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let ledger = store.ledger
        let before = try await ledger.append([.start], at: .noon)
        let pages = try await ledger.number("PRAGMA page_count") ?? 0
        try await ledger.execute("PRAGMA max_page_count = \(pages + 1)")
        let large = (1...50).map { LedgerEntry.pause("vps_\($0)", String(repeating: "x", count: 1000)) }
        await #expect(throws: StoreError.full(file: scratch.directory.ledger)) {
            try await ledger.append(large, at: .noon)
        }
        #expect(try await ledger.rows() == before)
        #expect(await ledger.trust == .good)
        try await ledger.execute("PRAGMA max_page_count = 1000000")
        let after = try await ledger.append(large, at: .noon)
        #expect(after.first?.sequence == 2)
        #expect(try await ledger.rows() == before + after)
        await store.close()
        #expect(try await scratch.rows() == before + after)
    }

    @Test("an append is carried out whole although its task was cancelled")
    func cancelledAppend() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.ledger.append([.start], at: .noon)
        }
        let rows = try await task.value
        #expect(try await store.ledger.rows() == rows)
        await store.close()
    }

    @Test("appends from many tasks at once make one chain without a gap")
    func concurrentAppends() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        try await withThrowingTaskGroup { group in
            for number in 1...40 {
                group.addTask { _ = try await store.ledger.append([.pause("\(number)"), .start], at: .noon) }
            }
            try await group.waitForAll()
        }
        #expect(try await store.ledger.rows().map(\.sequence) == Array(1...80))
        await store.close()
    }
}
