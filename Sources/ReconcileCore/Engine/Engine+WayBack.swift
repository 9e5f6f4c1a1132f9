/// Whether a door that a waiver opens could be shut again.
extension Engine {
    /// What would keep the policy from being met again at the end of a waiver, as far as can be told by now.
    ///
    /// It is the usual decision, on the last observation turned into what the waiver brings about, at the waiver's end.
    /// What passes in a moment, or ends before the waiver does, is left out, and so is what never holds a waiver's
    /// writes: brake and wave.
    package func holdsOnWayBack(of id: ResourceID, from waiver: Waiver, at now: Moment) -> [Hold] {
        guard let enabled = waiver.enabled, let index = indices[id] else { return [] }
        var situation = restrained(situation(index, at: now), index, at: now)
        guard let seen = situation.observation else { return [situation.failure ?? situation.waitingFor] }
        let hasPassed = { (hold: Hold) in
            hold.reason.passesSoon && hold.reason != .unauthorized || hold.code == "inventory"
                || hold.until.map { $0 <= waiver.until } ?? false
        }
        situation.now = waiver.until
        situation.observation = seen.turned(enabled: enabled)
        situation.age = .zero
        situation.waivers = []
        situation.stops.removeAll(where: hasPassed)
        situation.failure = situation.failure.flatMap { hasPassed($0) ? nil : $0 }
        situation.flapping = situation.flapping.flatMap { hasPassed($0) ? nil : $0 }
        situation.rationing = []
        return Decision(situation).holds
    }
}

extension Observation {
    /// What it would show after a change. Where the door is that way already, the same.
    fileprivate func turned(enabled: Bool) -> Observation {
        switch self {
        case .sshPasswordLogin(let seen): .sshPasswordLogin(seen.turned(enabled: enabled))
        case .hostingPassword: self
        }
    }
}

extension SSHPasswordLoginObservation {
    fileprivate func turned(enabled wish: Bool) -> Self {
        guard available, let enabled, enabled != wish else { return self }
        var turned = self
        turned.enabled = wish
        turned.passwordAuthentication = wish ? "yes" : "no"
        // The gate of what is done already is shut for that reason alone, unless both are shut for one and the same.
        let back = wish ? canDisable : canEnable
        let there = wish ? canEnable : canDisable
        let isShutForGood = !back.allowed && !there.allowed && (back.code, back.reason) == (there.code, there.reason)
        let gate = isShutForGood ? back : ActionGate(allowed: true)
        if wish { turned.canDisable = gate } else { turned.canEnable = gate }
        return turned
    }
}
