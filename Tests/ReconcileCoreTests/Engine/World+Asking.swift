import ReconcileCore

/// What tests ask of a world, in the words of the domain.
extension World {
    func requestsMade() -> [String] {
        history.map { exchange in
            switch exchange.request {
            case .read(.list(_, _, let limit)): limit == 1 ? "probe" : "list"
            case .read(.state(_, let id)): "read \(id)"
            case .write(let write): "write \(write.resource) \(write.change.enabled == true ? "on" : "off")"
            }
        }
    }

    func writes(to id: ResourceID? = nil) -> [Exchange] {
        history.filter { exchange in
            if case .write(let write) = exchange.request { return id == nil || write.resource == id }
            return false
        }
    }

    func written() -> [ResourceID] {
        writes().compactMap { exchange in
            if case .write(let write) = exchange.request { return write.resource }
            return nil
        }
    }

    func reads(of id: ResourceID) -> [Exchange] {
        history.filter { Target.read(id).covers($0.request) }
    }

    func probes() -> [Exchange] {
        history.filter {
            if case .read(.list(_, _, limit: 1)) = $0.request { true } else { false }
        }
    }

    func ledgerKinds() -> [LedgerEntry.Kind] {
        ledger.map(\.entry.kind)
    }

    func outcomes() -> [LedgerEntry.IntentOutcome.Result] {
        ledger.compactMap { row in
            if case .outcome(let outcome) = row.entry { outcome.result } else { nil }
        }
    }

    func report(_ id: ResourceID) -> ResourceReport? {
        engine.report(at: now).resources.first { $0.item.id == id }
    }

    /// The holds on one resource, each as `reason` or `reason/code`.
    func holds(_ id: ResourceID) -> [String] {
        report(id)?.holds.map(\.label) ?? ["not reported"]
    }

    /// How many resources each hold is on.
    func holdCounts() -> [String: Int] {
        engine.report(at: now).resources.flatMap(\.holds).reduce(into: [:]) { $0[$1.label, default: 0] += 1 }
    }

    func openServers() -> [ResourceID] {
        servers.filter { $0.value.seen.enabled != false }.keys.sorted()
    }

    func isOpen(_ id: ResourceID) -> Bool? {
        servers[id]?.seen.enabled
    }

    /// Somebody else changes a server.
    mutating func opens(_ id: ResourceID) {
        servers[id]?.turn(true)
    }
}

extension Hold {
    var label: String {
        reason.rawValue + (code.map { "/\($0)" } ?? "")
    }
}
