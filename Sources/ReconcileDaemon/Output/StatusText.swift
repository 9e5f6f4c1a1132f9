import ReconcileCore

/// `status` for people: the fleet, what holds it and since when, what people stopped, and what comes next.
struct StatusText {
    private let report: PassReport
    private let files: [String]
    private let warnings: [String]
    private let service: Standpoint.ServiceFacts?
    private let terminal: Terminal

    /// Names after these are counted.
    private static let mostNames = 3

    init(_ report: PassReport, _ standpoint: Standpoint, _ terminal: Terminal) {
        self.init(
            report, files: standpoint.files, warnings: standpoint.fileWarnings, standpoint.service, terminal)
    }

    init(
        _ report: PassReport, files: [String], warnings: [String], _ service: Standpoint.ServiceFacts?,
        _ terminal: Terminal
    ) {
        self.report = report
        self.files = files
        self.warnings = warnings + report.warnings
        self.service = service
        self.terminal = terminal
    }

    func lines() -> [String] {
        [terminal.styled(headline, .strong)] + openDoors + stops + silence + section("held by", holds)
            + section("stopped by people", people) + [""] + facts + notices
    }

    private var headline: String {
        let sum = report.summary
        return "\(sum.compliant)/\(sum.matched) compliant · \(sum.drifted) drifted · \(sum.unknown) unknown"
    }

    private var openDoors: [String] {
        let open = report.resources.filter(\.isOpenPastWaiver)
        return open.isEmpty ? [] : [terminal.styled("OPEN PAST THEIR WAIVER: \(names(open))", .bad)]
    }

    private var stops: [String] {
        report.stops.map { stop in
            let since = stop.since.map { ", for \(Durations.short(report.at - $0))" } ?? ""
            let text =
                "NOTHING IS WRITTEN (\(stop.reason.rawValue)): \(stop.detail.trimmedStop)\(since)\(until(stop.until))"
            return terminal.styled(text, .bad)
        }
    }

    /// What is shown is then what was seen before.
    private var silence: [String] {
        guard let silence = report.silence else { return [] }
        let text =
            "NO \(silence.isWhole ? "ANSWER" : "LIST") FROM THE API for \(Durations.short(report.at - silence.since)): "
            + "\(silence.detail.trimmedStop)"
        return [terminal.styled(text, .bad)]
    }

    /// For each reason that leads, how many it holds, since when, and who they are.
    private var holds: [[String]] {
        let held = report.resources.filter { !$0.holds.isEmpty }
        return HoldReason.allCases.compactMap { reason in
            let resources = held.filter { $0.holds.first?.reason == reason }
            guard !resources.isEmpty else { return nil }
            let since =
                resources.compactMap { $0.holds.first?.since }.min().map { "for \(Durations.short(report.at - $0))" }
                ?? ""
            return [reason.rawValue, "\(resources.count)", since, names(resources)]
        }
    }

    private var people: [[String]] {
        report.pauses.map { pause in
            let scope = pause.policy ?? pause.name ?? pause.resource?.text ?? "everything"
            return [
                "pause", scope, pause.until.map { "for \(Durations.short($0 - report.at)) more" } ?? "without an end",
                "\(pause.reason.trimmedStop) (\(pause.by.title), \(ago(pause.since)))",
            ]
        }
            + report.waivers.map { waiver in
                let wish = waiver.enabled.map { "wants \($0.onOff), " } ?? ""
                return [
                    "waiver", waiver.name ?? waiver.resource.shortened,
                    "\(wish)for \(Durations.short(waiver.until - report.at)) more",
                    "\(waiver.reason.trimmedStop) (\(waiver.by.title), \(ago(waiver.since)))",
                ]
            }
    }

    private func section(_ title: String, _ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return [] }
        var table = Table()
        for row in rows { table.add(row) }
        return ["", title] + table.lines()
    }

    private var facts: [String] {
        var table = Table()
        table.add(["service", serviceText])
        if let budget = report.budget.text {
            let window = report.budget.window.map { " per \(Durations.short($0))" } ?? ""
            table.add(["budget", "\(bar)\(budget)\(window) (\(report.budget.source.rawValue))"])
        }
        let look = report.resources.compactMap(\.observedAt).max().map { "\(ago($0))" } ?? "none yet"
        table.add(["last look", look])
        if let listed = report.listedAt { table.add(["last list", ago(listed)]) }
        if let next = report.nextLook, service != nil {
            table.add(["next look", next > report.at ? "in \(Durations.short(next - report.at))" : "at once"])
        }
        table.add(["in force", files.isEmpty ? "no file could be read" : files.joined(separator: ", ")])
        return table.lines()
    }

    /// How much of the window is left.
    private var bar: String {
        guard let limit = report.budget.limit, let remaining = report.budget.remaining, limit > 0 else { return "" }
        let filled = min(Self.barWidth, max(0, remaining * Self.barWidth / limit))
        return "▕" + String(repeating: "█", count: filled) + String(repeating: "·", count: Self.barWidth - filled)
            + "▏ "
    }

    private static let barWidth = 12

    private var serviceText: String {
        guard let service else { return "does not run; this is the state as it was left" }
        return "reconciled \(service.version), process \(service.pid), up for "
            + Durations.short(report.at - service.since)
    }

    private var notices: [String] {
        warnings.isEmpty ? [] : [""] + warnings.map { terminal.styled("warning: \($0.trimmedStop)", .warning) }
    }

    private func names(_ resources: [ResourceReport]) -> String {
        let shown = resources.prefix(Self.mostNames).map { $0.item.name ?? $0.item.id.shortened }
        let more = resources.count - shown.count
        return shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }

    private func ago(_ time: WallTime) -> String {
        "\(Durations.short(report.at - time)) ago"
    }

    private func until(_ time: WallTime?) -> String {
        time.map { ", for \(Durations.short($0 - report.at)) more" } ?? ""
    }
}

extension Actor {
    /// The login name, else the number.
    var title: String { name ?? "uid \(uid)" }
}
