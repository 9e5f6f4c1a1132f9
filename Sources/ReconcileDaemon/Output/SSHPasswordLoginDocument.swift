import ReconcileCore

// What JSON says of SSH password login.

struct SSHPasswordLoginDesiredDocument: Encodable, Sendable {
    var enabled: Bool
    /// Only where it is not what everybody expects.
    var scope: String?

    init(_ desired: SSHPasswordLoginPolicy.Desired) {
        enabled = desired.enabled
        scope = desired.scope == .root ? desired.scope.rawValue : nil
    }
}

/// The last read as the provider gave it.
struct SSHPasswordLoginObservedDocument: Encodable, Sendable {
    var at: WallTime
    var available: Bool
    @Nullable var enabled: Bool? = nil
    @Nullable var reason: String? = nil
    @Nullable var passwordAuthentication: String? = nil
    @Nullable var permitRootLogin: String? = nil
    var source: String
    var sshKeysConfigured: Bool
    var sshKeys: [String]
    var actions: GatesDocument

    init(_ seen: SSHPasswordLoginObservation, at time: WallTime) {
        at = time
        available = seen.available
        enabled = seen.enabled
        reason = seen.reason
        passwordAuthentication = seen.passwordAuthentication
        permitRootLogin = seen.permitRootLogin
        source = seen.source.rawValue
        sshKeysConfigured = seen.sshKeysConfigured
        sshKeys = seen.sshKeys.map(\.text)
        actions = GatesDocument(canEnable: GateDocument(seen.canEnable), canDisable: GateDocument(seen.canDisable))
    }
}

struct GatesDocument: Encodable, Sendable {
    var canEnable: GateDocument
    var canDisable: GateDocument
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
