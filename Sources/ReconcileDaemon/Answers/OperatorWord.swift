import ReconcileCore
import ReconcilePolicy

/// A person's word, checked against what is known, as a row for the ledger.
struct OperatorWord {
    let engine: Engine
    let actor: Actor
    let now: Moment

    /// A row, and what was done in sentences.
    struct Outcome: Sendable {
        var entry: LedgerEntry
        var said: String
    }

    /// - Throws: `CommandFailure` where it cannot be meant, or must not be done.
    func outcome(of request: OperatorCommand.Request) throws -> Outcome {
        switch request {
        case .pause(let scope, let reason, let until):
            return try pause(scope, try checked(reason), until: until)
        case .resume(let scope, let reason, let identity):
            return try resume(scope, try checked(reason), identity: identity)
        case .acceptLedger:
            throw CommandFailure(.failed, "a ledger can be accepted only while no service runs")
        case .waive(let resource, let reason, let until, let enabled, let force):
            let wish = Waiver(until: until, reason: try checked(reason), enabled: enabled)
            return try waive(resource, wish, force: force)
        case .release(let policy, let reason):
            try requirePolicy(policy)
            let row = LedgerEntry.Released(policy: policy, reason: try checked(reason), by: actor)
            return Outcome(
                entry: .released(row), said: "What brake or wave holds now for '\(policy)' may proceed, once.")
        case .rotate(let resource, let reason, let supersede):
            return try rotate(resource, try checked(reason), supersede: supersede)
        }
    }

    private func pause(_ scope: String?, _ reason: String, until: WallTime?) throws -> Outcome {
        try requireFuture(until)
        let (policy, resource) = try resolve(scope)
        let row = LedgerEntry.Paused(policy: policy, resource: resource, reason: reason, until: until, by: actor)
        let end = until.map { "until \($0.rfc3339)" } ?? "until somebody resumes"
        return Outcome(
            entry: .paused(row), said: "Writes are paused for \(scope ?? "everything"), \(end). Observing goes on.")
    }

    private func resume(_ scope: String?, _ reason: String, identity: Bool) throws -> Outcome {
        let (policy, resource) = try resolve(scope)
        let row = LedgerEntry.Resumed(policy: policy, resource: resource, identity: identity, reason: reason, by: actor)
        let said =
            identity
            ? "The account that is listed next is taken as the right one."
            : "Writes are no longer paused for \(scope ?? "everything")."
        return Outcome(entry: .resumed(row), said: said)
    }

    private func waive(_ name: String, _ wish: Waiver, force: Bool) throws -> Outcome {
        try requireFuture(wish.until)
        try requireBounded(wish)
        let id = try ResourceNames(engine.items).resolve(name)
        try requireSwitch(name, id, wish)
        if !force { try requireWayBack(name, id, wish) }
        let row = LedgerEntry.Waived(
            resource: id, until: wish.until, reason: wish.reason, enabled: wish.enabled, by: actor)
        let meaning = wish.enabled.map { "password login is wanted \($0.onOff)" } ?? "it is only observed"
        let said = "Waived for \(name): \(meaning) until \(wish.until.rfc3339), then the policy counts again by itself."
        return Outcome(entry: .waived(row), said: said)
    }

    private func rotate(_ name: String, _ reason: String, supersede: Bool) throws -> Outcome {
        let id = try ResourceNames(engine.items).resolve(name)
        guard engine.items.contains(where: { $0.id == id && $0.kind == .hostingPassword }) else {
            throw CommandFailure(.failed, "'\(name)' is no hosting account, so it has no password to rotate")
        }
        guard let report = engine.report(at: now).resources.first(where: { $0.item.id == id }) else {
            throw CommandFailure(
                .failed, "no policy matches '\(name)', so nobody is named who could open its new password")
        }
        guard report.mode == .enforce else {
            throw CommandFailure(
                .failed, "policy '\(report.policy)' does not enforce, and only an enforcing policy sets passwords",
                hint: "`mode: enforce` with `firstRotation: manual` leaves every rotation to people")
        }
        try requireOpen(name, engine.rotations[id], supersede: supersede)
        let row = LedgerEntry.RotationRequested(resource: id, supersede: supersede, reason: reason, by: actor)
        return Outcome(entry: .rotationRequested(row), said: "\(name) gets a new password now.")
    }

