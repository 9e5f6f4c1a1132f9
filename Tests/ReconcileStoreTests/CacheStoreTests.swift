import Foundation
import GRDB
import ReconcileCore
import Testing

@testable import ReconcileStore

@Suite("the cache")
struct CacheStoreTests {
    @Test("records come back as they were last written, and a forgotten one does not")
    func records() async throws {
        let scratch = try Scratch()
        let pacing = PacingRecord(closedUntil: .noon, limit: 60, remaining: 3, resetAt: .noon, window: .seconds(60))
        try await scratch.withStore { store in
            try await store.cache.update([.resource(.vps("b", enabled: true)), .resource(.vps("a")), .pacing(pacing)])
            try await store.cache.update([.resource(.vps("b")), .resource(.vps("c")), .forget(ResourceID("c"))])
        }
        let contents = try await scratch.withStore { try await $0.cache.load() }
        #expect(contents == CacheContents(resources: [.vps("a"), .vps("b")], pacing: pacing))
    }

    @Test("a record that this program cannot read is left out and counted")
    func unreadableRecord() async throws {
        let scratch = try Scratch()
        try await scratch.withStore { try await $0.cache.update([.resource(.vps("a")), .resource(.vps("b"))]) }
        let queue = try DatabaseQueue(path: scratch.directory.cache)
        try await queue.write { try $0.execute(sql: "UPDATE resource SET record = '{}' WHERE id = 'a'") }
        try queue.close()
        let contents = try await scratch.withStore { try await $0.cache.load() }
        #expect(contents == CacheContents(resources: [.vps("b")], unreadable: 1))
    }

    @Test("a damaged cache is set aside and rebuilt, and the ledger stays good", arguments: ["", "no database"])
    func damaged(text: String) async throws {
        let scratch = try Scratch()
        try await scratch.withStore { store in
            _ = try await store.ledger.append([.start], at: .noon)
            try await store.cache.update([.resource(.vps("a"))])
        }
        try scratch.write(String(repeating: text, count: 500), to: scratch.directory.cache)
        try await scratch.withStore { store in
            let expected = text.isEmpty ? nil : scratch.directory.cache + ".damaged"
            #expect(await store.cache.setAside == expected)
            #expect(await store.ledger.trust == .good)
            #expect(try await store.cache.load() == CacheContents())
            try await store.cache.update([.resource(.vps("b"))])
        }
        #expect(try await scratch.withStore { try await $0.cache.load().resources } == [.vps("b")])
    }

    @Test("a cache found damaged while it is used is set aside, and the update is made in the new one")
    func damagedInUse() async throws {
        let scratch = try Scratch()
        try await scratch.withStore { store in
            try await store.cache.update([.resource(.vps("a"))])
            let other = try DatabaseQueue(path: scratch.directory.cache)
            try await other.write { try $0.execute(sql: "DROP TABLE resource") }
            try other.close()
            try await store.cache.update([.resource(.vps("b"))])
            #expect(await store.cache.setAside == scratch.directory.cache + ".damaged")
            #expect(try await store.cache.load().resources == [.vps("b")])
        }
    }

    @Test("bits flipped in the cache never stop the program", arguments: 0..<4)
    func bitFlips(seed: UInt64) async throws {
        let scratch = try Scratch()
        try await scratch.withStore { store in
            for number in 0..<20 {
                try await store.cache.update([
                    .resource(.vps("\(number)")),
                    .evidence(.read(.compliant, at: .noon + .hours(number * 10))), .pacing(PacingRecord(limit: number)),
                ])
            }
        }
        let pristine = try #require(FileManager.default.contents(atPath: scratch.directory.cache))
        var random = SplitMix64(seed: seed)
        for _ in 1...40 {
            let copy = try scratch.copy()
            var bytes = pristine
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            try bytes.write(to: URL(fileURLWithPath: copy.directory.cache))
            do {
                try await copy.withStore { store in
                    _ = try await store.cache.load()
                    _ = try await store.cache.intervals(resource: ResourceID("a"))
                    try await store.cache.update([.resource(.vps("x")), .evidence(.read(.compliant, at: .noon))])
                }
            } catch let error as StoreError {
                guard case .newerSchema = error else { throw error }
            }
        }
    }
}

@Suite("evidence")
struct EvidenceTests {
    private func intervals(_ reads: [EvidenceRead]) async throws -> [EvidenceInterval] {
        let scratch = try Scratch()
        return try await scratch.withStore { store in
            try await store.cache.update(reads.map(CacheUpdate.evidence))
            return try await store.cache.intervals(resource: ResourceID("a"))
        }
    }

    private func interval(_ verdict: Verdict, _ first: Int, _ last: Int, reads: Int) -> EvidenceInterval {
        EvidenceInterval(
            resource: ResourceID("a"), policy: "p", verdict: verdict, first: .noon + .hours(first),
            last: .noon + .hours(last), reads: reads)
    }

