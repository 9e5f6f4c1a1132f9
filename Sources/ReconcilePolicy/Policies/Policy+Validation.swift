import ReconcileCore

extension Policy {
    /// Judges what the keys of a fragment mean together.
    ///
    /// - Parameter now: the ends of waivers are measured from here.
    /// - Returns: the policy, or `nil` where `problems` has errors.
    init?(_ fragment: PolicyFragment, source: PolicySource, now: WallTime, problems: FileProblems) {
        fragment.checkOpening(problems: problems)
        fragment.password.check(problems: problems)
        fragment.checkAdvice(problems: problems)
        fragment.checkWindows(now: now, problems: problems)
        for waiver in fragment.waivers {
            waiver.checkEnd(now: now, problems: problems)
            waiver.checkOpening(now: now, problems: problems)
        }
        let waivers = fragment.waivers.compactMap(Policy.Waiver.init)
        guard !problems.hasErrors, waivers.count == fragment.waivers.count, let name = fragment.name?.value,
            let mode = fragment.mode?.value, let match = fragment.match?.value, let rules = KindPolicy(fragment)
        else { return nil }
        self.init(
            name: name, mode: mode, priority: fragment.priority ?? 0, match: match, rules: rules,
            every: fragment.every?.value ?? .hours(6),
            windows: fragment.windows.map { PolicyWindows($0.value, around: now) }, settle: fragment.settle ?? .zero,
            waves: fragment.waves.map(Waves.init), brake: fragment.brake ?? .standard, waivers: waivers,
            source: source)
    }
}

extension KindPolicy {
    /// - Returns: `nil` where something is missing, which is reported.
    fileprivate init?(_ fragment: PolicyFragment) {
        switch fragment.kind {
        case .sshPasswordLogin?:
            guard let rules = SSHPasswordLoginPolicy(fragment.login) else { return nil }
            self = .sshPasswordLogin(rules)
        case .hostingPassword?:
            guard let rules = HostingPasswordPolicy(fragment.password) else { return nil }
            self = .hostingPassword(rules)
        case nil: return nil
        }
    }
}

extension SSHPasswordLoginPolicy {
    fileprivate init?(_ fragment: PolicyFragment.Login) {
        guard let enabled = fragment.enabled?.value else { return nil }
        self.init(
            desired: Desired(enabled: enabled, scope: fragment.scope ?? .everyone),
            evidence: fragment.evidence ?? .effective,
            sshKeys: .init(minimum: fragment.keyMinimum ?? 1, fingerprints: fragment.keyFingerprints ?? []))
    }
}

extension Waves {
    fileprivate init(_ fragment: PolicyFragment.Waves) {
        self.init()
        canary = fragment.canary ?? canary
        batch = fragment.batch ?? batch
        soak = fragment.soak ?? soak
        stopAfterFailures = fragment.stopAfterFailures ?? stopAfterFailures
    }
}

extension Policy.Waiver {
    fileprivate init?(_ fragment: PolicyFragment.Waiver) {
        guard let match = fragment.match?.value, let until = fragment.until?.value, let reason = fragment.reason else {
            return nil
        }
        self.init(match: match, until: until, reason: reason, enabled: fragment.enabled?.value)
    }
}

extension PolicyFragment {
    /// A policy that wants password login on says so twice, and names every server.
    fileprivate func checkOpening(problems: FileProblems) {
        guard let enabled = login.enabled else { return }
        guard enabled.value else {
            if let acknowledge = login.acknowledge {
                problems.warning("'acknowledge' has no effect: the policy wants password login off", at: acknowledge)
            }
            return
        }
        if login.acknowledge == nil {
            problems.error(
                "'enabled: true' opens password login and needs 'acknowledge'", at: enabled.place,
                hint: "write acknowledge: \(acknowledgement)")
        }
        guard let match else { return }
        guard let ids = match.value.ids else {
            problems.error(
                "'enabled: true' needs a match by 'ids'", at: match.place,
                hint: "name each server: match: {ids: [vps_…]}")
            return
        }
        problems.warning(openingWarning(servers: ids.count), at: enabled.place)
    }

    /// Windows that never open would hold for ever what the policy is there for.
    fileprivate func checkWindows(now: WallTime, problems: FileProblems) {
        guard let windows else { return }
        guard windows.value.count <= PolicyLimits.mostWindows else {
            problems.error(
                "'windows' has \(windows.value.count) entries, at most \(PolicyLimits.mostWindows) are allowed",
                at: windows.place)
            return
        }
        // Over a year the clocks of all zones have changed both ways.
        let year = Duration.days(366)
        guard CalendarWindow.openTimes(windows.value, from: now, until: now + year).stretches.isEmpty else { return }
        problems.error(
            "'windows' leaves no time open", at: windows.place,
            hint: "ranges with '!' take their time out of the others")
    }

    /// Nothing here is wrong, but the owner should know.
    fileprivate func checkAdvice(problems: FileProblems) {
        // Hosting accounts are seen in the list: to look at one costs nothing more.
        if kind == .sshPasswordLogin, let every, every.value < PolicyLimits.restfulEvery {
            problems.warning(
                "'every' is under \(PolicyLimits.restfulEvery.spelled)", at: every.place,
                hint: "each read costs requests and a command inside the guest; 6h is the default")
        }
        if let mode, mode.value == .enforce, login.enabled?.value == false, login.keyFingerprints == nil {
            problems.warning(
                "no 'guards.sshKeys.fingerprints': any key on a guest counts as a way in", at: mode.place,
                hint: "name keys you hold, as `ssh-keygen -lf KEY.pub` prints them")
        }
    }
}

extension PolicyFragment.Waiver {
    fileprivate func checkEnd(now: WallTime, problems: FileProblems) {
        guard let until else { return }
        guard until.value > now else {
            problems.warning("this waiver ended at \(until.value.rfc3339)", at: until.place, hint: "remove it")
            return
        }
        let opens = enabled?.value == true
        let longest = opens ? PolicyLimits.longestOpenWaiver : PolicyLimits.longestWaiver
        guard until.value > now + longest else { return }
        let kind = opens ? "a waiver with 'enabled: true'" : "a waiver"
        let length = opens ? "72 hours" : "30 days"
        problems.error(
            "\(kind) lasts at most \(length)", at: until.place,
            hint: "the latest end is \((now + longest).rfc3339)")
    }

    /// A waiver that opens doors names each of them.
    fileprivate func checkOpening(now: WallTime, problems: FileProblems) {
        guard let enabled, enabled.value, let match else { return }
        guard let servers = match.value.namedServers else {
            problems.error(
                "a waiver with 'enabled: true' needs 'ids' or whole names", at: match.place,
                hint: "name each server, without '*' and '?'")
            return
        }
        if let until, until.value > now {
            problems.warning(openingWarning(servers: servers), at: enabled.place)
        }
    }
}

private func openingWarning(servers: Int) -> String {
    "OPENS password login on \(servers) \(servers == 1 ? "server" : "servers")"
}

extension Match {
    fileprivate var ids: Set<ResourceID>? {
        switch self {
        case .all: nil
        case .conditions(let conditions): conditions.ids
        }
    }

    /// How many servers it can be about at most, or `nil` where it does not name them one by one.
    fileprivate var namedServers: Int? {
        switch self {
        case .all:
            nil
        case .conditions(let conditions):
            if let ids = conditions.ids {
                ids.count
            } else if let names = conditions.names, names.allSatisfy(\.isLiteral) {
                Set(names).count
            } else {
                nil
            }
        }
    }
}
