import ReconcileCore

/// What `explain` says of the password of a hosting account. It names versions and never a password.
extension ExplainText {
    func rows(of rotation: Rotation) -> [[String]] {
        [["password", password(rotation)], ["due", due(rotation)]]
            + rotation.versions.reversed().map { ["version \($0.number)", text($0, in: rotation)] }
            + toTry(rotation) + escrow
    }

    private func password(_ rotation: Rotation) -> String {
        guard let time = rotation.rotatedAt else { return "never set by us, so its age is not known" }
        let age = "\(Durations.short(now - time)) old"
        guard let current = rotation.current else {
            return "taken as \(age): set at \(time.rfc3339), when a new ledger was accepted"
        }
        return "\(age), version \(current.number), set at \(time.rfc3339)"
    }

    private func due(_ rotation: Rotation) -> String {
        switch rotation.versions.last?.standing {
        case .open?: return "now: the same is sent again until an answer comes, for an hour at most"
        case .givenUp? where rotation.request == nil: return byHand("--supersede ")
        case .pending?, .givenUp?, .accepted?, nil: break
        }
        if let request = rotation.request {
            return "since \(Durations.short(now - request.since)): a person asked for it (\(request.since.rfc3339))"
        }
        guard case .hostingPassword(let seen)? = report.observation, let due = seen.dueAt else {
            return rotation.rotatedAt == nil && report.wanted != nil ? byHand("") : "not known"
        }
        return due > now
            ? "in \(Durations.short(due - now)) (\(due.rfc3339))"
            : "since \(Durations.short(now - due)) (\(due.rfc3339))"
    }

    private func byHand(_ option: String) -> String {
        "when a person says so: `reconciled rotate \(report.item.id.text) \(option)--reason …`"
    }

    private func text(_ version: Rotation.Version, in rotation: Rotation) -> String {
        let (state, since) = rotation.state(of: version)
        let time = since.rfc3339
        return switch state {
        case .pending:
            version.deposit == nil
                ? "pending since \(time): made, and not in the escrow yet"
                : "pending since \(time): in the escrow, not sent"
        case .open: "open since \(time): sent, and no answer says whether it took; the same is sent again"
        case .givenUp: "given up: open since \(time), and sent no more"
        case .current: "current since \(time)"
        case .previous: "previous, set at \(time)"
        }
    }

    private func toTry(_ rotation: Rotation) -> [[String]] {
        let candidates = rotation.candidates
        guard !candidates.isEmpty else { return [] }
        let others = rotation.current == nil ? ["the one from before us"] : []
        return [["to try", (candidates.map { "version \($0)" } + others).joined(separator: ", then ")]]
    }

    private var escrow: [[String]] {
        guard case .hostingPassword(let wanted)? = report.wanted else { return [] }
        switch wanted.escrow {
        case .recipients(let recipients):
            return recipients.enumerated().map { index, recipient in
                index == 0 ? ["escrow", "opened by \(recipient)"] : ["", "or by \(recipient)"]
            }
        case .command(let words): return [["escrow", "taken by the command '\(words.joined(separator: " "))'"]]
        }
    }
}
