import ReconcileCore
import Testing

/// One way to come under a hold, and the one thing that ends it.
struct HoldEnding: Sendable, CustomTestStringConvertible {
    let reason: HoldReason
    /// The hold's code, where it has one.
    let code: String?
    /// The whole sentence that the report gives for it.
    let detail: String
    /// What ends it, in words.
    let ends: String
    /// How long it is watched to hold; nothing is to be written meanwhile.
    var lasts = Duration.minutes(10)
    /// How soon after its end the write is to have been made and confirmed.
    var within = Duration.minutes(2)
    /// A world with an open server `vps_001` that is not under way yet, or that has run until the hold is there.
    let begins: @Sendable () -> World
    /// Does what ends it and nothing else. Nothing where time alone does.
    var ending: @Sendable (inout World) -> Void = { _ in }

    var label: String { reason.rawValue + (code.map { "/\($0)" } ?? "") }
    var testDescription: String { "\(label): \(ends)" }
}

extension World {
    /// A world whose service has run for so long.
    static func running(
        _ count: Int = 1, drifted: Bool = true, policies: [Policy] = [.sample(every: .minutes(15))],
        for span: Duration = .minutes(5), _ change: (inout World) -> Void = { _ in }
    ) -> World {
        var world = World(
            count, drifted: drifted, policies: policies, settings: Settings(inventoryEvery: .minutes(10)))
        change(&world)
        world.start()
        world.run(for: span)
        return world
    }

    mutating func says(_ entry: LedgerEntry) {
        handle(.told(entry))
    }
}

extension LedgerEntry {
    static func pause(_ resource: ResourceID? = nil, policy: String? = nil, until: WallTime? = nil) -> Self {
        .paused(.init(policy: policy, resource: resource, reason: "holiday", until: until, by: operatorAtDesk))
    }

    static func resume(_ resource: ResourceID? = nil, policy: String? = nil, identity: Bool = false) -> Self {
        .resumed(
            .init(policy: policy, resource: resource, identity: identity, reason: "back", by: operatorAtDesk))
    }

    static func release(_ policy: String = "off") -> Self {
        .released(.init(policy: policy, reason: "checked", by: operatorAtDesk))
    }
}