    @Test("equal reads close enough join; a gap or another verdict starts anew, and the time between is in neither")
    func joins() async throws {
        let hours: [(Verdict, Int)] = [
            (.compliant, 0), (.compliant, 6), (.compliant, 15), (.compliant, 25), (.drifted, 26), (.compliant, 27),
        ]
        #expect(
            try await intervals(hours.map { .read($0, at: .noon + .hours($1)) }) == [
                interval(.compliant, 0, 15, reads: 3), interval(.compliant, 25, 25, reads: 1),
                interval(.drifted, 26, 26, reads: 1), interval(.compliant, 27, 27, reads: 1),
            ])
    }

    @Test("a wall clock that was set back stretches no interval")
    func clockSetBack() async throws {
        #expect(
            try await intervals([10, 8, 9].map { .read(.compliant, at: .noon + .hours($0)) }) == [
                interval(.compliant, 10, 10, reads: 1), interval(.compliant, 8, 9, reads: 2),
            ])
    }

    @Test("policies are apart, and intervals that ended before are left out")
    func apartAndSince() async throws {
        let scratch = try Scratch()
        try await scratch.withStore { store in
            var other = EvidenceRead.read(.drifted, at: .noon)
            other.policy = "q"
            try await store.cache.update([.evidence(.read(.compliant, at: .noon)), .evidence(other)])
            try await store.cache.update([.evidence(.read(.compliant, at: .noon + .hours(20)))])
            let all = try await store.cache.intervals(resource: ResourceID("a"))
            #expect(all.map(\.policy) == ["p", "p", "q"])
            let late = try await store.cache.intervals(resource: ResourceID("a"), since: .noon + .hours(20))
            #expect(late == [interval(.compliant, 20, 20, reads: 1)])
        }
    }

    @Test("old intervals are folded into months, and nothing that was observed is lost from the sum")
    func folds() async throws {
        let scratch = try Scratch()
        try await scratch.withStore { store in
            let looks = (0..<1_000).flatMap { day in
                let verdict: Verdict = day % 2 == 0 ? .compliant : .drifted
                return [0, 6].map { EvidenceRead.read(verdict, at: .noon + .days(day) + .hours($0)) }
            }
            try await store.cache.update(looks.map(CacheUpdate.evidence))
            let intervals = try await store.cache.intervals(resource: ResourceID("a"))
            let sums = try await store.cache.sums(resource: ResourceID("a"))
            let shortest = EvidenceTable.longestList - EvidenceTable.foldedAtOnce
            #expect((shortest...EvidenceTable.longestList).contains(intervals.count))
            let reads = intervals.map(\.reads).reduce(0, +) + sums.map(\.reads).reduce(0, +)
            #expect(reads == 2_000)
            let observed = sums.map(\.observed).reduce(.zero, +)
            #expect(observed + .hours(6 * intervals.count) == .hours(6 * 1_000))
            #expect(
                sums.first
                    == EvidenceSum(
                        resource: ResourceID("a"), policy: "p", verdict: .compliant, month: "2026-11",
                        observed: .hours(30), reads: 10))
        }
    }

    @Test("the archive has the evidence of every resource, of those that are gone their sums")
    func archive() async throws {
        let scratch = try Scratch()
        try await scratch.withStore { store in
            var other = EvidenceRead.read(.drifted, at: .noon)
            other.resource = ResourceID("b")
            try await store.cache.update([
                .evidence(other), .evidence(.read(.compliant, at: .noon)),
                .evidence(.read(.compliant, at: .noon + .hours(6))),
                .evidence(.read(.drifted, at: .noon + .hours(20))), .forget(ResourceID("b")),
            ])
            let archive = try await store.cache.evidence(since: .noon + .hours(6))
            #expect(archive.intervals == [interval(.compliant, 0, 6, reads: 2), interval(.drifted, 20, 20, reads: 1)])
            #expect(
                archive.sums == [
                    EvidenceSum(
                        resource: ResourceID("b"), policy: "p", verdict: .drifted, month: "2026-11", observed: .zero,
                        reads: 1)
                ])
            #expect(try await store.cache.evidence(since: .noon + .hours(7)).intervals.count == 1)
        }
    }

    @Test("a resource that is forgotten keeps only its sums, of the newest months")
    func forgets() async throws {
        let scratch = try Scratch()
        try await scratch.withStore { store in
            let reads = (0..<50).map { EvidenceRead.read(.compliant, at: .noon + .days(31 * $0)) }
            try await store.cache.update(reads.map(CacheUpdate.evidence) + [.forget(ResourceID("a"))])
            #expect(try await store.cache.intervals(resource: ResourceID("a")).isEmpty)
            let months = try await store.cache.sums(resource: ResourceID("a")).map(\.month)
            #expect(months.count == EvidenceTable.longestMemory)
            #expect(months.last == "2031-01")
        }
    }
}

extension EvidenceRead {
    /// A read of resource `a` under policy `p`, looked at every 6 hours.
    static func read(_ verdict: Verdict, at time: WallTime) -> EvidenceRead {
        EvidenceRead(resource: ResourceID("a"), policy: "p", verdict: verdict, at: time, joinWithin: .hours(9))
    }
}
