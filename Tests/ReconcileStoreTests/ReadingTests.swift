import Foundation
import Glibc
import ReconcileCore
import Testing

@testable import ReconcileStore

@Suite("reading beside the service")
struct ReadingTests {
    @Test("a state that does not exist reads as empty and is not made")
    func missing() async throws {
        let scratch = try Scratch()
        let directory = try StateDirectory(path: scratch.root + "/none")
        let store = try await StateStore.openForReading(directory)
        #expect(await store.ledger.trust == .good)
        #expect(try await store.ledger.rows() == [])
        #expect(try await store.ledger.history() == LedgerHistory())
        #expect(try await store.cache.load() == CacheContents())
        #expect(await store.ledger.instanceID == nil)
        #expect(!FileManager.default.fileExists(atPath: directory.path))
        #expect(!FileManager.default.fileExists(atPath: directory.escrow))
    }

    @Test("a reader sees what the running service commits, and neither needs nor takes the lock")
    func besideService() async throws {
        let scratch = try Scratch()
        let service = try await scratch.open()
        var rows = try await service.ledger.append([.start], at: .noon)
        try await service.cache.update([.resource(.vps("a"))])
        let reader = try await scratch.openForReading()
        #expect(await reader.ledger.trust == .good)
        #expect(try await reader.ledger.rows() == rows)
        rows += try await service.ledger.append([.pause("a")], at: .noon)
        #expect(try await reader.ledger.rows() == rows)
        #expect(try await reader.cache.load().resources == [.vps("a")])
        await #expect(throws: StoreError.readOnly) { try await reader.ledger.append([.start], at: .noon) }
        await #expect(throws: StoreError.readOnly) { try await reader.cache.update([.forget(ResourceID("a"))]) }
        await reader.close()
        rows += try await service.ledger.append([.pause("b")], at: .noon)
        await service.close()
        #expect(try await scratch.rows() == rows)
    }

    @Test("reading a state that is at rest makes no file, also where none can be made")
    func atRest() async throws {
        let scratch = try Scratch()
        let rows = try await scratch.withStore { try await $0.ledger.append([.start], at: .noon) }
        let before = try scratch.files()
        chmod(scratch.directory.path, 0o500)
        defer { chmod(scratch.directory.path, 0o700) }
        let reader = try await scratch.openForReading()
        #expect(try await reader.ledger.rows() == rows)
        #expect(try await reader.ledger.verify() == .good)
        #expect(try scratch.files() == before)
        await reader.close()
        #expect(try scratch.files() == before)
    }

    @Test("a path with signs that mean something in a URI is read all the same")
    func oddPath() async throws {
        let scratch = try Scratch()
        let directory = try StateDirectory(path: scratch.root + "/a state?mode=memory#50%25é")
        try directory.create()
        let store = try await StateStore.open(directory, holding: try StateLock.acquire(in: directory))
        let rows = try await store.ledger.append([.start], at: .noon)
        await store.close()
        #expect(try await StateStore.openForReading(directory).ledger.rows() == rows)
    }

    @Test("a distrusted ledger and a damaged cache are read as far as they can be")
    func damaged() async throws {
        let scratch = try Scratch()
        let rows = try await scratch.withStore { try await $0.ledger.append([.start, .pause("a")], at: .noon) }
        try scratch.write("{\"hash\":\"x\",\"rows\":9}", to: scratch.directory.escrowHead)
        try scratch.write(String(repeating: "no database", count: 500), to: scratch.directory.cache)
        let files = try scratch.files()
        let reader = try await scratch.openForReading()
        #expect(
            await reader.ledger.trust
                == .distrusted(reason: "it has 2 rows, and the escrow directory knows one of 9 rows"))
        #expect(try await reader.ledger.history() == LedgerHistory(rows: rows))
        #expect(try await reader.cache.load() == CacheContents())
        #expect(try scratch.files() == files)
    }
}
