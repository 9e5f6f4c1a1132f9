/// `plan`: by which policies the asker means to plan. The service plans by its own and refuses if they are others.
package struct PlanOrder: Hashable, Codable, Sendable {
    package var policies: [PolicyText]

    package struct PolicyText: Hashable, Comparable, Codable, Sendable {
        package var name: String
        package var fingerprint: String

        package init(name: String, fingerprint: String) {
            self.name = name
            self.fingerprint = fingerprint
        }

        package static func < (left: Self, right: Self) -> Bool {
            (left.name, left.fingerprint) < (right.name, right.fingerprint)
        }
    }

    package init(policies: [PolicyText]) {
        self.policies = policies
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: ["policies"])
        policies = try decoder.container(keyedBy: CodingKeys.self).decode([PolicyText].self, forKey: .policies)
    }
}

/// `now`: which resources to look at again; all if nothing is named.
package struct LookOrder: Hashable, Codable, Sendable {
    /// An id, a name, a policy, or a pattern of names such as `web-*`.
    package var selector: String?

    package init(selector: String?) {
        self.selector = selector
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: ["selector"])
        selector = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .selector)
    }
}

/// `pause`: stop the writes of everything, or of one policy or resource.
package struct PauseOrder: Hashable, Codable, Sendable {
    package var scope: String?
    package var reason: String
    /// RFC 3339; `nil` until somebody resumes, which `forever` has to say.
    package var until: String?
    package var forever: Bool?

    package init(scope: String?, reason: String, until: String?) {
        self.scope = scope
        self.reason = reason
        self.until = until
        forever = until == nil ? true : nil
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: ["scope", "reason", "until", "forever"])
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scope = try container.decodeIfPresent(String.self, forKey: .scope)
        reason = try container.decode(String.self, forKey: .reason)
        until = try container.decodeIfPresent(String.self, forKey: .until)
        forever = try container.decodeIfPresent(Bool.self, forKey: .forever)
        guard (until == nil) == (forever == true) else {
            throw ControlRefusal.malformed("a pause wants either 'until' or 'forever'")
        }
    }
}

/// `resume`: let them be written again.
package struct ResumeOrder: Hashable, Codable, Sendable {
    package var scope: String?
    package var reason: String
    /// True where the account that is listed now is the right one.
    package var identity: Bool?

    package init(scope: String?, reason: String, identity: Bool) {
        self.scope = scope
        self.reason = reason
        self.identity = identity
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: ["scope", "reason", "identity"])
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scope = try container.decodeIfPresent(String.self, forKey: .scope)
        reason = try container.decode(String.self, forKey: .reason)
        identity = try container.decodeIfPresent(Bool.self, forKey: .identity)
    }
}

/// `waive`: exempt one resource, or want a value there, until a time.
package struct WaiveOrder: Hashable, Codable, Sendable {
    package var resource: String
    package var reason: String
    /// RFC 3339.
    package var until: String
    package var enabled: Bool?
    /// True where it is to be made although its end is held already.
    package var force: Bool?

    package init(resource: String, reason: String, until: String, enabled: Bool?, force: Bool) {
        self.resource = resource
        self.reason = reason
        self.until = until
        self.enabled = enabled
        self.force = force
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: ["resource", "reason", "until", "enabled", "force"])
        let container = try decoder.container(keyedBy: CodingKeys.self)
        resource = try container.decode(String.self, forKey: .resource)
        reason = try container.decode(String.self, forKey: .reason)
        until = try container.decode(String.self, forKey: .until)
        enabled = try container.decodeIfPresent(Bool.self, forKey: .enabled)
        force = try container.decodeIfPresent(Bool.self, forKey: .force)
    }
}

/// `release`: let what brake or wave holds for a policy proceed, once.
package struct ReleaseOrder: Hashable, Codable, Sendable {
    package var policy: String
    package var reason: String

    package init(policy: String, reason: String) {
        self.policy = policy
        self.reason = reason
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: ["policy", "reason"])
        let container = try decoder.container(keyedBy: CodingKeys.self)
        policy = try container.decode(String.self, forKey: .policy)
        reason = try container.decode(String.self, forKey: .reason)
    }
}

/// `rotate`: set a new password for one hosting account now.
package struct RotateOrder: Hashable, Codable, Sendable {
    package var resource: String
    package var reason: String
    /// True where a version whose outcome is not known may be passed over.
    package var supersede: Bool?

    package init(resource: String, reason: String, supersede: Bool) {
        self.resource = resource
        self.reason = reason
        self.supersede = supersede
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: ["resource", "reason", "supersede"])
        let container = try decoder.container(keyedBy: CodingKeys.self)
        resource = try container.decode(String.self, forKey: .resource)
        reason = try container.decode(String.self, forKey: .reason)
        supersede = try container.decodeIfPresent(Bool.self, forKey: .supersede)
    }
}

/// `escrow prove`: put a code into the escrow, or take the one that a person found there.
package struct ProveOrder: Hashable, Codable, Sendable {
    package var code: String?

    package init(code: String?) {
        self.code = code
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: ["code"])
        code = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .code)
    }
}

extension Decoder {
    /// A misspelt key must not make an order another one.
    fileprivate func refuseOthers(than known: Set<String>) throws {
        let keys = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        if let other = keys.filter({ !known.contains($0) }).min() {
            throw ControlRefusal.malformed("unknown key '\(other)'")
        }
    }
}

private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}
