import ReconcileCore

/// The one line that `systemctl status` shows.
enum StatusLine {
    /// As in `47/50 compliant · 2 held (1 gate, 1 sshKeys) · 1 unknown · budget 52/60 · next look in 12 s`.
    ///
    /// - Parameter refusal: why the newest files are not in force.
    static func text(_ report: PassReport, _ refusal: ReloadRefusal? = nil) -> String {
        var parts = openDoors(report)
        parts += report.stops.prefix(1).map {
            "NOTHING IS WRITTEN (\($0.reason.rawValue)): \($0.detail.trimmedStop)"
        }
        if let silence = report.silence { parts.append(silence.sentence) }
        if let refusal { parts.append("reload refused at \(refusal.place)") }
        guard report.isListed else {
            let isHeard = report.silence == nil && !report.stops.contains { $0.reason == .unauthorized }
            return (parts + (isHeard ? ["reading the account's lists"] : [])).joined(separator: " · ")
        }
        let summary = report.summary
        parts.append("\(summary.compliant)/\(summary.matched) compliant")
        let held = report.resources.filter { $0.change != nil && !$0.holds.isEmpty }
        if !held.isEmpty { parts.append("\(held.count) held (\(tally(held)))") }
        if summary.unknown > 0 { parts.append("\(summary.unknown) unknown") }
        if let budget = report.budget.text { parts.append("budget \(budget)") }
        if let next = report.nextLook, next > report.at {
            parts.append("next look in \(Durations.short(next - report.at))")
        }
        return parts.joined(separator: " · ")
    }

    /// Doors that stand open although the waiver for them is over come first.
    private static func openDoors(_ report: PassReport) -> [String] {
        let open = report.resources.filter(\.isOpenPastWaiver)
        return open.isEmpty ? [] : ["\(open.count) OPEN PAST THEIR WAIVER"]
    }

    private static func tally(_ held: [ResourceReport]) -> String {
        let reasons = held.compactMap { $0.holds.first?.reason }
        return HoldReason.allCases.compactMap { reason in
            let count = reasons.count { $0 == reason }
            return count == 0 ? nil : "\(count) \(reason.rawValue)"
        }.joined(separator: ", ")
    }
}

extension PassReport.Silence {
    /// As in `no list from the API since 2026-11-21T12:00:00Z: connection refused`.
    ///
    /// In whole seconds: each report works the time out anew, and a millisecond is no news.
    var sentence: String {
        let second = WallTime(millisecondsSince1970: since.millisecondsSince1970 / 1000 * 1000)
        return "\(isWhole ? "no answer" : "no list") from the API since \(second.rfc3339): \(detail.trimmedStop)"
    }
}

extension Budget {
    /// `52/60`, `60` where the rest is not known, `nil` where nothing is.
    var text: String? {
        guard let limit else { return nil }
        return remaining.map { "\($0)/\(limit)" } ?? "\(limit)"
    }
}
