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

struct DesiredDocument: Encodable, Sendable {
    var enabled: Bool
    /// Only where it is not what everybody expects.
    var scope: String?

    init(_ wanted: Wanted) {
        switch wanted {
        case .sshPasswordLogin(let login):
            enabled = login.desired.enabled
            scope = login.desired.scope == .root ? login.desired.scope.rawValue : nil
        }
    }

    init(_ change: Change) {
        enabled = change.enabled
    }
}

/// The last read as the provider gave it.
struct ObservedDocument: Encodable, Sendable {
    var at: WallTime
    var available: Bool
    @Nullable var enabled: Bool? = nil
    @Nullable var reason: String? = nil
    @Nullable var passwordAuthentication: String? = nil
    @Nullable var permitRootLogin: String? = nil
    var source: String
    var sshKeysConfigured: Bool
    var sshKeys: [String]
    var actions: Actions

    struct Actions: Encodable, Sendable {
        var canEnable: GateDocument
        var canDisable: GateDocument
    }

    init(_ observation: Observation, at time: WallTime) {
        switch observation {
        case .sshPasswordLogin(let seen):
            at = time
            available = seen.available
            enabled = seen.enabled
            reason = seen.reason
            passwordAuthentication = seen.passwordAuthentication
            permitRootLogin = seen.permitRootLogin
            source = seen.source.rawValue
            sshKeysConfigured = seen.sshKeysConfigured
            sshKeys = seen.sshKeys.map(\.text)
            actions = Actions(canEnable: GateDocument(seen.canEnable), canDisable: GateDocument(seen.canDisable))
        }
    }
}

struct GateDocument: Encodable, Sendable {
    var allowed: Bool
    @Nullable var reason: String? = nil
    @Nullable var code: String? = nil

    init(_ gate: ActionGate) {
        allowed = gate.allowed
        reason = gate.reason
        code = gate.code
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
    var requested: DesiredDocument
    @Nullable var claimed: Bool? = nil
    var confirmed: Bool
    @Nullable var message: String? = nil
    @Nullable var requestId: String? = nil
    var at: WallTime

    init(_ operation: OperationReport) {
        requested = DesiredDocument(operation.requested)
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
        enabled ? "enable" : "disable"
    }
}
