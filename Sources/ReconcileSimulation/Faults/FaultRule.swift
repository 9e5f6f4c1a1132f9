package import ReconcileCore

/// When a fault strikes. Without any of the optional parts: at every request it can befall.
package struct FaultRule: Hashable, Codable, Sendable {
    package var fault: Fault
    /// In 0...1; 1 where absent.
    package var probability: Double?
    /// It strikes so often and then never again.
    package var count: Int?
    /// The id or name of the one guest or hosting account it befalls.
    package var guest: String?
    /// What the requests it befalls are about, in place of what suits the fault.
    package var kind: ResourceKind?
    /// The requests it befalls, in place of those that suit the fault.
    package var requests: Set<RequestKind>?
    /// It ends so many seconds after it was switched on.
    package var forSeconds: Double?

    package init(
        _ fault: Fault, probability: Double? = nil, count: Int? = nil, guest: String? = nil,
        kind: ResourceKind? = nil, requests: Set<RequestKind>? = nil, forSeconds: Double? = nil
    ) {
        self.fault = fault
        self.probability = probability
        self.count = count
        self.guest = guest
        self.kind = kind
        self.requests = requests
        self.forSeconds = forSeconds
    }
}

/// A fault that befalls one request.
struct Strike: Sendable {
    var fault: Fault
    /// The guest or account that its rule names.
    var guest: String?
}

/// The rules in force, each with a generator of its own, so that one more rule shifts no other.
struct FaultPlan: Sendable {
    private var active: [ActiveRule]

    struct ActiveRule: Sendable {
        var rule: FaultRule
        var requests: Set<RequestKind>
        var kinds: Set<ResourceKind>
        var left: Int
        var draws: SplitMix64
        var since: BootTime?
    }

    init(_ rules: [FaultRule], seed: UInt64) {
        active = rules.enumerated().map { index, rule in
            ActiveRule(
                rule: rule, requests: rule.requests ?? rule.fault.requests,
                kinds: rule.kind.map { [$0] } ?? rule.fault.kinds, left: rule.count ?? .max,
                draws: .stream("fault \(index) \(rule.fault.rawValue) \(rule.guest ?? "")", seed: seed))
        }
    }

    /// Puts one rule before or behind the others, with a draw of its own.
    mutating func add(_ rule: FaultRule, isFirst: Bool = false, seed: UInt64) {
        let added = Self([rule], seed: seed &+ UInt64(active.count)).active
        active.insert(contentsOf: added, at: isFirst ? 0 : active.count)
    }

    /// The fault that befalls one request: of those whose draw says so, the first.
    ///
    /// - Parameter resource: the guest or account that it is about.
    mutating func draw(
        _ request: RequestKind, of kind: ResourceKind, _ resource: (id: String, name: String)?, at now: BootTime
    ) -> Strike? {
        var struck: Int?
        for index in active.indices where active[index].concerns(request, of: kind, resource, at: now) {
            let hits = active[index].draws.unit() < active[index].rule.probability ?? 1
            if hits, struck == nil { struck = index }
        }
        guard let struck else { return nil }
        active[struck].left -= 1
        return Strike(fault: active[struck].rule.fault, guest: active[struck].rule.guest)
    }
}

extension FaultPlan.ActiveRule {
    /// Also notes when the rule was first asked, which is when its time begins.
    fileprivate mutating func concerns(
        _ request: RequestKind, of kind: ResourceKind, _ resource: (id: String, name: String)?, at now: BootTime
    ) -> Bool {
        let began = since ?? now
        since = began
        guard left > 0, requests.contains(request), kinds.contains(kind) else { return false }
        if let seconds = rule.forSeconds, now >= began + .seconds(seconds) { return false }
        guard let name = rule.guest else { return true }
        if request == .list { return rule.fault.concernsRow }
        return resource.map { $0.id == name || $0.name == name } ?? false
    }
}
