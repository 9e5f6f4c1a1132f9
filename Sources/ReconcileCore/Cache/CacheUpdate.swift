/// What is worth keeping so that the next start asks less: losing it costs requests, never safety.
package enum CacheUpdate: Hashable, Codable, Sendable {
    case resource(ResourceRecord)
    case forget(ResourceID)
    case evidence(EvidenceRead)
    case pacing(PacingRecord)
}

/// The newest that is known of one resource.
package struct ResourceRecord: Hashable, Codable, Sendable {
    package var item: InventoryItem
    package var observation: Observation?
    package var observedAt: WallTime?
    /// The last time it was seen as wanted.
    package var lastCompliant: WallTime?
    /// The policy it was last reported under.
    package var policy: String?
    /// When it first was absent from a complete list, and from how many since; `nil` while it is listed.
    package var absence: Absence?
    /// What held it when it was last judged, so that no restart makes an old hold look new; `nil` where nothing did.
    package var held: [Held]?

    package init(
        item: InventoryItem, observation: Observation? = nil, observedAt: WallTime? = nil,
        lastCompliant: WallTime? = nil, absence: Absence? = nil
    ) {
        self.item = item
        self.observation = observation
        self.observedAt = observedAt
        self.lastCompliant = lastCompliant
        self.absence = absence
    }

    /// - Returns: `nil` where this did not hold it.
    func heldSince(_ reason: HoldReason) -> WallTime? {
        held?.first { $0.reason == reason }?.since
    }

    package struct Held: Hashable, Codable, Sendable {
        package var reason: HoldReason
        package var since: WallTime

        package init(_ reason: HoldReason, since: WallTime) {
            self.reason = reason
            self.since = since
        }
    }

    package struct Absence: Hashable, Codable, Sendable {
        package var since: WallTime
        package var lists: Int

        package init(since: WallTime, lists: Int) {
            self.since = since
            self.lists = lists
        }
    }
}

/// One verdict at one time. The store joins equal ones into intervals.
package struct EvidenceRead: Hashable, Codable, Sendable {
    package var resource: ResourceID
    package var policy: String
    package var verdict: Verdict
    package var at: WallTime
    /// Two equal reads further apart than this leave "not observed" between them: 1.5 times the policy's `every`.
    package var joinWithin: Duration

    package init(resource: ResourceID, policy: String, verdict: Verdict, at: WallTime, joinWithin: Duration) {
        self.resource = resource
        self.policy = policy
        self.verdict = verdict
        self.at = at
        self.joinWithin = joinWithin
    }
}
