/// All that decides about one resource at one instant. Nothing else is looked at.
package struct Situation: Sendable {
    package var item: InventoryItem
    package var governance: Governance
    /// The newest good read, or `nil`.
    package var observation: Observation?
    /// How old that read is.
    package var age: Duration?
    /// True while the resource is missing from the newest complete list.
    package var isAbsent = false
    /// What the last failed request left behind.
    package var failure: Hold?
    /// The exceptions made for the resource on the command line.
    package var waivers: [Waiver] = []
    /// What stops every write, or those of this policy or resource: pauses, clock, identity, ledger, credentials.
    package var stops: [Hold] = []
    /// Drift came back too often.
    package var flapping: Hold?
    /// Since when drift has been seen, by the ledger.
    package var driftSince: WallTime?
    /// True where a person wants the write now, as the two of a waiver: neither window nor settling holds it.
    package var isOrdered = false
    /// What the ledger knows of the passwords of a hosting account.
    package var rotation: Rotation?
    /// The turn of a hosting account that is still to come.
    package var notDue: Hold?
    /// Brake and wave, which depend on what else was changed.
    package var rationing: [Hold] = []
    /// What a resource without any read waits for.
    package var waitingFor = Hold(.stale, "It has not been read yet.")
    package var now: WallTime

    package init(item: InventoryItem, governance: Governance, now: WallTime) {
        self.item = item
        self.governance = governance
        self.now = now
    }
}

/// What follows from a situation.
package struct Decision: Hashable, Sendable {
    package var verdict: Verdict
    /// Which of several differences it is, as in `otherUsers`.
    package var code: String?
    /// What is wanted now, a waiver included; `nil` where nothing governs.
    package var wanted: Wanted?
    /// The write that would mend the drift, whether or not it is held.
    package var change: Change?
    package var holds: [Hold]
    /// The exception in force.
    package var waiver: Waiver?

    /// True where the write may be made now.
    package var allowsWrite: Bool {
        change != nil && holds.isEmpty
    }

    /// Judges a situation; a pure function, the only place where it is decided whether to write.
    ///
    /// The situation is borrowed: copying all that is in it would take longer than to decide.
    package init(_ situation: borrowing Situation) {
        self = situation.decision
    }

    fileprivate init(_ verdict: Verdict, code: String? = nil, change: Change? = nil, holds: [Hold]) {
        self.verdict = verdict
        self.code = code
        self.change = change
        self.holds = holds
    }
}

extension Situation {
    fileprivate var decision: Decision {
        switch governance {
        case .none:
            return Decision(.unknown, holds: [])
        case .undetermined(let policy, let field):
            let detail = "Its \(field) is not listed, and policy '\(policy.name)' decides by it."
            return Decision(.unknown, holds: [Hold(.unknownState, detail, code: "match")])
        case .conflict(let policies):
            let names = policies.map { "'\($0.name)'" }.joined(separator: " and ")
            let detail = "The policies \(names) have the same priority and want different things."
            return Decision(.unknown, holds: [Hold(.policyConflict, detail)])
        case .governed(let governor):
            let waiver = bindingWaiver(governor)
            let wanted = waiver?.enabled.map { governor.wanted.overridden(enabled: $0) } ?? governor.wanted
            var decision = decision(wanted, governor, waiver?.exemption)
            decision.wanted = wanted
            decision.waiver = waiver
            return decision
        }
    }

    private func bindingWaiver(_ governor: Governor) -> Waiver? {
        if waivers.isEmpty, governor.waivers.isEmpty { return nil }
        return Waiver.binding(waivers + governor.waivers.map(Waiver.init), at: now)
    }

