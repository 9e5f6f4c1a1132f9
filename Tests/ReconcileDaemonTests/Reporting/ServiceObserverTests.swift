import Synchronization
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon
@testable import ReconcileSystemd

@Suite("What systemd is told while the service runs")
struct ServiceObserverTests {
    private final class Kept: JournalSink {
        let lines = Mutex<[String]>([])

        func write(_ entry: JournalEntry) {
            lines.withLock { $0.append(entry.message) }
        }

        var all: [String] { lines.withLock { $0 } }
    }

    private let statuses = Kept()
    private let journal = Kept()
    private let observer: ServiceObserver

    init() {
        let statuses = statuses
        let notifier = ServiceNotifier(
            send: { text in statuses.lines.withLock { $0.append(text) } }, monotonicMicroseconds: { 0 })
        observer = ServiceObserver(journal, notifier, startedAt: Moment(boot: BootTime(sinceBoot: .zero), wall: .noon))
    }

    /// Six in the morning.
    private let summaryDue = BootTime(sinceBoot: .hours(18))

    private func step(at seconds: Double, compliant: Int) {
        let now = Moment(boot: BootTime(sinceBoot: .seconds(seconds)), wall: .noon + .seconds(seconds))
        observer.stepped(now) {
            var report = PassReport.sample((0..<compliant).map { .sample("web", id: "vps_\($0)") })
            report.nextLook = nil
            return report
        }
    }

    @Test("the status follows at most once a second, and the last of a burst is asked for and shown")
    func burst() {
        step(at: 100, compliant: 1)
        #expect(observer.nextDue == summaryDue)
        step(at: 100.2, compliant: 2)
        step(at: 100.4, compliant: 3)
        #expect(statuses.all == ["STATUS=1/1 compliant · budget 52/60"])
        #expect(observer.nextDue == BootTime(sinceBoot: .seconds(101)))
        step(at: 101, compliant: 3)
        #expect(statuses.all.last == "STATUS=3/3 compliant · budget 52/60")
        #expect(observer.nextDue == summaryDue, "nothing is left to be shown before the day is over")
        step(at: 103, compliant: 3)
        #expect(statuses.all.count == 2, "what has not changed is not sent again")
    }

    @Test("a refused reload stays in the status until one is accepted")
    func refusedReload() {
        observer.reloadRefused(.sample)
        step(at: 100, compliant: 1)
        step(at: 200, compliant: 1)
        observer.reloadRefused(nil)
        step(at: 300, compliant: 1)
        #expect(
            statuses.all == [
                "STATUS=reload refused at /etc/reconciled/policies.d/10-ssh.yaml:4:1 · 1/1 compliant · budget 52/60",
                "STATUS=1/1 compliant · budget 52/60",
            ])
    }

    @Test("once a day, at six in UTC, the journal has a summary")
    func summary() {
        step(at: 18 * 3600 - 1, compliant: 2)
        #expect(journal.all == [])
        step(at: 18 * 3600, compliant: 2)
        step(at: 18 * 3600 + 1, compliant: 2)
        #expect(journal.all == ["2 of 2 servers are compliant"])
        #expect(observer.nextDue == BootTime(sinceBoot: .hours(42)))
    }

    @Test(
        "a service that starts anew each night has its summary each day, but not before it could read the lists",
        arguments: [(0, 1080), (1020, 60), (1065, 15), (1074, 10), (1080, 1440), (1800, 720)] as [(Int, Int)])
    func firstSummary(minutesAfterNoon: Int, minutesToSummary: Int) {
        let start = Moment(boot: BootTime(sinceBoot: .hours(100)), wall: .noon + .minutes(minutesAfterNoon))
        #expect(DailySummary.firstDue(after: start) == start.boot + .minutes(minutesToSummary))
    }

    @Test("the journal has what changed in a step when the step is complete, with the ledger's newest hash")
    func journalled() {
        observer.noticed(.reachableAgain)
        #expect(journal.all == [])
        observer.recorded([LedgerRow.all[0]])
        step(at: 1, compliant: 0)
        #expect(journal.all == ["The API answers again"])
    }

    private func cannotRead(_ numbers: ClosedRange<Int>) {
        for number in numbers {
            observer.noticed(
                .cannotRead(
                    .init(resource: ResourceID("vps_\(number)"), kind: .sshPasswordLogin, name: nil, policy: nil),
                    detail: "No agent."))
        }
    }

    private func canReadAgain(_ numbers: ClosedRange<Int>) {
        for number in numbers {
            observer.noticed(
                .canReadAgain(
                    .init(resource: ResourceID("vps_\(number)"), kind: .sshPasswordLogin, name: nil, policy: nil)))
        }
    }

    @Test(
        "a thousand servers that fail one after the other within seconds are one line with a count, and so is their return"
    )
    func flood() {
        for number in 1...1000 {
            cannotRead(number...number)
            step(at: 100 + Double(number) / 200, compliant: 0)
        }
        #expect(journal.all == [])
        step(at: 107, compliant: 0)
        #expect(journal.all == ["vps_1 cannot be read: No agent; trying again (and 999 more of the same kind)"])
        canReadAgain(1...1000)
        step(at: 200, compliant: 0)
        #expect(observer.nextDue == BootTime(sinceBoot: .seconds(202)))
        step(at: 202, compliant: 0)
        #expect(journal.all.dropFirst() == ["vps_1 can be read again (and 999 more of the same kind)"])
    }

    @Test("a flood that goes on for long is told after ten seconds, and then every five minutes")
    func longFlood() {
        for second in 1...400 {
            cannotRead(second...second)
            step(at: Double(second), compliant: 0)
        }
        let line = "cannot be read: No agent; trying again"
        #expect(
            journal.all == [
                "vps_1 \(line) (and 10 more of the same kind)", "vps_12 \(line) (and 299 more of the same kind)",
            ])
    }

    @Test("one server in trouble is told within two seconds, its recovery too, and a blink of trouble is not told")
    func one() {
        cannotRead(1...1)
        step(at: 10, compliant: 0)
        step(at: 12, compliant: 0)
        #expect(journal.all == ["vps_1 cannot be read: No agent; trying again"])
        canReadAgain(1...1)
        step(at: 20, compliant: 0)
        step(at: 22, compliant: 0)
        #expect(journal.all.dropFirst() == ["vps_1 can be read again"])
        cannotRead(1...1)
        step(at: 30, compliant: 0)
        canReadAgain(1...1)
        step(at: 31, compliant: 0)
        step(at: 60, compliant: 0)
        #expect(journal.all.count == 2)
        #expect(observer.nextDue == summaryDue)
    }

    @Test("what is broken is the last line, after all that waited")
    func broken() {
        cannotRead(1...1)
        step(at: 10, compliant: 0)
        observer.broke("a second write to vps_1 was to leave.")
        #expect(
            journal.all == [
                "vps_1 cannot be read: No agent; trying again",
                "What must never happen was about to: a second write to vps_1 was to leave; ending, and the next start "
                    + "only looks",
            ])
    }

    @Test("what waits for its like is written when the service ends")
    func atTheEnd() {
        cannotRead(1...2)
        step(at: 10, compliant: 0)
        observer.finish()
        #expect(journal.all == (1...2).map { "vps_\($0) cannot be read: No agent; trying again" })
    }
}
