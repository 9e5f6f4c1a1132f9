import Foundation
import ReconcileCore

/// Records of `reconciled.db`, which nothing seals: whatever can be read must be fit to start with.
enum CacheChecks {
    private static let now = Moment(boot: BootTime(sinceBoot: .hours(1)), wall: PolicyChecks.noon)
    private static let decoder = JSONDecoder()
    private static let encoder = JSONEncoder()

    static func checkPacing(_ input: [UInt8]) throws(BrokenPromise) {
        guard let record = try? decoder.decode(PacingRecord.self, from: Data(input)) else { return }
        try promiseStored(record)
        try PacerChecks.promiseRestored(record)
    }

    static func checkResource(_ input: [UInt8]) throws(BrokenPromise) {
        guard let record = try? decoder.decode(ResourceRecord.self, from: Data(input)) else { return }
        try promiseStored(record)
        promiseStart(record)
    }

    static func promiseStored<Record: Codable & Equatable>(_ record: Record) throws(BrokenPromise) {
        guard let text = try? encoder.encode(record) else { throw BrokenPromise("\(record) can be stored") }
        try promiseEqual(record, try? decoder.decode(Record.self, from: text), "a stored record")
    }

    /// An engine is born with the record, starts, and hears that the resource is listed no more, while others are.
    private static func promiseStart(_ record: ResourceRecord) {
        let policy = Policy(
            name: "a", mode: .enforce, match: .all,
            rules: .sshPasswordLogin(SSHPasswordLoginPolicy(desired: .init(enabled: false))),
            source: PolicySource(file: "a.yaml", fingerprint: "0"))
        var memory = LedgerMemory()
        let others = ["vps_a", "vps_b"].map { InventoryItem(id: ResourceID($0), kind: .sshPasswordLogin) }
        memory.apply(
            .known(.init(kind: .sshPasswordLogin, resources: [record.item.id] + others.map(\.id))), at: now.wall)
        var engine = Engine(
            EngineConfiguration(mode: .service, settings: Settings(), seed: 1), policies: [policy], memory: memory,
            records: [record], at: now)
        for effect in engine.handle(.started, at: now) {
            guard case .send(let id, .read(.list)) = effect else { continue }
            let reply = Reply(outcome: .page(InventoryPage(items: others, nextCursor: nil)))
            _ = engine.handle(.answered(id, reply), at: now + .seconds(1))
        }
        _ = engine.handle(.woke, at: now + .hours(30))
    }
}
