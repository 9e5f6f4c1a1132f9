/// What is wanted of one resource: the policies that govern it, merged.
package enum Wanted: Hashable, Sendable {
    case sshPasswordLogin(SSHPasswordLoginWanted)

    /// - Returns: `nil` where the policies want different things.
    package static func merging(_ rules: [KindPolicy]) -> Wanted? {
        let logins = rules.map { rule in
            switch rule {
            case .sshPasswordLogin(let login): login
            }
        }
        return SSHPasswordLoginWanted(merging: logins).map(Wanted.sshPasswordLogin)
    }

    /// The same, but with the value that a waiver asks for.
    package func overridden(enabled: Bool) -> Wanted {
        switch self {
        case .sshPasswordLogin(var wanted):
            wanted.desired.enabled = enabled
            return .sshPasswordLogin(wanted)
        }
    }

    /// Judges what was seen.
    package func finding(for observation: Observation) -> Finding {
        switch (self, observation) {
        case (.sshPasswordLogin(let wanted), .sshPasswordLogin(let seen)): wanted.finding(for: seen)
        }
    }

    /// True where another read like this one could show that a write took.
    package func canConfirm(by observation: Observation) -> Bool {
        switch (self, observation) {
        case (.sshPasswordLogin(let wanted), .sshPasswordLogin(let seen)): wanted.isProof(seen.source)
        }
    }

    /// The guards that a change must pass.
    package func guardState(for change: Change, seen observation: Observation) -> GuardState {
        switch (self, change, observation) {
        case (.sshPasswordLogin(let wanted), .sshPasswordLogin(let enabled), .sshPasswordLogin(let seen)):
            wanted.guardState(enabling: enabled, seen: seen)
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
        }
    }

    /// True where root may log in more freely in this read than in an earlier one.
    package func isWeaker(than earlier: Observation) -> Bool {
        switch (self, earlier) {
        case (.sshPasswordLogin(let now), .sshPasswordLogin(let before)): now.letsRootInMoreFreely(than: before)
        }
    }
}
