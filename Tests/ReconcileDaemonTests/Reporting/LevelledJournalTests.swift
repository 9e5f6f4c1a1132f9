import ReconcilePolicy
import ReconcileSystemd
import Synchronization
import Testing

@testable import ReconcileDaemon

@Suite("The level of the journal")
struct LevelledJournalTests {
    private final class Kept: JournalSink {
        let priorities = Mutex<[JournalEntry.Priority]>([])

        func write(_ entry: JournalEntry) {
            priorities.withLock { $0.append(entry.priority) }
        }
    }

    @Test(
        "what is less urgent than the level is left out",
        arguments: zip(Configuration.LogLevel.allCases, [8, 7, 6, 5, 4]))
    func levels(level: Configuration.LogLevel, count: Int) {
        let kept = Kept()
        let journal = LevelledJournal(kept, least: level)
        for priority in JournalEntry.Priority.allCases {
            journal.write(JournalEntry(priority: priority, message: "a"))
        }
        #expect(kept.priorities.withLock { $0 } == Array(JournalEntry.Priority.allCases.prefix(count)))
    }
}
