import ReconcileCore

/// The one line that `systemctl status` shows.
enum StatusLine {
    /// As in `47/50 compliant · 2 held (1 gate, 1 sshKeys) · 1 unknown · budget 52/60 · next look in 12 s`.
    static func text(_ report: PassReport) -> String {
        guard report.isListed else { return "reading the account's lists" }
        let summary = report.summary
        var parts = openDoors(report)
        parts += report.stops.prefix(1).map {
            "NOTHING IS WRITTEN (\($0.reason.rawValue)): \($0.detail.trimmedStop)"
        }
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

extension Budget {
    /// `52/60`, `60` where the rest is not known, `nil` where nothing is.
    var text: String? {
        guard let limit else { return nil }
        return remaining.map { "\($0)/\(limit)" } ?? "\(limit)"
    }
}
