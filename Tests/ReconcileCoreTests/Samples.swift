import ReconcileCore

/// The instant at which every test begins.
let dawn = Moment(
    boot: BootTime(sinceBoot: .hours(1000)), wall: WallTime(millisecondsSince1970: 1_795_262_400_000))

let operatorAtDesk = Actor(uid: 1000, name: "ada")

extension ResourceID: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

extension AuthorizedKey {
    static let usable = named("SHA256:one")

    static func named(_ fingerprint: String) -> AuthorizedKey {
        AuthorizedKey(text: "ssh-ed25519 AAAA \(fingerprint)", reading: .usable(fingerprint: fingerprint))
    }
}

extension SSHPasswordLoginObservation {
    /// A guest as most are: its sshd answers, a key is there, both gates are open.
    static func sample(enabled: Bool?, _ change: (inout Self) -> Void = { _ in }) -> Self {
        var seen = Self(
            available: true, enabled: enabled, passwordAuthentication: enabled == true ? "yes" : "no",
            permitRootLogin: "yes", source: .effective, sshKeysConfigured: true, sshKeys: [.usable],
            canEnable: ActionGate(allowed: true), canDisable: ActionGate(allowed: true))
        change(&seen)
        return seen
    }
}

extension InventoryItem {
    static func sample(
        _ id: ResourceID = "vps_1", name: String? = "web-1", status: ServiceStatus? = .active,
        power: PowerState? = .running, os: String? = "debian", address: String? = "192.0.2.1", tags: [String]? = []
    ) -> Self {
        Self(
            id: id, kind: .sshPasswordLogin, name: name, address: address, serviceStatus: status, powerState: power,
            osFamily: os, tags: tags)
    }
}

extension Policy {
    /// An enforcing policy over everything that wants password login off.
    static func sample(
        _ name: String = "off", mode: Mode = .enforce, priority: Int = 0, match: Match = .all, enabled: Bool = false,
        scope: SSHPasswordLoginPolicy.Scope = .everyone, evidence: SSHPasswordLoginPolicy.Evidence = .effective,
        keys: SSHPasswordLoginPolicy.SSHKeysGuard = .init(), every: Duration = .hours(6), brake: BrakeLimit = .off,
        windows: PolicyWindows? = nil, settle: Duration = .zero, waves: Waves? = nil,
        waivers: [Waiver] = [], text: String = "text-1"
    ) -> Policy {
        Policy(
            name: name, mode: mode, priority: priority, match: match,
            rules: .sshPasswordLogin(
                .init(desired: .init(enabled: enabled, scope: scope), evidence: evidence, sshKeys: keys)),
            every: every, windows: windows, settle: settle, waves: waves, brake: brake, waivers: waivers,
            source: PolicySource(file: "\(name).yaml", fingerprint: text))
    }
}

extension PolicyWindows {
    /// Open between these times, in minutes after dawn, and known for a year.
    static func sample(_ minutes: (Int, Int)...) -> Self {
        let stretches = minutes.map { start, end in
            OpenTimes.Stretch(start: dawn.wall + .minutes(start), end: dawn.wall + .minutes(end))
        }
        return Self(texts: ["a range"], open: OpenTimes(stretches, end: dawn.wall + .days(366)))
    }
}

extension Match {
    static func named(_ globs: String...) -> Match {
        .conditions(Conditions(names: globs.map(Glob.init)))
    }
}
