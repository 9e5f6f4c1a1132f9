import ReconcileCore

/// What somebody who knows everything would want of each guest: the measure of whether the world has come right.
struct Ideal {
    let policies: [Policy]

    /// The value that one enforced wish asks of a guest; `nil` where nothing enforces, or not one thing.
    func wanted(of guest: SimulatedGuest) -> SSHPasswordLoginPolicy.Desired? {
        let governing = Facts.governing(guest.item, policies)
        guard !governing.isEmpty, governing.allSatisfy({ $0.mode == .enforce }) else { return nil }
        let wishes = Set(governing.compactMap(\.login?.desired))
        return wishes.count == 1 ? wishes.first : nil
    }

    /// True where the guest is as it should be, or where nothing can or shall make it so.
    func isRight(_ guest: SimulatedGuest) -> Bool {
        guard let wanted = wanted(of: guest), guest.isLinux else { return true }
        if wanted.enabled { return guest.login.enabled }
        let isShutForOthers = wanted.scope == .root || guest.login.passwordAuthentication != "yes"
        return !guest.login.enabled && isShutForOthers
    }

    /// How often a guest is to be looked at.
    func every(_ guest: SimulatedGuest) -> Duration? {
        Facts.governing(guest.item, policies).map(\.every).min()
    }

    /// How many guests may be changed in a day under the tightest of the policies that enforce.
    func allowance(_ guests: [SimulatedGuest]) -> Int {
        let allowances = policies.filter { $0.mode == .enforce }.compactMap { policy in
            policy.brake.allowance(matched: guests.count { policy.match.answer(for: $0.item) == .yes })
        }
        return allowances.min() ?? .max
    }
}

extension SimulatedGuest {
    /// Its row of the list, as the wire gives it.
    var item: InventoryItem {
        InventoryItem(
            id: ResourceID(id), kind: .sshPasswordLogin, name: name, address: address,
            serviceStatus: ServiceStatus(rawValue: serviceStatus), powerState: PowerState(rawValue: powerState),
            osFamily: system.family, tags: tags)
    }

    var isLinux: Bool { system != .windows }

    /// Whatever was wrong with it that is not for good.
    mutating func heal(keys: [String]) {
        serviceStatus = "active"
        powerState = "running"
        hasAgent = isLinux
        hasPendingOrder = false
        source = "effective_sshd_config"
        login.keys = keys
        if !["yes", "prohibit-password"].contains(login.permitRootLogin) {
            login.permitRootLogin = "prohibit-password"
        }
    }
}
