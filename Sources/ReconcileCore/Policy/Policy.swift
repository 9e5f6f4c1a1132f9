/// One validated policy: what a set of resources should be like, and under which conditions it may be changed.
package struct Policy: Hashable, Codable, Sendable {
    package var name: String
    package var mode: Mode
    /// The matching policies with the largest priority govern a resource.
    package var priority: Int
    package var match: Match
    package var rules: KindPolicy
    /// How often a resource without drift is read.
    package var every: Duration
    /// When its resources may be changed; `nil`: at any time.
    package var windows: PolicyWindows?
    /// How long drift must have been seen before it is mended.
    package var settle: Duration
    /// How a change is rolled out; `nil`: after one first write that is confirmed, all the rest.
    package var waves: Waves?
    package var brake: BrakeLimit
    package var waivers: [Waiver]
    package var source: PolicySource

    package init(
        name: String,
        mode: Mode,
        priority: Int = 0,
        match: Match,
        rules: KindPolicy,
        every: Duration = .hours(6),
        windows: PolicyWindows? = nil,
        settle: Duration = .zero,
        waves: Waves? = nil,
        brake: BrakeLimit = .standard,
        waivers: [Waiver] = [],
        source: PolicySource
    ) {
        self.name = name
        self.mode = mode
        self.priority = priority
        self.match = match
        self.rules = rules
        self.every = every
        self.windows = windows
        self.settle = settle
        self.waves = waves
        self.brake = brake
        self.waivers = waivers
        self.source = source
    }

    package enum Mode: String, Hashable, Codable, Sendable {
        /// Look and report; never write.
        case observe
        /// Write where gate, guards and holds allow it.
        case enforce
    }

    /// A recorded, expiring exception, as a policy file has it.
    package struct Waiver: Hashable, Codable, Sendable {
        package var match: Match
        package var until: WallTime
        package var reason: String
        /// The value wanted until the end, or `nil` where the resource is only to be left alone.
        package var enabled: Bool?

        package init(match: Match, until: WallTime, reason: String, enabled: Bool? = nil) {
            self.match = match
            self.until = until
            self.reason = reason
            self.enabled = enabled
        }
    }
}

/// The part of a policy that depends on the kind of its resources.
package enum KindPolicy: Hashable, Codable, Sendable {
    case sshPasswordLogin(SSHPasswordLoginPolicy)
    case hostingPassword(HostingPasswordPolicy)

    package var kind: ResourceKind {
        switch self {
        case .sshPasswordLogin: .sshPasswordLogin
        case .hostingPassword: .hostingPassword
        }
    }
}

/// Where a policy's text stands, and which text it was.
package struct PolicySource: Hashable, Codable, Sendable {
    /// The file as the person who wrote it would name it.
    package var file: String
    /// `StableHash.fingerprint` of the whole file: the first write of a text never enforced before is a canary.
    package var fingerprint: String

    package init(file: String, fingerprint: String) {
        self.file = file
        self.fingerprint = fingerprint
    }
}

/// How many different resources may be changed in any 24 hours.
package enum BrakeLimit: Hashable, Codable, Sendable {
    /// A share of the matched resources in percent, 1...99, rounded down but never under `fewest`.
    case percent(Int)
    case resources(Int)
    case off

    /// What holds where a policy says nothing.
    package static let standard = Self.percent(30)

    /// A percentage never means fewer than this many resources, so that small fleets can be repaired at all.
    package static let fewest = 5

    /// How many resources of `matched` it lets through, or `nil` where it lets all through.
    package func allowance(matched: Int) -> Int? {
        switch self {
        case .percent(let share): max(Self.fewest, matched * share / 100)
        case .resources(let count): count
        case .off: nil
        }
    }
}
