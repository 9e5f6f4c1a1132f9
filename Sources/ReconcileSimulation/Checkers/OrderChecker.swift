import ReconcileCore

/// One request at a time for each resource, its intent durable before it leaves, and after a write a read.
struct OrderChecker: Checker {
    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        guard case .sending(let id, let request) = sighting else { return [] }
        var broken: [String] = []
        if facts.underWay[id] != nil { broken.append("request \(id.number) leaves twice") }
        switch request {
        case .read(.list): break
        case .read(.state(_, let resource)): broken += oneAtATime(resource, facts)
        case .write(let write): broken += oneAtATime(write.resource, facts) + order(write, facts)
        }
        return broken
    }

    private func oneAtATime(_ resource: ResourceID, _ facts: Facts) -> [String] {
        facts.underWay.values.contains { $0.resource == resource }
            ? ["a request for \(resource) leaves while another is under way"] : []
    }

    private func order(_ write: WriteRequest, _ facts: Facts) -> [String] {
        var broken: [String] = []
        if facts.unread.contains(write.resource) { broken.append("no read since the write before") }
        let intents = facts.ledger.open.values.filter { $0.resource == write.resource }
        if intents.count != 1 {
            broken.append("\(intents.count) durable open intents for it")
        } else if intents.first?.change != write.change {
            broken.append("its intent is about another change")
        }
        return broken.map { "write to \(write.resource): \($0)" }
    }
}

extension Request {
    /// The one resource that it is about.
    var resource: ResourceID? {
        switch self {
        case .read(.list): nil
        case .read(.state(_, let id)): id
        case .write(let write): write.resource
        }
    }

    var kind: RequestKind {
        switch self {
        case .read(.list): .list
        case .read(.state): .read
        case .write: .write
        }
    }
}
