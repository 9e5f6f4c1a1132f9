import ReconcileCore
import ReconcilePolicy

/// What evidence says to people, in every rendering alike.
enum EvidenceWords {
    static func wanted(_ wanted: Wanted) -> String {
        switch wanted {
        case .sshPasswordLogin(let login):
            let scope = login.desired.scope == .root ? " (scope: root)" : ""
            return "enabled: \(login.desired.enabled)\(scope)"
        case .hostingPassword(let password):
            let desired = password.desired
            return "rotatedWithin: \(desired.rotatedWithin.spelled) (firstRotation: \(desired.firstRotation.rawValue))"
        }
    }

    static func state(_ state: EvidenceState) -> String {
        switch state {
        case .compliant: "compliant"
        case .open: "open"
        case .notObserved: "not observed"
        }
    }

    /// `2026-11-21 12:00:00`, in UTC.
    static func time(_ time: WallTime) -> String {
        String(time.rfc3339.prefix(19).map { $0 == "T" ? " " : $0 })
    }

    static func actor(_ actor: Actor) -> String {
        actor.name.map { "\($0) (uid \(actor.uid))" } ?? "uid \(actor.uid)"
    }

    static func owner(_ owner: EvidenceWaiver.Owner) -> String {
        switch owner {
        case .person(let person): actor(person)
        case .policyFile(let file): "policy file \(file)"
        }
    }

    /// What was sent.
    static func change(_ change: Change) -> String {
        switch change {
        case .sshPasswordLogin(let enabled): "PATCH enabled: \(enabled)"
        case .hostingPassword(let version): "POST version \(version)"
        }
    }

    /// What a read showed, in one line.
    static func seen(_ observation: Observation) -> String {
        switch observation {
        case .sshPasswordLogin(let login):
            "enabled: \(login.enabled.map(String.init) ?? "not known"), PasswordAuthentication "
                + "\(login.passwordAuthentication ?? "not known"), PermitRootLogin \(login.permitRootLogin ?? "not known")"
        case .hostingPassword(let password):
            self.password(password)
        }
    }

    /// Which password it is, as far as we know.
    static func password(_ seen: HostingPasswordObservation) -> String {
        if let candidates = seen.candidates {
            let others = seen.version == nil ? ["one that is not ours"] : []
            return (candidates.map { "version \($0)" } + others).joined(separator: " or ")
        }
        guard let time = seen.rotatedAt else { return "a password that is not ours" }
        guard let version = seen.version else { return "a password taken as set at \(self.time(time))" }
        return "version \(version), set at \(self.time(time))"
    }

    /// A resource's time line in one sentence, for who does not see the drawing.
    static func sentence(_ resource: EvidenceReport.Resource) -> String {
        let shares = EvidenceShares(resource.totals)
        let openings = resource.timeline.filter { $0.state == .open }.count
        let opened = openings == 0 ? "" : ", \(openings.of("time")), in all \(Durations.long(resource.totals.open))"
        return "compliant \(EvidenceShares.text(shares.compliant)), open \(EvidenceShares.text(shares.open))\(opened), "
            + "not observed \(EvidenceShares.text(shares.notObserved))"
    }
}
