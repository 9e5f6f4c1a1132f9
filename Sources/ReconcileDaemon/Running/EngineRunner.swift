import ReconcileCore
import ReconcileStore
import ReconcileSystemd

/// Feeds events into the engine and carries out what it asks for: the only place where the two meet the world.
struct EngineRunner: ~Copyable {
    private var engine: Engine
    private let api: API
    private let mailbox: Mailbox
    /// `nil` for `plan`, which writes nothing down.
    private let store: StateStore?
    private let noWrites: NoWritesFile
    private let observer: any RunObserver
    private var backlog = Backlog()
    private var alarm: Task<Void, Never>?
    private var lastNoWrites: String?
    private var watchdog: WatchdogPace?

    /// What waits for the ledger: entries, and the notices that must not be shown before they are durable.
    private struct Backlog {
        var entries: [LedgerEntry] = []
        var notices: [Notice] = []
        var recorded: UInt64 = 0
        var retryAt: BootTime?
    }

    /// How long to wait before another try to write the ledger.
    private static let recordRetry = Duration.seconds(2)

    init(
        _ engine: consuming Engine, api: API, mailbox: Mailbox, store: StateStore?, noWrites: NoWritesFile,
        observer: any RunObserver, watchdog: WatchdogPace? = nil
    ) {
        self.engine = engine
        self.api = api
        self.mailbox = mailbox
        self.store = store
        self.noWrites = noWrites
        self.observer = observer
        self.watchdog = watchdog
    }

    /// Runs until the engine is at its end.
    ///
    /// - Returns: why it ended, and how everything stands then.
    mutating func run() async -> (Finish, PassReport) {
        mailbox.post(.started)
        while true {
            let events = await mailbox.take()
            if let finish = await step(events) {
                alarm?.cancel()
                return (finish, engine.report(at: SystemClock.now()))
            }
        }
    }

    private mutating func step(_ events: [Event]) async -> Finish? {
        var finish = await handle(events)
        // What was made durable lets writes go, which may ask for more to be recorded.
        while finish == nil, let recorded = await record() {
            finish = await handle([recorded])
        }
        if finish != nil { _ = await record() }
        let now = SystemClock.now()
        observer.stepped(now) { engine.report(at: now) }
        watchdog?.stepped(at: now.boot)
        return finish
    }

    private mutating func handle(_ events: [Event]) async -> Finish? {
        var effects: [Effect] = []
        for event in events {
            let text = noWrites.text()
            let now = SystemClock.now()
            if text != lastNoWrites {
                lastNoWrites = text
                effects += engine.handle(.noWritesChanged(text), at: now)
            }
            effects += engine.handle(event, at: now)
        }
        return await carryOut(effects)
    }

    private mutating func carryOut(_ effects: [Effect]) async -> Finish? {
        var finish: Finish?
        var updates: [CacheUpdate] = []
        for effect in effects {
            switch effect {
            case .send(let id, let request): send(id, request)
            case .record(let entry): backlog.entries.append(entry)
            case .remember(let update): updates.append(update)
            case .notify(let notice): backlog.notices.append(notice)
            case .rereadToken: rereadToken()
            case .wake(let time): setAlarm(time)
            case .finish(let reason): finish = reason
            }
        }
        pendingUpdates += updates
        return finish
    }

    private var pendingUpdates: [CacheUpdate] = []

    // MARK: The ledger

    /// Makes durable what waits, then keeps and shows what had to wait for it.
    ///
    /// - Returns: what to tell the engine, if anything was tried.
    private mutating func record() async -> Event? {
        let outcome = await appendBacklog()
        if backlog.entries.isEmpty {
            for notice in backlog.notices { observer.noticed(notice) }
            backlog.notices = []
            await keepUpdates()
        }
        return outcome
    }

    private mutating func appendBacklog() async -> Event? {
        guard !backlog.entries.isEmpty, let store else { return nil }
        let now = SystemClock.now()
        if let retryAt = backlog.retryAt, now.boot < retryAt { return nil }
        do {
            let rows = try await store.ledger.append(backlog.entries, at: now.wall)
            backlog.recorded += UInt64(backlog.entries.count)
            backlog.entries = []
            backlog.retryAt = nil
            observer.recorded(rows)
            return .recorded(count: backlog.recorded)
        } catch {
            backlog.retryAt = now.boot + Self.recordRetry
            setAlarm(backlog.retryAt)
            return .recordingFailed(detail: "\(error)")
        }
    }

    /// Losing these costs requests only, so a failure is not worth more than the next try.
    private mutating func keepUpdates() async {
        guard let store, !pendingUpdates.isEmpty else { return }
        do {
            try await store.cache.update(pendingUpdates)
            pendingUpdates = []
        } catch {
            pendingUpdates = pendingUpdates.suffix(Self.mostUpdatesKept)
        }
    }

    /// What is kept in memory while the cache cannot be written: the newest state of a large fleet, some times over.
    private static let mostUpdatesKept = 20_000

    // MARK: Requests and time

    private func send(_ id: RequestID, _ request: Request) {
        Task { [api, mailbox] in
            mailbox.post(.answered(id, await api.perform(request)))
        }
    }

    private func rereadToken() {
        Task { [api, mailbox] in
            await api.rereadTokens()
            mailbox.post(.tokenReplaced)
        }
    }

    private mutating func setAlarm(_ time: BootTime?) {
        alarm?.cancel()
        let wanted = [time, backlog.retryAt, watchdog?.nextDue].compactMap { $0 }.min()
        guard let wanted else {
            alarm = nil
            return
        }
        let delay = max(.zero, wanted - SystemClock.now().boot)
        alarm = Task { [mailbox] in
            try? await Task.sleep(for: delay)
            if !Task.isCancelled { mailbox.post(.woke) }
        }
    }
}

/// Sees what a run does, to show it to somebody.
protocol RunObserver: Sendable {
    /// Something changed; whatever had to be written down about it is.
    func noticed(_ notice: Notice)
    /// These rows are in the ledger now.
    func recorded(_ rows: [LedgerRow])
    /// A step is complete; the report costs time, so it is made only when asked for.
    func stepped(_ now: Moment, report: () -> PassReport)
}