    private func decision(_ wanted: Wanted, _ governor: Governor, _ exemption: Hold?) -> Decision {
        let exempt = exemption.map { [$0] } ?? []
        if let hold = reasonNotToKnow(every: governor.every) {
            return Decision(.unknown, holds: [hold] + exempt)
        }
        guard let observation else { return Decision(.unknown, holds: [failure ?? waitingFor] + exempt) }
        switch wanted.finding(for: observation, rotation, at: now) {
        case .compliant:
            return Decision(.compliant, holds: [])
        case .undecidable(let hold):
            return Decision(.unknown, code: hold.code, holds: [hold] + exempt)
        case .unknown(let detail, let code):
            return Decision(.unknown, code: code, holds: [Hold(.unknownState, detail, code: code)] + exempt)
        case .drifted(let change, let code):
            let holds = holds(on: change, seen: observation, wanted, governor, exempt)
            return Decision(.drifted, code: code, change: change, holds: holds)
        }
    }

    private func holds(
        on change: Change, seen observation: Observation, _ wanted: Wanted, _ governor: Governor, _ exempt: [Hold]
    ) -> [Hold] {
        var holds: [Hold] = []
        if governor.mode == .observe {
            holds.append(Hold(.observeMode, "The policy only observes (mode: observe)."))
        }
        holds += exempt
        switch observation.gateState(for: change) {
        case .open: break
        case .closed(let reason, let code):
            holds.append(Hold(.gate, reason ?? "The provider does not allow it now and gives no reason.", code: code))
        }
        switch wanted.guardState(for: change, seen: observation) {
        case .open: break
        case .closed(let hold): holds.append(hold)
        }
        holds += stops
        if let flapping { holds.append(flapping) }
        if let failure { holds.append(failure) }
        return holds + untimely(governor) + rationing
    }

    /// Why it is not the time for a write.
    fileprivate func untimely(_ governor: Governor) -> [Hold] {
        guard !isOrdered else { return [] }
        return [notDue, governor.windows?.hold(at: now), governor.settling(driftSince: driftSince, at: now)]
            .compactMap { $0 }
    }

    /// Why no verdict can be given although the resource is governed, from what the lists and the read's age tell.
    fileprivate func reasonNotToKnow(every: Duration) -> Hold? {
        if isAbsent {
            return Hold(.missing, "The account's lists no longer name it.")
        }
        if let inventoryHold = item.holdOnReading {
            return inventoryHold
        }
        guard let age, age > Self.longestTrusted(every: every) else { return nil }
        return failure ?? Hold(.stale, "It was last read too long ago.")
    }

    private static let leastTrusted = Duration.hours(1)

    /// How long a verdict stands without a new read.
    package static func longestTrusted(every: Duration) -> Duration {
        max(every + every, leastTrusted)
    }
}

extension InventoryItem {
    /// Why nothing more is to be asked of it, by what the list says; `nil` where it is worth asking. Where the list does
    /// not say, a guest tells for itself; of an account nothing else does.
    package var holdOnReading: Hold? {
        if let osFamily, Self.isNotLinux(osFamily) {
            return Hold(.notEligible, "Its operating system is '\(osFamily)', not a Linux.")
        }
        if serviceStatus == nil, kind.isSeenInList {
            return Hold(.unknownState, "Its row in the list does not say whether it is active.", code: "serviceStatus")
        }
        if let serviceStatus, serviceStatus != .active {
            return Hold(.notActive, "Its service is '\(serviceStatus.rawValue)', not active.")
        }
        if let powerState, powerState.meansNotRunning {
            return Hold(.notRunning, "Its power state is '\(powerState.rawValue)'.")
        }
        return nil
    }

    /// Only families known to be something else count: an unheard-of name is more likely a new distribution.
    private static func isNotLinux(_ family: String) -> Bool {
        family.hasPrefix("windows") || family.hasSuffix("bsd") || family == "macos" || family == "solaris"
    }
}

extension Waiver {
    init(_ written: Policy.Waiver) {
        self.init(until: written.until, reason: written.reason, enabled: written.enabled)
    }

    /// The hold of a waiver that only exempts; one that wants a value holds nothing.
    fileprivate var exemption: Hold? {
        enabled == nil ? Hold(.waived, reason, until: until) : nil
    }
}
