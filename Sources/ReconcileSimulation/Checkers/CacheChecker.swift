import ReconcileCore

/// A process begins with exactly what the cache was last told, no more and nothing older.
struct CacheChecker: Checker {
    private var records: [ResourceID: ResourceRecord] = [:]
    private var pacing: PacingRecord?

    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        switch sighting {
        case .remembered(let updates):
            for update in updates { follow(update) }
            return []
        case .born(_, let kept, let pacing):
            let told = records.values.sorted { $0.item.id < $1.item.id }
            let isKept = kept.sorted { $0.item.id < $1.item.id } == told && pacing == self.pacing
            return isKept ? [] : ["the cache does not hold what it was last told of \(told.count) resources"]
        case .sending, .answered, .died, .handedOut, .durable, .alarm, .reloaded, .noWrites, .tokenReplaced, .told,
            .report:
            return []
        }
    }

    private mutating func follow(_ update: CacheUpdate) {
        switch update {
        case .resource(let record): records[record.item.id] = record
        case .forget(let id): records[id] = nil
        case .pacing(let record): pacing = record
        case .evidence: break
        }
    }
}
