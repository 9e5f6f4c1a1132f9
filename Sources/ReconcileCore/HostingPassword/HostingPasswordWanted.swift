/// What is wanted of one account's password, and how a new one is made and kept.
package struct HostingPasswordWanted: Hashable, Sendable {
    package var desired: HostingPasswordPolicy.Desired
    package var length: Int
    package var escrow: EscrowTarget

    /// - Returns: `nil` where `policies` is empty or they want different things, other people with the password included.
    package init?(merging policies: [HostingPasswordPolicy]) {
        guard let first = policies.first,
            policies.allSatisfy({ $0.desired == first.desired && $0.escrow.identity == first.escrow.identity })
        else { return nil }
        desired = first.desired
        length = policies.map(\.length).max() ?? first.length
        escrow = first.escrow
    }

    /// Judges what is known, as it is now.
    ///
    /// - Parameter rotation: what the ledger knows beside it.
    func finding(for seen: HostingPasswordObservation, _ rotation: Rotation, at now: WallTime) -> Finding {
        if let panel = seen.controlPanel, panel != HostingPasswordObservation.cPanel {
            return .undecidable(
                Hold(.notEligible, "Its control panel is '\(panel)', not cPanel.", code: "control_panel"))
        }
        if let ineligible = rotation.ineligible, ineligible.item == seen.row,
            now < ineligible.since + Rotation.askAgainEvery
        {
            let until = ineligible.since + Rotation.askAgainEvery
            return .undecidable(
                Hold(.notEligible, ineligible.detail, code: LedgerEntry.IntentOutcome.notEligible, until: until))
        }
        if rotation.isStuck(at: now) { return .undecidable(stuck(rotation)) }
        let number = rotation.next?.number ?? rotation.lastNumber + 1
        guard let code = reasonToRotate(seen, rotation, at: now) else { return .compliant }
        return .drifted(.hostingPassword(version: number), code: code)
    }

    private func reasonToRotate(
        _ seen: HostingPasswordObservation, _ rotation: Rotation, at now: WallTime
    ) -> String? {
        if rotation.next?.isSent == true { return "unsettled" }
        if rotation.request != nil { return "requested" }
        guard rotation.rotatedAt != nil else { return "neverRotated" }
        return seen.dueAt.map { $0 <= now } ?? false ? "due" : nil
    }

    private func stuck(_ rotation: Rotation) -> Hold {
        let names = rotation.candidates.map { "version \($0)" }.joined(separator: ", then ")
        let others = rotation.current == nil ? ", then the password from before us" : ""
        let detail =
            "An answer was lost and no later one came for an hour, so the password may be any of these: try \(names)"
            + "\(others). `reconciled rotate ID --supersede --reason …` sets a new one."
        return Hold(.unverified, detail, code: "superseding")
    }
}

extension Rotation.Version {
    /// True where the provider may have it.
    var isSent: Bool {
        switch standing {
        case .pending: false
        case .open, .givenUp, .accepted: true
        }
    }
}
