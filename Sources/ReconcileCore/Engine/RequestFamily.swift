/// Requests that need the same scope: the API forbids or allows them together.
package struct RequestFamily: Hashable, Sendable {
    package var kind: ResourceKind
    package var verb: Verb

    package init(_ verb: Verb, of kind: ResourceKind) {
        self.kind = kind
        self.verb = verb
    }

    /// What the provider calls the rights that a token needs for them.
    package var scopes: [String] {
        switch (kind, verb) {
        case (.sshPasswordLogin, .list), (.sshPasswordLogin, .read): ["read:vm"]
        case (.sshPasswordLogin, .write): ["write:vm"]
        case (.hostingPassword, .list), (.hostingPassword, .read): ["read:hosting"]
        case (.hostingPassword, .write): ["write:hosting", "console:services"]
        }
    }

    /// The same in a sentence, as in `the scope read:vm`.
    package var scopeNames: String {
        "the \(scopes.count == 1 ? "scope" : "scopes") \(scopes.joined(separator: " and "))"
    }

    package enum Verb: Hashable, CaseIterable, Sendable {
        case list
        case read
        case write
    }
}

/// Stops a family of requests that the API forbids (403), and lets one through now and then to see whether it still does.
struct FamilyGate: Sendable {
    private var consecutive = 0
    private(set) var stopped: Stop?

    struct Stop: Sendable {
        var detail: String
        var nextProbe: BootTime
    }

    /// So many refusals in a row mean the scope is missing, not one resource.
    static let limit = 3
    static let probeEvery = Duration.minutes(10)

    /// - Returns: true where the family stops with this refusal.
    mutating func forbidden(_ detail: String, atOnce: Bool, at now: BootTime) -> Bool {
        consecutive += 1
        guard stopped == nil, atOnce || consecutive >= Self.limit else { return false }
        stopped = Stop(detail: detail, nextProbe: now + Self.probeEvery)
        return true
    }

    /// - Returns: true where the family was stopped until now.
    mutating func allowed() -> Bool {
        consecutive = 0
        defer { stopped = nil }
        return stopped != nil
    }

    /// When the next request may leave, or `nil` where one may now; that one then is the probe.
    mutating func admits(at now: BootTime) -> BootTime? {
        guard let stop = stopped else { return nil }
        guard stop.nextProbe <= now else { return stop.nextProbe }
        stopped?.nextProbe = now + Self.probeEvery
        return nil
    }
}
