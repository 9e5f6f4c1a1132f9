/// What is wanted of one guest's SSH password login, and what counts as proof and as a way in.
package struct SSHPasswordLoginWanted: Hashable, Sendable {
    package var desired: SSHPasswordLoginPolicy.Desired
    package var evidence: SSHPasswordLoginPolicy.Evidence
    /// Every policy's guard; all of them must hold.
    package var guards: [SSHPasswordLoginPolicy.SSHKeysGuard]

    /// - Returns: `nil` where `policies` is empty or they want different things.
    package init?(merging policies: [SSHPasswordLoginPolicy]) {
        guard let first = policies.first, policies.allSatisfy({ $0.desired == first.desired }) else { return nil }
        desired = first.desired
        evidence = policies.contains { $0.evidence == .effective } ? .effective : .any
        guards = policies.map(\.sshKeys)
    }

    package func finding(for seen: SSHPasswordLoginObservation) -> Finding {
        guard seen.available else {
            return .unknown(detail: seen.reason ?? "The guest agent does not answer.", code: "unavailable")
        }
        guard let enabled = seen.enabled else {
            return .unknown(
                detail: seen.reason ?? "The provider cannot tell whether password login is on.", code: "enabled")
        }
        guard seen.source == .effective || seen.source == .configFiles else {
            return .unknown(
                detail: "The provider read the state from '\(seen.source.rawValue)', which proves nothing.",
                code: "source")
        }
        let usersMayUsePasswords = seen.passwordAuthentication?.lowercased()
        if enabled, usersMayUsePasswords == "no", seen.source == .effective {
            return .unknown(
                detail: "The provider says password login is on, while sshd says PasswordAuthentication no.",
                code: "contradiction")
        }
        if enabled != desired.enabled {
            return .drifted(.sshPasswordLogin(enabled: desired.enabled), code: nil)
        }
        guard isProof(seen.source) else {
            return .unknown(
                detail: "Only configuration files were read, and the policy wants sshd's effective configuration.",
                code: "evidence")
        }
        if !desired.enabled, desired.scope == .everyone, usersMayUsePasswords == "yes" {
            return .drifted(.sshPasswordLogin(enabled: false), code: "otherUsers")
        }
        return .compliant
    }

    /// True where what is read there may show that a write took.
    package func isProof(_ source: SSHPasswordLoginObservation.Source) -> Bool {
        source == .effective || evidence == .any
    }

    /// The guard `sshKeys`: password login is shut only where a key opens the door. Enabling needs none.
    package func guardState(enabling: Bool, seen: SSHPasswordLoginObservation) -> GuardState {
        guard !enabling else { return .open }
        guard let lack = lackOfKeys(in: seen) else { return .open }
        return .closed(Hold(.sshKeys, lack.detail, code: lack.code))
    }

    private func lackOfKeys(in seen: SSHPasswordLoginObservation) -> (detail: String, code: String)? {
        let usable = Set(
            seen.sshKeys.compactMap { key -> String? in
                switch key.reading {
                case .usable(let fingerprint): fingerprint
                case .restricted, .unparsable: nil
                }
            })
        guard seen.sshKeysConfigured, !usable.isEmpty else {
            return (detail: noKeyDetail(seen), code: "no_key")
        }
        for rule in guards {
            guard usable.count >= rule.minimum else {
                let detail = "The guest has \(usable.count) usable SSH keys, the policy wants \(rule.minimum) or more."
                return (detail: detail, code: "too_few_keys")
            }
            guard rule.fingerprints.isEmpty || !usable.isDisjoint(with: rule.fingerprints) else {
                return (detail: "None of the SSH keys that the policy names is on the guest.", code: "no_named_key")
            }
        }
        guard let permitRootLogin = seen.permitRootLogin, Self.keysLetRootIn.contains(permitRootLogin.lowercased())
        else {
            let value = seen.permitRootLogin.map { "'\($0)'" } ?? "not known"
            return (
                detail: "PermitRootLogin is \(value), so a key would not let root in.", code: "permit_root_login"
            )
        }
        return nil
    }

    private func noKeyDetail(_ seen: SSHPasswordLoginObservation) -> String {
        if seen.sshKeysConfigured, !seen.sshKeys.isEmpty {
            return "No SSH key on the guest is usable without restrictions; password login is its only door."
        }
        return "There is no SSH key on the guest; password login is its only door."
    }

    /// The values of sshd_config's PermitRootLogin under which a key opens a root session.
    private static let keysLetRootIn: Set<String> = ["yes", "prohibit-password", "without-password"]
}

extension SSHPasswordLoginObservation {
    /// Compares PermitRootLogin by how much it lets in (sshd_config(5)); values it does not know compare as equal.
    package func letsRootInMoreFreely(than earlier: Self) -> Bool {
        guard let now = rootFreedom, let before = earlier.rootFreedom else { return false }
        return now > before
    }

    /// True where both are known and it is no more than before.
    package func letsRootInNoMoreFreely(than earlier: Self) -> Bool {
        guard let now = rootFreedom, let before = earlier.rootFreedom else { return false }
        return now <= before
    }

    private var rootFreedom: Int? {
        switch permitRootLogin?.lowercased() {
        case "no": 0
        case "forced-commands-only": 1
        case "prohibit-password", "without-password": 2
        case "yes": 3
        default: nil
        }
    }
}