    // MARK: Checks

    func checked(_ reason: String) throws -> String {
        guard reason.contains(where: { !$0.isWhitespace }), reason.utf8.count <= Self.longestReason else {
            throw CommandFailure(
                .usage, "'--reason' must say why, in \(Self.longestReason) bytes at most",
                hint: "it is what the next person reads")
        }
        return reason
    }

    /// It is shown in one line with every hold.
    private static let longestReason = 1000

    /// A name of a policy goes before the same name of a resource.
    func resolve(_ scope: String?) throws -> (String?, ResourceID?) {
        guard let scope else { return (nil, nil) }
        if engine.policiesInForce.contains(where: { $0.name == scope }) { return (scope, nil) }
        return (nil, try ResourceNames(engine.items).resolve(scope))
    }

    private func requirePolicy(_ name: String) throws {
        let names = engine.policiesInForce.map(\.name)
        guard names.contains(name) else {
            throw CommandFailure(
                .failed, "there is no policy named '\(name)'",
                hint: names.isEmpty ? nil : "in force: \(names.sorted().joined(separator: ", "))")
        }
    }

    /// A version whose outcome is not known is passed over only by whoever says so, and only where one is.
    private func requireOpen(_ name: String, _ rotation: Rotation, supersede: Bool) throws {
        switch (rotation.isStuck(at: now.wall), supersede) {
        case (true, false):
            let others = rotation.current == nil ? ["the one from before us"] : []
            let all = (rotation.candidates.map { "version \($0)" } + others).joined(separator: " or ")
            throw CommandFailure(
                .failed, "it is not known which password '\(name)' has: \(all)",
                hint: "try them, then `--supersede` sets a new one")
        case (false, true):
            throw CommandFailure(
                .failed, "there is nothing to supersede at '\(name)': no version's outcome is open for an hour",
                hint: "say it without `--supersede`")
        case (true, true), (false, false): return
        }
    }

    private func requireFuture(_ until: WallTime?) throws {
        guard let until, until <= now.wall else { return }
        throw CommandFailure(.usage, "'--until' is in the past: \(until.rfc3339)")
    }

    private func requireBounded(_ wish: Waiver) throws {
        let longest = wish.enabled == true ? Waiver.longestOpen : Waiver.longest
        guard wish.until > now.wall + longest else { return }
        throw CommandFailure(
            .usage,
            "'--until' is too far ahead: a waiver\(wish.enabled == true ? " that opens a door" : "") may run "
                + "\(Durations.long(longest)) at most")
    }

    /// Only what can be on or off can be wanted so.
    private func requireSwitch(_ name: String, _ id: ResourceID, _ wish: Waiver) throws {
        guard wish.enabled != nil, let kind = engine.items.first(where: { $0.id == id })?.kind else { return }
        switch kind {
        case .sshPasswordLogin: return
        case .hostingPassword:
            throw CommandFailure(
                .usage, "'--enabled' means nothing for '\(name)': the password of a hosting account is not on or off",
                hint: "leave '--enabled' out: then no new password is set there until the waiver ends")
        }
    }

    /// A door that nobody could shut again must not be opened.
    private func requireWayBack(_ name: String, _ id: ResourceID, _ wish: Waiver) throws {
        guard wish.enabled != nil else { return }
        guard engine.report(at: now).resources.contains(where: { $0.item.id == id }) else {
            throw CommandFailure(
                .failed, "no policy matches '\(name)', so nothing would carry the waiver out or undo it")
        }
        let holds = engine.holdsOnWayBack(of: id, from: wish, at: now)
        guard !holds.isEmpty else { return }
        let reasons = holds.map { "\($0.reason.rawValue): \($0.detail.trimmedStop)" }
        throw CommandFailure(
            .failed, "the way back for '\(name)' is held already, so the waiver's end would not be met by itself",
            cause: reasons.joined(separator: "; "), hint: "end what holds it first, or say `--force`")
    }
}
