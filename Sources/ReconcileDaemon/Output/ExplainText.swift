import ReconcileCore

/// `explain` for people: what is wanted, what was seen, what stands in the way, what comes next.
struct ExplainText {
    let report: ResourceReport
    let rows: [LedgerRow]
    let now: WallTime
    /// True where a service runs, so that the next look comes by itself and can be had at once.
    var isServed = false
    let terminal: Terminal

    func lines() -> [String] {
        var table = Table()
        table.add(["wanted", wanted])
        table.add(["seen", seen])
        if let gate { table.add(["gate", text(gate)]) }
        if let rotation = report.rotation { for row in rows(of: rotation) { table.add(row) } }
        if let state = report.guardState { table.add(["guard", text(state)]) }
        for hold in report.holds { table.add(["held by", text(hold)]) }
        for brake in report.brake {
            let allowance = brake.allowance.map { "\(brake.used) of \($0) changes a day used" } ?? "off"
            table.add(["brake", "\(brake.policy): \(allowance)"])
        }
        if let next = report.nextLook { table.add(["next look", text(next)]) }
        return [terminal.styled(headline, .strong), ""] + table.lines() + history
    }

    /// The provider's own gate; a kind that has none is judged by its row in the list.
    private var gate: GateState? {
        guard let change = report.change, let observation = report.observation else { return nil }
        switch change {
        case .sshPasswordLogin: return observation.gateState(for: change)
        case .hostingPassword: return nil
        }
    }

    private var headline: String {
        let name = report.item.name.map { "\($0) (\(report.item.id.text))" } ?? report.item.id.text
        let since = report.driftSince.map { " for \(Durations.short(now - $0))" } ?? ""
        let held = report.change != nil && !report.holds.isEmpty ? ", held" : ""
        let policies = report.matching.count > 1 ? " (also matched: \(others))" : ""
        return "\(name), policy \(report.policy)\(policies): \(report.verdict.rawValue.uppercased())\(since)\(held)"
    }

    private var others: String {
        report.matching.filter { $0 != report.policy }.joined(separator: ", ")
    }

    private var wanted: String {
        guard let wanted = report.wanted else { return "not decided" }
        // A waiver that only exempts is among the holds.
        let waiver = report.waiver.flatMap { waiver in
            waiver.enabled.map { _ in ", by a waiver until \(waiver.until.rfc3339): \(waiver.reason)" }
        }
        return "\(EvidenceWords.wanted(wanted))\(waiver ?? "")"
    }

    private var seen: String {
        guard let observation = report.observation, let at = report.observedAt else { return "not read yet" }
        switch observation {
        case .sshPasswordLogin(let login):
            let enabled = login.enabled.map(String.init) ?? "not known"
            let authentication = login.passwordAuthentication ?? "not known"
            return "enabled: \(enabled), PasswordAuthentication \(authentication), PermitRootLogin "
                + "\(login.permitRootLogin ?? "not known"), \(login.source.rawValue), \(Durations.short(now - at)) ago"
        case .hostingPassword(let password):
            return "control panel \(password.controlPanel ?? "not known"), listed \(Durations.short(now - at)) ago; "
                + "a password that is set in the panel cannot be seen"
        }
    }

    private func text(_ gate: GateState) -> String {
        switch gate {
        case .open: "open"
        case .closed(let reason, let code):
            "closed: \(reason?.trimmedStop ?? "no reason given")\(code.map { " (\($0))" } ?? "")"
        }
    }

    private func text(_ state: GuardState) -> String {
        switch state {
        case .open: "sshKeys: open"
        case .closed: "sshKeys: closed"
        }
    }

    private func text(_ hold: Hold) -> String {
        let since = hold.since.map { ", since \(Durations.short(now - $0))" } ?? ""
        let until = hold.until.map { ", until \($0.rfc3339)" } ?? ""
        let code = hold.code.map { " (\($0))" } ?? ""
        return "\(hold.reason.rawValue): \(hold.detail.trimmedStop)\(code)\(since)\(until)"
    }

    private func text(_ next: WallTime) -> String {
        guard next > now else { return "at once" }
        let name = report.item.name ?? report.item.id.text
        let remark = isServed ? "or now with `reconciled now \(name)`" : "while the service runs"
        return "in \(Durations.short(next - now)) (\(next.rfc3339)), \(remark)"
    }

    private var history: [String] {
        rows.isEmpty ? [] : [""] + rows.map { "  " + HistoryText.line($0, names: nil) }
    }
}
