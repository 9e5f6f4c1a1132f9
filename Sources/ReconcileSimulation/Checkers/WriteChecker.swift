import ReconcileCore

/// Promise 1: a write is one that the policies want, that rests on a fresh and certain read, and that gate and guards
/// allow. It knows of VPS only.
struct WriteChecker: Checker {
    mutating func see(_ sighting: Sighting, _ facts: Facts) -> [String] {
        guard case .sending(_, .write(let write)) = sighting, case .sshPasswordLogin(let enabled) = write.change
        else { return [] }
        let broken =
            mode(facts) + policy(write, enabled, facts) + item(write, facts) + sight(write, enabled, facts)
        return broken.map { "write to \(write.resource): \($0)" }
    }

    private func mode(_ facts: Facts) -> [String] {
        facts.mode.isPlan ? ["a plan writes"] : []
    }

    private func policy(_ write: WriteRequest, _ enabled: Bool, _ facts: Facts) -> [String] {
        let governing = facts.governing(write.resource)
        guard !governing.isEmpty else { return ["no policy matches it now"] }
        if governing.contains(where: { $0.mode == .observe }) { return ["a policy that governs it only observes"] }
        let wishes = Set(governing.compactMap(\.login?.desired))
        guard wishes.count == 1, let wish = wishes.first else { return ["the policies want different things"] }
        let waivers = facts.waivers(write.resource, at: facts.now.wall)
        if waivers.contains(where: { $0.enabled == nil }) { return ["it is waived"] }
        let override = waivers.max { $0.until < $1.until }?.enabled
        let wanted = override ?? wish.enabled
        return enabled == wanted ? [] : ["\(wanted) is wanted"]
    }

    private func item(_ write: WriteRequest, _ facts: Facts) -> [String] {
        guard facts.listedAt != nil else { return ["the lists were not read in this life"] }
        guard let item = facts.items[write.resource] else { return ["the lists do not name it"] }
        if let status = item.serviceStatus, status.rawValue != "active" { return ["its service is not active"] }
        let stopped: Set<String> = ["stopped", "stopping", "paused", "provisioning"]
        if let power = item.powerState, stopped.contains(power.rawValue) { return ["it does not run"] }
        return item.osFamily == "windows" ? ["it is no Linux"] : []
    }

    private func sight(_ write: WriteRequest, _ enabled: Bool, _ facts: Facts) -> [String] {
        guard let (seen, sentAt) = facts.sights[write.resource] else { return ["it was never read in this life"] }
        guard let seen, seen.isKnown else { return ["the newest read does not show its state"] }
        var broken: [String] = []
        if facts.now.boot - sentAt > .seconds(60) { broken.append("the read is older than 60 s") }
        if !(enabled ? seen.canEnable : seen.canDisable) { broken.append("the gate was closed") }
        let governing = facts.governing(write.resource)
        let isForEveryone = governing.contains { $0.login?.desired.scope == .everyone }
        if !seen.differs(from: enabled, everyone: isForEveryone) { broken.append("it is as wanted already") }
        let minimum = governing.compactMap(\.login?.sshKeys.minimum).max() ?? 1
        if !enabled, !seen.letsRootIn(minimum: minimum) { broken.append("no key would let root in") }
        return broken
    }
}

extension EngineConfiguration.Mode {
    var isPlan: Bool {
        switch self {
        case .plan: true
        case .service, .once: false
        }
    }
}
