/// How far each policy text was rolled out. Texts are named by their fingerprints, joined where several govern together.
package struct RolloutMemory: Sendable {
    private var rollouts: [String: Rollout] = [:]
    private var texts: [String: String] = [:]

    package subscript(fingerprint: String) -> Rollout {
        rollouts[fingerprint] ?? Rollout()
    }

    mutating func enforce(_ policy: LedgerEntry.PolicyText) {
        texts[policy.name] = policy.fingerprint
    }

    mutating func change(_ fingerprint: String, _ body: (inout Rollout) -> Void) {
        body(&rollouts[fingerprint, default: Rollout()])
    }

    /// A resource is no more, or another machine now.
    mutating func forget(_ resource: ResourceID) {
        for fingerprint in rollouts.keys { rollouts[fingerprint]?.forget(resource) }
    }

    /// A person vouches for the text that the policy has now, alone and together with others.
    mutating func release(policy: String) {
        guard let text = texts[policy] else { return }
        change(text) { $0.release() }
        for fingerprint in rollouts.keys where fingerprint.split(separator: "+").contains(Substring(text)) {
            if rollouts[fingerprint]?.isHalted == true { rollouts[fingerprint]?.release() }
        }
    }

    /// True once a write under this text was confirmed, or a person released it.
    package func isProven(_ fingerprint: String) -> Bool {
        self[fingerprint].isProven
    }

    /// The resource whose first write under this text could not be confirmed.
    package func haltedAt(_ fingerprint: String) -> ResourceID? {
        self[fingerprint].haltedAt
    }
}

/// How far one policy text was rolled out.
package struct Rollout: Hashable, Sendable {
    /// A write under it was confirmed, or a person vouched for it.
    package private(set) var isProven = false
    /// The resource whose first write could not be confirmed.
    package private(set) var haltedAt: ResourceID?
    /// The wave that the newest write belongs to: 0 for the canaries.
    package private(set) var wave = 0
    /// The resources written in that wave.
    package private(set) var members: [ResourceID: Standing] = [:]
    /// Those that failed since a person last looked.
    package private(set) var failures: Set<ResourceID> = []
    /// Those whose newest write failed, by the number of that failure: the others go before them, or they would halt it
    /// again and again, and among them the one that failed the longest ago, or one would keep the rest from their turn.
    package private(set) var laggards: [ResourceID: Int] = [:]
    private var failureCount = 0

    /// How one resource of the wave under way stands.
    package enum Standing: Hashable, Sendable {
        /// Sent, or about to be. Leaves to `confirmed` or `failed`.
        case written
        /// A read showed it, at this time. Leaves to `soaked` or `failed`.
        case confirmed(WallTime)
        /// A read showed it still, after the soak.
        case soaked
        /// No read showed it, the provider rejected it, or it did not last. Leaves to `confirmed` if it shows after all.
        case failed
    }

    fileprivate var isHalted: Bool { haltedAt != nil || !failures.isEmpty }

    mutating func written(_ resource: ResourceID, wave: Int) {
        if wave > self.wave {
            self.wave = wave
            members = [:]
        }
        members[resource] = .written
    }

    /// Not carried out.
    mutating func undo(_ resource: ResourceID, isFailure: Bool) {
        if isFailure {
            fail(resource)
        } else if members[resource] == .written {
            members[resource] = nil
        }
    }

    mutating func confirmed(_ resource: ResourceID, at time: WallTime) {
        isProven = true
        haltedAt = nil
        failures.remove(resource)
        laggards[resource] = nil
        if members[resource] != nil { members[resource] = .confirmed(time) }
    }

    mutating func unconfirmed(_ resource: ResourceID) {
        if !isProven { haltedAt = resource }
        if members[resource] != nil { fail(resource) }
    }

    mutating func soaked(_ resource: ResourceID, lasted: Bool) {
        guard members[resource] != nil else { return }
        if lasted { members[resource] = .soaked } else { fail(resource) }
    }

    private mutating func fail(_ resource: ResourceID) {
        members[resource] = .failed
        failures.insert(resource)
        failureCount += 1
        laggards[resource] = failureCount
    }

    mutating func forget(_ resource: ResourceID) {
        members[resource] = nil
        failures.remove(resource)
        laggards[resource] = nil
    }

    mutating func release() {
        isProven = true
        haltedAt = nil
        failures = []
    }
}
