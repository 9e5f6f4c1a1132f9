import GRDB
import HostUpAPI
import ReconcileSimulation
import Synchronization

@testable import ReconcileCore
@testable import ReconcileDaemon
@testable import ReconcileStore

/// A fleet behind the simulated API, a state on disk, and a runner that works on both.
struct RunnerWorld {
    let directory: TemporaryDirectory
    let state: StateDirectory
    let store: StateStore
    let transport: SimulatedTransport
    let writer: WatchedWriter
    let mailbox = Mailbox()
    let watcher = Watcher()

    init(guests: Int, drifted: Double = 0.5) async throws {
        directory = try TemporaryDirectory()
        state = try StateDirectory(path: directory.path + "/state")
        try state.create()
        store = try await StateStore.open(state, holding: try StateLock.acquire(in: state))
        var specification = FleetSpecification(guests: guests)
        specification.drifted = drifted
        let configuration = SimulatedAPIConfiguration(keys: [SimulatedKey(token: "right")])
        transport = SimulatedTransport(
            SimulatedAPI(configuration: configuration, guests: specification.guests(seed: 1)), token: "right",
            clock: SystemClock.now)
        writer = WatchedWriter(transport, state)
    }

    var noWritesPath: String { directory.path + "/no-writes" }

    func run(_ mode: EngineConfiguration.Mode) async -> (Finish, PassReport) {
        var runner = runner(mode)
        return await runner.run()
    }

    func runner(_ mode: EngineConfiguration.Mode, watchdog: WatchdogPace? = nil) -> EngineRunner {
        let clock: @Sendable () -> WallTime = { SystemClock.now().wall }
        let isPlan = mode.writes == false
        let policy = Policy(
            name: "login-off", mode: .enforce, match: .all,
            rules: .sshPasswordLogin(SSHPasswordLoginPolicy(desired: .init(enabled: false))), brake: .off,
            source: PolicySource(file: "login-off.yaml", fingerprint: "f"))
        let engine = Engine(
            EngineConfiguration(mode: mode, settings: Settings(), seed: 1), policies: [policy],
            memory: LedgerMemory(), at: SystemClock.now())
        return EngineRunner(
            engine,
            api: API(
                reader: APIReader(transport: transport, clock: clock),
                writer: isPlan ? nil : APIWriter(transport: writer, clock: clock)),
            mailbox: mailbox, store: isPlan ? nil : store, noWrites: NoWritesFile(paths: [noWritesPath]),
            observer: watcher, watchdog: watchdog)
    }

    /// How many rows of each kind the ledger has.
    func ledgerCounts() async throws -> [LedgerEntry.Kind: Int] {
        try await store.ledger.history().rows.reduce(into: [:]) { $0[$1.entry.kind, default: 0] += 1 }
    }
}

/// Sends writes on, but looks first whether the ledger on disk has the intent for each.
actor WatchedWriter: WriteTransport {
    private let next: SimulatedTransport
    private let state: StateDirectory
    private(set) var writes = 0
    /// What was sent although the ledger did not say that it would be.
    private(set) var unrecorded: [String] = []
    /// Called before each write is sent on.
    private var beforeWrite: @Sendable () -> Void = {}

    init(_ next: SimulatedTransport, _ state: StateDirectory) {
        self.next = next
        self.state = state
    }

    func onWrite(_ body: @escaping @Sendable () -> Void) {
        beforeWrite = body
    }

    func patch(_ target: String, body: [UInt8]) async -> WireResult {
        writes += 1
        beforeWrite()
        if await !hasOpenIntent(for: target) { unrecorded.append(target) }
        return await next.patch(target, body: body)
    }

    func post(_ target: String, body: [UInt8]) async -> WireResult {
        writes += 1
        beforeWrite()
        if await !hasOpenIntent(for: target) { unrecorded.append(target) }
        return await next.post(target, body: body)
    }

    /// Reads the ledger as another process would.
    private func hasOpenIntent(for target: String) async -> Bool {
        guard let reading = try? await StateStore.openForReading(state) else { return false }
        let rows = (try? await reading.ledger.history().rows) ?? []
        await reading.close()
        let newest = rows.last { row in
            guard let resource = row.entry.resource, target.contains("/\(resource.text)/") else { return false }
            return row.entry.kind == .intent || row.entry.kind == .outcome
        }
        return newest?.entry.kind == .intent
    }
}

/// Keeps what a run says, and lets a test act on it.
final class Watcher: RunObserver {
    private let state = Mutex(State())

    private struct State {
        var notices: [Notice] = []
        var steps = 0
        var onNotice: @Sendable (Notice) -> Void = { _ in }
    }

    var nextDue: BootTime? { nil }
    var notices: [Notice] { state.withLock { $0.notices } }

    func onNotice(_ body: @escaping @Sendable (Notice) -> Void) {
        state.withLock { $0.onNotice = body }
    }

    func noticed(_ notice: Notice) {
        let body = state.withLock { state in
            state.notices.append(notice)
            return state.onNotice
        }
        body(notice)
    }

    func recorded(_ rows: [LedgerRow]) {}

    func stepped(_ now: Moment, report: () -> PassReport) {}
}

extension LedgerStore {
    /// Lets the file grow by no page more, as a full disk does, or again without a limit.
    func setFull(_ isFull: Bool) async throws {
        let most = isFull ? 1 : 1_000_000
        try await queue?.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(most)") }
    }
}
