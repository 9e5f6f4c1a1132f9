import ReconcileCore

/// What `once` and `plan` print for people: by policy, what is not as wanted and why, then the sum.
struct PassText {
    let report: PassReport
    let isPlan: Bool
    let terminal: Terminal

    func lines() -> [String] {
        sections + openings + rotations + [sum]
    }

    /// What `now` prints for people.
    func lines(afterLooks count: Int) -> [String] {
        let summary = report.summary
        let sum =
            "\(count) of \(report.resources.count.of(noun)) looked at: \(summary.compliant) compliant, "
            + "\(summary.drifted) drifted, \(summary.unknown) unknown"
        return sections + [sum]
    }

    private var noun: String { report.resources.lazy.map(\.item.kind).noun }

    private var sections: [String] {
        var lines: [String] = []
        let policies = Set(report.resources.map(\.policy)).sorted()
        for policy in policies {
            lines += section(policy, report.resources.filter { $0.policy == policy })
            lines.append("")
        }
        return lines
    }

    private func section(_ policy: String, _ resources: [ResourceReport]) -> [String] {
        let mode = resources.compactMap(\.mode).first.map { $0.rawValue } ?? "undecided"
        var lines = [terminal.styled("\(policy)  (\(mode), \(resources.count) matched)", .strong)]
        var table = Table()
        let shown = resources.filter(isWorthALine)
        for resource in shown { table.add(row(resource)) }
        lines += table.lines()
        let quiet = resources.count - shown.count
        if quiet > 0 { lines.append("  \(quiet) compliant") }
        return lines
    }

    /// False for what is as wanted and was not touched; a plan shows the date of each hosting account all the same.
    private func isWorthALine(_ resource: ResourceReport) -> Bool {
        resource.verdict != .compliant || resource.operation != nil || isPlan && resource.rotation != nil
    }

    private func row(_ resource: ResourceReport) -> [String] {
        var cells = [resource.item.name ?? "-", resource.item.id.shortened, resource.transition]
        if let rotation = resource.rotation { cells.append(date(rotation, of: resource)) }
        return cells + [outcome(resource)]
    }

    /// When the account's password is to be another one.
    private func date(_ rotation: Rotation, of resource: ResourceReport) -> String {
        if rotation.request != nil { return "asked for" }
        guard case .hostingPassword(let seen)? = resource.observation, let due = seen.dueAt else { return "no date" }
        return "due \(due.rfc3339.prefix(10))"
    }

    private func outcome(_ resource: ResourceReport) -> String {
        if let operation = resource.operation, !operation.isRefused,
            resource.verdict == .compliant || resource.holds.isEmpty
        {
            return terminal.styled("✓ \(operation.result)", .good)
        }
        guard let leading = resource.holds.first else { return terminal.styled(next(resource), .good) }
        let others = resource.holds.count > 1 ? " (and \(resource.holds.count - 1) more)" : ""
        let code = leading.code.map { " (\($0))" } ?? ""
        let since = leading.since.flatMap { since in
            report.at - since > .seconds(90) ? ", since \(Durations.short(report.at - since))" : nil
        }
        let until = leading.until.flatMap { until in
            until > report.at ? ", for \(Durations.short(until - report.at)) more" : nil
        }
        let detail = leading.detail.trimmedStop
        let text = "\(leading.reason.rawValue): \(detail)\(code)\(since ?? "")\(until ?? "")\(others)"
        return terminal.styled(resource.change == nil ? text : "held by \(text)", .warning)
    }

    private func next(_ resource: ResourceReport) -> String {
        guard resource.verdict == .compliant, let rotation = resource.rotation else { return "now" }
        let age = rotation.rotatedAt.map { "\(Durations.short(report.at - $0)) old" } ?? "age not known"
        return rotation.current.map { "version \($0.number), \(age)" } ?? age
    }

    /// What changes with a password, said once.
    private var rotations: [String] {
        guard isPlan, report.resources.contains(where: { $0.change?.kind == .hostingPassword }) else { return [] }
        return ["'rotate' sets a new password for all that opens with it: \(HostingAccess.sentence())"]
    }

    private var openings: [String] {
        let opening = report.resources.count { $0.change?.enabled == true }
        return opening == 0 ? [] : [terminal.styled("OPENS password login on \(opening.of("server"))", .bad)]
    }

    private var sum: String {
        let summary = report.summary
        if isPlan {
            let now = report.resources.count { $0.change != nil && $0.holds.isEmpty }
            let held = report.resources.count { $0.change != nil && !$0.holds.isEmpty }
            return "\(now.of("change")) now, \(held) held, \(summary.unknown) unknown, \(summary.compliant) compliant. "
                + "Nothing was written."
        }
        let held = report.resources.count { $0.verdict == .drifted && !$0.holds.isEmpty }
        let drifted = held > 0 ? "\(summary.drifted) drifted (\(held) held)" : "\(summary.drifted) drifted"
        return "\(summary.matched) matched: \(summary.compliant) compliant, \(drifted), \(summary.unknown) unknown · "
            + "\(summary.written) written, \(summary.confirmed) confirmed · \(report.requestsSent.of("request"))\(budget)"
    }

    private var budget: String {
        guard let text = report.budget.text else { return "" }
        let window = report.budget.window.map { " per \(Durations.short($0))" } ?? ""
        return ", budget \(text)\(window)"
    }
}

extension ResourceReport {
    /// `on -> off` or `rotate` where a change is wanted or was made, else the verdict.
    fileprivate var transition: String {
        switch operation?.requested ?? change {
        case .sshPasswordLogin(let enabled)?:
            let users = code == "otherUsers" ? " (users)" : ""
            return "\((!enabled).onOff)\(users) -> \(enabled.onOff)"
        case .hostingPassword?: return "rotate"
        case nil: return verdict.rawValue
        }
    }
}

extension OperationReport {
    /// What became of the write.
    fileprivate var result: String {
        switch requested {
        case .sshPasswordLogin:
            let claim = claimed == true ? "claimed by the provider, " : ""
            return claim + (confirmed ? "confirmed" : "not confirmed yet")
        case .hostingPassword(let version):
            return "version \(version) \(confirmed ? "is the password now" : "was sent, not confirmed yet")"
        }
    }
}

extension ResourceID {
    /// The id with its middle left out, as people compare them: `vps_01hx…n2m3`.
    var shortened: String {
        text.count > 14 ? "\(text.prefix(8))…\(text.suffix(4))" : text
    }
}
