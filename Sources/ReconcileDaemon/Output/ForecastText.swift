import ReconcileCore

/// `forecast` for people: what was assumed, how many requests, how long everything takes, what stands in the way.
struct ForecastText {
    let report: ForecastReport
    let options: ForecastCommand.Options
    let terminal: Terminal

    func lines() -> [String] {
        [terminal.styled(headline, .strong), assumptions, ""] + requests + [""] + times + [""] + conclusion
    }

    private var headline: String {
        let fleet = report.fleet
        let servers = fleet.isMadeUp ? "\(fleet.listed.of("made-up server"))" : "\(fleet.listed.of("known server"))"
        return "\(Durations.short(report.span)) ahead: \(servers), \(fleet.matched) under a policy, "
            + "\(fleet.drifted) of them drifted at the beginning"
    }

    private var assumptions: String {
        let limit =
            report.limit.map { "the API lets in \($0.requests) requests per \(Durations.short($0.window))" }
            ?? "the API's limit is not known, so none is kept"
        return "assumed: a drift of \(options.drift.text), and that \(limit)"
    }

    // MARK: Requests

    private var requests: [String] {
        var table = Table()
        table.add(["requests a day", "first day", "after that"])
        for requests in report.requests where requests.total > 0 {
            table.add([
                requests.purpose.words, "\(requests.firstDay)", Self.rounded(requests.perDay(over: report.span)),
            ])
        }
        let firstDay = report.requests.reduce(0) { $0 + $1.firstDay }
        let perDay = report.requests.reduce(0) { $0 + $1.perDay(over: report.span) }
        table.add(["in all", "\(firstDay)", Self.rounded(perDay)])
        return table.lines() + [budget].compactMap { $0 }
    }

    private var budget: String? {
        guard let share = report.budgetShare else { return nil }
        let percent = Int((share * 100).rounded())
        let refused = report.refused == 0 ? "" : "; \(report.refused.of("request")) would be refused (429)"
        return "  \(percent == 0 ? "less than 1" : "\(percent)") % of the budget\(refused)"
    }

    private static func rounded(_ count: Double) -> String {
        count > 0 && count < 10 ? "\((count * 10).rounded() / 10)" : "\(Int(count.rounded()))"
    }

    // MARK: Times

    private var times: [String] {
        var table = Table()
        table.add(["first full pass", report.firstPass.map { "after \(Durations.long($0))" } ?? "not in this time"])
        if report.fleet.drifted > 0, report.fleet.observed < report.fleet.matched {
            table.add(["all mended", converged])
        }
        if report.drifts.happened > 0 {
            table.add(["drift to seen", text(report.drifts.seen)])
            table.add(["drift to mended", text(report.drifts.mended)])
        }
        for reason in HoldReason.allCases {
            guard let count = report.holds[reason] else { continue }
            table.add(["held for a while", "\(count.of("server")) by \(reason.rawValue)"])
        }
        let end = report.end
        table.add(["in the end", "\(end.compliant) compliant, \(end.drifted) drifted, \(end.unknown) unknown"])
        return table.lines()
    }

    private var converged: String {
        report.converged.map { "after \(Durations.long($0))" }
            ?? "not in this time: \(report.unconverged) of \(report.fleet.drifted) are left"
    }

    private func text(_ delays: ForecastReport.Delays) -> String {
        guard let median = delays.median, let high = delays.high else { return "never" }
        return "median \(Durations.long(median)), 95 % within \(Durations.long(high)) "
            + "(\(delays.count) of \(report.drifts.happened))"
    }

    // MARK: Conclusion

    private var conclusion: [String] {
        let fleet = report.fleet
        var lines: [String] = []
        if fleet.observed == fleet.matched {
            lines.append("Nothing would be written: the policies only observe (mode: observe).")
        } else if fleet.observed > 0 {
            lines.append("\(fleet.observed) of the servers would only be observed (mode: observe).")
        }
        return lines + ["This is a simulation with the service's own rules: nothing was sent, and nothing was written."]
    }
}

extension RequestClass {
    /// The class in words, as people read it.
    fileprivate var words: String {
        switch self {
        case .confirm: "to confirm a write"
        case .write: "writes"
        case .driftedReread: "before a write"
        case .now: "asked for by people"
        case .firstLook: "first looks"
        case .routine: "routine looks"
        case .inventory: "lists"
        }
    }
}
