import ReconcileCore

/// What evidence says to people, in every rendering alike.
enum EvidenceWords {
    static func wanted(_ wanted: Wanted) -> String {
        let value = DesiredDocument(wanted)
        return "enabled: \(value.enabled)" + (value.scope.map { " (scope: \($0))" } ?? "")
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

    static func change(_ change: Change) -> String {
        "enabled: \(change.enabled)"
    }

    /// What a read showed, in one line.
    static func seen(_ observation: Observation) -> String {
        switch observation {
        case .sshPasswordLogin(let login):
            "enabled: \(login.enabled.map(String.init) ?? "not known"), PasswordAuthentication "
                + "\(login.passwordAuthentication ?? "not known"), PermitRootLogin \(login.permitRootLogin ?? "not known")"
        }
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
