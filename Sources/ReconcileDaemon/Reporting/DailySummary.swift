import ReconcileCore
import ReconcileSystemd

/// Once a day, how everything is: quiet when all is well, louder for what nobody has dealt with for a day.
enum DailySummary {
    private static let every = Duration.hours(24)
    /// The same time of every day, in UTC, so that a service which is started anew each night has its summary too:
    /// before people in Europe come to work.
    private static let timeOfDay = Duration.hours(6)
    /// A service that has just started has not read the lists yet.
    private static let settling = Duration.minutes(10)
    /// More names than this in one line are counted instead.
    private static let mostNames = 10

    /// When the first summary of a service is due.
    static func firstDue(after start: Moment) -> BootTime {
        max(due(after: start), start.boot + settling)
    }

    /// When the next one is due, by the wall clock as it is set now.
    static func due(after now: Moment) -> BootTime {
        let (day, hour) = (every.milliseconds, timeOfDay.milliseconds)
        let past = (((now.wall.millisecondsSince1970 - hour) % day) + day) % day
        return now.boot + .milliseconds(day - past)
    }

    static func entry(_ report: PassReport) -> JournalEntry {
        let old = report.resources.filter { $0.hasWaited(longerThan: every, at: report.at) }
        let doors = old.filter(\.isOpen)
        let rest = old.filter { !$0.isOpen }
        let overdue = report.resources.filter(\.isOpenPastWaiver)
        let exceptions = pauses(report) + waivers(report)
        let noun = report.resources.lazy.map(\.item.kind).noun
        var parts = ["\(report.summary.compliant) of \(report.summary.matched) \(noun)s are compliant"]
        if !overdue.isEmpty { parts.append("open past their waiver: \(names(overdue))") }
        if !doors.isEmpty { parts.append("open for over a day: \(names(doors))") }
        if !rest.isEmpty { parts.append("held or unknown for over a day: \(names(rest))") }
        parts += exceptions
        let isOpen = !doors.isEmpty || !overdue.isEmpty
        let isHeld = !rest.isEmpty || !exceptions.isEmpty
        let priority: JournalEntry.Priority = isOpen ? .error : isHeld ? .warning : .notice
        return JournalEntry(
            .dailySummary, priority, parts.joined(separator: "; "), old.map { JournalField(.resource, $0.item.id.text) }
        )
    }

    /// What people stopped and nobody has let go: without an end, or for over a day.
    private static func pauses(_ report: PassReport) -> [String] {
        let old = report.pauses.filter { $0.until == nil || report.at - $0.since >= every }
        return old.prefix(mostNames).map { pause in
            let scope = pause.policy ?? pause.name ?? pause.resource?.text ?? "everything"
            let end = pause.until == nil ? " without an end" : ""
            return "writes of \(scope) are paused\(end) since \(pause.since.rfc3339) by \(pause.by.title): "
                + pause.reason.trimmedStop
        }
    }

    private static func waivers(_ report: PassReport) -> [String] {
        let old = report.waivers.filter { report.at - $0.since >= every }
        return old.prefix(mostNames).map { waiver in
            "\(waiver.name ?? waiver.resource.text) is waived since \(waiver.since.rfc3339) by \(waiver.by.title): "
                + waiver.reason.trimmedStop
        }
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
