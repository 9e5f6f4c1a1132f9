import Foundation
import ReconcileCore
import Testing

@testable import ReconcileStore

@Suite("crashes and damage")
struct CrashTests {
    @Test("a copy of the state taken after any step opens as good, with the rows that were committed")
    func copiesAtEachStep() async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        var rows: [LedgerRow] = []
        for step in 1...25 {
            rows += try await store.ledger.append([.pause("\(step)"), .start], at: .noon + .minutes(step))
            await store.ledger.settleWitnesses()
            let afterLedger = try scratch.copy()
            try await store.cache.update([.resource(.vps("\(step)"))])
            let afterCache = try scratch.copy()
            for copy in [afterLedger, afterCache] {
                #expect(try await copy.withStore { await $0.ledger.trust } == .good)
                #expect(try await copy.rows() == rows)
            }
            #expect(try await afterCache.withStore { try await $0.cache.load().resources.count } == step)
        }
        await store.close()
    }

    @Test("a log cut at any length gives all rows or a shorter ledger that its witness tells", arguments: 0..<4)
    func cutLog(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let scratch = try Scratch()
        let store = try await scratch.open()
        var rows: [LedgerRow] = []
        for step in 1...12 { rows += try await store.ledger.append([.pause("\(step)")], at: .noon) }
        // Until then a shorter ledger may be one that the witness has not followed yet.
        await store.ledger.settleWitnesses()
        let size = DatabaseFile.size(scratch.directory.ledger + "-wal")
        for _ in 1...12 {
            let copy = try scratch.copy()
            let log = try #require(FileHandle(forWritingAtPath: copy.directory.ledger + "-wal"))
            try log.truncate(atOffset: UInt64.random(in: 0...UInt64(size), using: &random))
            try log.close()
            try await check(copy, against: rows, "seed \(seed)")
        }
        await store.close()
    }

    @Test("a first start cut short at any instant is a first start again")
    func cutFirstStart() async throws {
        let scratch = try Scratch()
        try scratch.write("", to: scratch.directory.ledger)
        try scratch.write("{", to: DurableFile.unfinished(scratch.directory.escrowHead))
        let rows = try await scratch.withStore { store in
            #expect(await store.ledger.trust == .good)
            return try await store.ledger.append([.start], at: .noon)
        }
        #expect(try await scratch.rows() == rows)
    }

    @Test("a first start cut short while the ledger was given its write-ahead log is a first start again")
    func cutChangeToLog() async throws {
        let scratch = try Scratch()
        try scratch.write("", to: scratch.directory.ledger)
        // A hot journal as SQLite leaves it: magic, no pages, a size of 0 pages before, sectors of 512, pages of 4096.
        let header: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7] + [0, 0, 0, 0] + [1, 2, 3, 4]
        let sizes: [UInt8] = [0, 0, 0, 0] + [0, 0, 2, 0] + [0, 0, 16, 0]
        let journal = Data(header + sizes) + Data(count: 512 - header.count - sizes.count)
        try journal.write(to: URL(fileURLWithPath: scratch.directory.ledger + "-journal"))
        let rows = try await scratch.withStore { store in
            #expect(await store.ledger.trust == .good)
            return try await store.ledger.append([.start], at: .noon)
        }
        #expect(try await scratch.rows() == rows)
    }

    @Test("a bit flipped anywhere in the ledger leaves it as it was or distrusted, never changed", arguments: 0..<8)
    func bitFlips(seed: UInt64) async throws {
        let scratch = try Scratch()
        var rows: [LedgerRow] = []
        try await scratch.withStore { store in
            for step in 1...30 {
                rows += try await store.ledger.append([.pause("vps_\(step % 3)", "row \(step)")], at: .noon)
            }
        }
        let pristine = try #require(FileManager.default.contents(atPath: scratch.directory.ledger))
        var random = SplitMix64(seed: seed)
        for _ in 1...40 {
            let copy = try scratch.copy()
            var bytes = pristine
            // Every other flip hits the header and the schema, where a bit does most.
            let range = Bool.random(using: &random) ? 0..<4096 : 0..<bytes.count
            let offset = Int.random(in: range, using: &random)
            bytes[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            try bytes.write(to: URL(fileURLWithPath: copy.directory.ledger))
            try await check(copy, against: rows, "seed \(seed), offset \(offset)")
        }
    }

    /// Opens a damaged state: it must be good with exactly these rows, be distrusted, or be refused with our error.
    private func check(_ scratch: Scratch, against rows: [LedgerRow], _ comment: Comment) async throws {
        do {
            try await scratch.withStore { store in
                let ledger = store.ledger
                let (openedAs, verified) = (await ledger.trust, try await ledger.verify())
                let history = try await ledger.history(resource: ResourceID("vps_1"))
                guard verified == .good else { return }
                #expect(openedAs == .good, comment)
                #expect(try await ledger.rows() == rows, comment)
                #expect(history == LedgerHistory(rows: rows.filter { $0.entry.resource?.text == "vps_1" }), comment)
                #expect(try await ledger.append([.start], at: .noon).first?.sequence == Int64(rows.count + 1), comment)
            }
        } catch is StoreError {
            // Refused with a reason, which is one of the three ways out.
        }
    }
}
