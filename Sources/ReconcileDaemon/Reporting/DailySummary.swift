import ReconcileCore
import ReconcileSystemd

/// Once a day, how everything is: quiet when all is well, louder for what nobody has dealt with for a day.
enum DailySummary {
    static let every = Duration.hours(24)
    /// More names than this in one line are counted instead.
    private static let mostNames = 10

    static func entry(_ report: PassReport) -> JournalEntry {
        let old = report.resources.filter { $0.hasWaited(longerThan: every, at: report.at) }
        let doors = old.filter(\.isOpen)
        let rest = old.filter { !$0.isOpen }
        var parts = ["\(report.summary.compliant) of \(report.summary.matched) servers are compliant"]
        if !doors.isEmpty { parts.append("open for over a day: \(names(doors))") }
        if !rest.isEmpty { parts.append("held or unknown for over a day: \(names(rest))") }
        let priority: JournalEntry.Priority = !doors.isEmpty ? .error : !rest.isEmpty ? .warning : .notice
        return JournalEntry(
            .dailySummary, priority, parts.joined(separator: "; "), old.map { JournalField(.resource, $0.item.id.text) }
        )
    }

    private static func names(_ resources: [ResourceReport]) -> String {
        let shown = resources.prefix(mostNames).map { resource in
            let reason = resource.holds.first.map { " (\($0.reason.rawValue))" } ?? ""
            return (resource.item.name ?? resource.item.id.text) + reason
        }
        let more = resources.count > mostNames ? " and \(resources.count - mostNames) more" : ""
        return shown.joined(separator: ", ") + more
    }
}

extension ResourceReport {
    /// A door that should be shut and is not, without anybody's leave.
    fileprivate var isOpen: Bool {
        change?.enabled == false && !holds.contains { $0.reason.excuses }
    }

    fileprivate func hasWaited(longerThan span: Duration, at now: WallTime) -> Bool {
        guard verdict != .compliant else { return false }
        let since = [driftSince].compactMap { $0 } + holds.compactMap(\.since)
        return since.min().map { now - $0 >= span } ?? false
    }
}
