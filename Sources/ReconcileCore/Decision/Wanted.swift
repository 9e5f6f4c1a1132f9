/// What is wanted of one resource: the policies that govern it, merged.
package enum Wanted: Hashable, Sendable {
    case sshPasswordLogin(SSHPasswordLoginWanted)
    case hostingPassword(HostingPasswordWanted)

    /// - Parameter rules: of one kind.
    /// - Returns: `nil` where the policies want different things.
    package static func merging(_ rules: [KindPolicy]) -> Wanted? {
        var logins: [SSHPasswordLoginPolicy] = []
        var passwords: [HostingPasswordPolicy] = []
        for rule in rules {
            switch rule {
            case .sshPasswordLogin(let login): logins.append(login)
            case .hostingPassword(let password): passwords.append(password)
            }
        }
        return passwords.isEmpty
            ? SSHPasswordLoginWanted(merging: logins).map(Wanted.sshPasswordLogin)
            : HostingPasswordWanted(merging: passwords).map(Wanted.hostingPassword)
    }

    /// The same, but with the value that a waiver asks for, where the kind has such a value.
    package func overridden(enabled: Bool) -> Wanted {
        switch self {
        case .sshPasswordLogin(var wanted):
            wanted.desired.enabled = enabled
            return .sshPasswordLogin(wanted)
        case .hostingPassword:
            return self
        }
    }

    /// Judges what was seen.
    ///
    /// - Parameter rotation: what the ledger knows of the passwords of a hosting account.
    package func finding(for observation: Observation, _ rotation: Rotation? = nil, at now: WallTime) -> Finding {
        switch (self, observation) {
        case (.sshPasswordLogin(let wanted), .sshPasswordLogin(let seen)): wanted.finding(for: seen)
        case (.hostingPassword(let wanted), .hostingPassword(let seen)):
            wanted.finding(for: seen, rotation ?? Rotation(), at: now)
        case (.sshPasswordLogin, .hostingPassword), (.hostingPassword, .sshPasswordLogin):
            preconditionFailure("\(#function): what was seen is of another kind than what is wanted")
        }
    }

    /// True where another read like this one could show that a write took.
    package func canConfirm(by observation: Observation) -> Bool {
        switch (self, observation) {
        case (.sshPasswordLogin(let wanted), .sshPasswordLogin(let seen)): wanted.isProof(seen.source)
        // The provider's answer is all the proof there can be.
        case (.hostingPassword, _), (.sshPasswordLogin, .hostingPassword): true
        }
    }

    /// False for a kind whose changes rest on no condition of the resource itself.
    package var hasGuards: Bool {
        switch self {
        case .sshPasswordLogin: true
        case .hostingPassword: false
        }
    }

    /// The guards that a change must pass.
    package func guardState(for change: Change, seen observation: Observation) -> GuardState {
        switch (self, change, observation) {
        case (.sshPasswordLogin(let wanted), .sshPasswordLogin(let enabled), .sshPasswordLogin(let seen)):
            wanted.guardState(enabling: enabled, seen: seen)
        case (.hostingPassword, .hostingPassword, .hostingPassword): .open
        case (.sshPasswordLogin, _, _), (.hostingPassword, _, _):
            preconditionFailure("\(#function): what is wanted, seen and to be changed is not of one kind")
        }
    }
}

extension Observation {
    /// The provider's gate for a change, as this read shows it.
    package func gateState(for change: Change) -> GateState {
        switch (self, change) {
        case (.sshPasswordLogin(let seen), .sshPasswordLogin(let enabled)):
            let gate = enabled ? seen.canEnable : seen.canDisable
            return gate.allowed ? .open : .closed(reason: gate.reason, code: gate.code)
        // The list's row is the gate: it is judged before, and whether cPanel is there the provider says at the write.
        case (.hostingPassword, .hostingPassword): return .open
        case (.sshPasswordLogin, .hostingPassword), (.hostingPassword, .sshPasswordLogin):
            preconditionFailure("\(#function): the change is of another kind than what was seen")
        }
    }

    /// True where root may log in more freely in this read than in an earlier one.
    package func isWeaker(than earlier: Observation) -> Bool {
        switch (self, earlier) {
        case (.sshPasswordLogin(let now), .sshPasswordLogin(let before)): now.letsRootInMoreFreely(than: before)
        case (.hostingPassword, _), (.sshPasswordLogin, .hostingPassword): false
        }
    }

    /// True where it is sure that root may log in no more freely in this read than in an earlier one.
    package func isNoWeaker(than earlier: Observation) -> Bool {
        switch (self, earlier) {
        case (.sshPasswordLogin(let now), .sshPasswordLogin(let before)): now.letsRootInNoMoreFreely(than: before)
        case (.hostingPassword, _), (.sshPasswordLogin, .hostingPassword): false
        }
    }
}
