import Synchronization
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon
@testable import ReconcileSimulation
@testable import ReconcileSystemd

/// The engine and what reports for it, in simulated time, against a provider at which nothing is wrong.
private struct QuietFleet: ~Copyable {
    final class Journal: JournalSink {
        private let entries = Mutex<[JournalEntry]>([])

        func write(_ entry: JournalEntry) { entries.withLock { $0.append(entry) } }

        var all: [JournalEntry] { entries.withLock { $0 } }
    }

    let journal = Journal()
    private let observer: ServiceObserver
    private let fleet: ForecastFleet
    private var engine: Engine
    private var now = Moment(boot: BootTime(sinceBoot: .zero), wall: .noon)
    private var answers: [(at: BootTime, id: RequestID, request: Request)] = []
    private var alarm: BootTime?
    private var recorded: UInt64 = 0
    private var readCount = 0

    init(servers: Int) {
        let policy = Policy(
            name: "login-off", mode: .enforce, match: .all,
            rules: .sshPasswordLogin(SSHPasswordLoginPolicy(desired: .init(enabled: false))),
            source: PolicySource(file: "login-off.yaml", fingerprint: "f"))
        fleet = ForecastFleet(.madeUp(servers), policies: [policy], at: now.wall)
        engine = Engine(
            EngineConfiguration(mode: .service, settings: Settings(), seed: 1), policies: [policy],
            memory: LedgerMemory(), at: now)
        observer = ServiceObserver(
            journal, ServiceNotifier(send: { _ in }, monotonicMicroseconds: { 0 }), startedAt: now)
    }

    /// - Returns: how many reads of a server were answered.
    mutating func live(for span: Duration) -> Int {
        let end = now.boot + span
        handle(.started)
        while true {
            let answer = answers.min { $0.at < $1.at }
            let next = [answer?.at, alarm, observer.nextDue].compactMap { $0 }.min() ?? end
            guard next <= end else { return readCount }
            now = now + max(.zero, next - now.boot)
            if let answer, answer.at <= now.boot {
                answers.removeAll { $0.id == answer.id }
                handle(.answered(answer.id, reply(to: answer.request)))
            } else {
                if let due = alarm, due <= now.boot { alarm = nil }
                handle(.woke)
            }
        }
    }

    private mutating func handle(_ event: Event) {
        let before = recorded
        for effect in engine.handle(event, at: now) {
            switch effect {
            case .send(let id, let request): answers.append((now.boot + .seconds(1), id, request))
            case .record: recorded += 1
            case .notify(let notice): observer.noticed(notice)
            case .wake(let time): alarm = time
            case .remember, .escrow, .rereadToken, .deliver, .finish: break
            }
        }
        observer.stepped(now) { engine.report(at: now) }
        if recorded > before { handle(.recorded(count: recorded)) }
    }

    private mutating func reply(to request: Request) -> Reply {
        switch request {
        case .read(.list(let kind, let cursor, _)):
            return Reply(outcome: .page(fleet.page(of: kind, at: cursor)))
        case .read(.state(_, let id)):
            readCount += 1
            return Reply(
                outcome: fleet.index(of: id).map { .observed(fleet[$0].wanted) } ?? .refused(Problem(status: 404)))
        case .write: return Reply(outcome: .refused(Problem(status: 500)))
        }
    }
}

@Suite("A healthy day in the journal")
struct HealthyDayTests {
    @Test("a day of a hundred servers at which nothing is wrong is a handful of lines, and the last is the summary")
    func healthyDay() {
        var fleet = QuietFleet(servers: 100)
        let reads = fleet.live(for: .hours(24))
        #expect(reads >= 400, "each server is looked at every six hours")
        #expect(
            fleet.journal.all.map(\.message) == [
                "100 of 100 servers are compliant"
            ])
        #expect(fleet.journal.all.map(\.priority) == [.notice])
    }
}
