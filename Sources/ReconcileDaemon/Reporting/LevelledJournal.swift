import ReconcilePolicy
import ReconcileSystemd

/// Lets through what is at least as urgent as the configuration's `log.level`.
struct LevelledJournal: JournalSink {
    private let sink: any JournalSink
    private let least: JournalEntry.Priority

    init(_ sink: any JournalSink, least: Configuration.LogLevel) {
        self.sink = sink
        self.least =
            switch least {
            case .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            }
    }

    func write(_ entry: JournalEntry) {
        if entry.priority.rawValue <= least.rawValue { sink.write(entry) }
    }
}
