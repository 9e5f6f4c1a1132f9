import ReconcileCore

/// One resource in JSON.
struct ResourceDocument: Encodable, Sendable {
    var id: String
    var kind: String
    @Nullable var name: String? = nil
    var policy: String
    var verdict: Verdict
    @Nullable var desired: DesiredDocument? = nil
    @Nullable var observed: ObservedDocument? = nil
    var action: String
    var holds: [HoldDocument]
    @Nullable var operation: OperationDocument? = nil

    init(_ report: ResourceReport) {
        id = report.item.id.text
        kind = report.item.kind.rawValue
        name = report.item.name
        policy = report.policy
        verdict = report.verdict
        desired = report.wanted.map(DesiredDocument.init)
        observed = report.observation.flatMap { seen in
            report.observedAt.map { ObservedDocument(seen, at: $0) }
        }
        action = report.change.map(\.action) ?? "none"
        holds = report.holds.map(HoldDocument.init)
        operation = report.operation.map(OperationDocument.init)
    }
}

/// What is wanted, as each kind says it.
enum DesiredDocument: Encodable, Sendable {
    case sshPasswordLogin(SSHPasswordLoginDesiredDocument)
    case hostingPassword(HostingPasswordDesiredDocument)

    init(_ wanted: Wanted) {
        switch wanted {
        case .sshPasswordLogin(let login): self = .sshPasswordLogin(.init(login.desired))
        case .hostingPassword(let password): self = .hostingPassword(.init(password.desired))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .sshPasswordLogin(let document): try document.encode(to: encoder)
        case .hostingPassword(let document): try document.encode(to: encoder)
        }
    }
}

/// What is known of the live state, as each kind says it.
enum ObservedDocument: Encodable, Sendable {
    case sshPasswordLogin(SSHPasswordLoginObservedDocument)
    case hostingPassword(HostingPasswordObservedDocument)

    init(_ observation: Observation, at time: WallTime) {
        switch observation {
        case .sshPasswordLogin(let seen): self = .sshPasswordLogin(.init(seen, at: time))
        case .hostingPassword(let seen): self = .hostingPassword(.init(seen, at: time))
        }
    }

    /// The provider's own gates, where the kind has any.
    var gates: GatesDocument? {
        switch self {
        case .sshPasswordLogin(let document): document.actions
        case .hostingPassword: nil
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .sshPasswordLogin(let document): try document.encode(to: encoder)
        case .hostingPassword(let document): try document.encode(to: encoder)
        }
    }
}

/// What a write asked for: `{"enabled": false}` or `{"version": 3}`.
struct RequestedDocument: Encodable, Sendable {
    var enabled: Bool?
    var version: Int?

    init(_ change: Change) {
        switch change {
        case .sshPasswordLogin(let enabled): self.enabled = enabled
        case .hostingPassword(let version): self.version = version
        }
    }
}

struct HoldDocument: Encodable, Sendable {
    var reason: HoldReason
    var detail: String
    @Nullable var code: String? = nil
    @Nullable var since: WallTime? = nil
    @Nullable var until: WallTime? = nil

    init(_ hold: Hold) {
        reason = hold.reason
        detail = hold.detail
        code = hold.code
        since = hold.since
        until = hold.until
    }
}

struct OperationDocument: Encodable, Sendable {
    var requested: RequestedDocument
    @Nullable var claimed: Bool? = nil
    var confirmed: Bool
    @Nullable var message: String? = nil
    @Nullable var requestId: String? = nil
    var at: WallTime

    init(_ operation: OperationReport) {
        requested = RequestedDocument(operation.requested)
        claimed = operation.claimed
        confirmed = operation.confirmed
        message = operation.message
        requestId = operation.requestID
        at = operation.at
    }
}

extension Change {
    /// The word for it in JSON and in the journal.
    var action: String {
        switch self {
        case .sshPasswordLogin(let enabled): enabled ? "enable" : "disable"
        case .hostingPassword: "rotate"
        }
    }
}
