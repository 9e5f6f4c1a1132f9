import ReconcileCore
import ReconcileStore

/// Feeds events into the engine and carries out what it asks for: the only place where the two meet the world.
struct EngineRunner: ~Copyable {
    private var engine: Engine
    private let api: API
    private let mailbox: Mailbox
    private let noWrites: NoWritesFile
    private let observer: any RunObserver
    /// `nil` for `plan`, which writes nothing down.
    private let recorder: Recorder?
    private var recording: Task<Void, Never>?
    private var watchdog: WatchdogPace?
    private var lastNoWrites: String?
    /// When the engine wants to be woken.
    private var engineDue: BootTime?
    private var alarm: Task<Void, Never>?
    private var alarmDue: BootTime?

    /// - Parameter store: `nil` for `plan`, which writes nothing down.
    init(
        _ engine: consuming Engine, api: API, mailbox: Mailbox, store: StateStore?, noWrites: NoWritesFile,
        observer: any RunObserver, watchdog: WatchdogPace? = nil
    ) {
        self.engine = engine
        self.api = api
        self.mailbox = mailbox
        self.noWrites = noWrites
        self.observer = observer
        self.watchdog = watchdog
        recorder = store.map { Recorder($0, observer: observer, mailbox: mailbox) }
    }

    /// Runs until the engine is at its end.
    ///
    /// - Returns: why it ended, and how everything stands then.
    mutating func run() async -> (Finish, PassReport) {
        await withTaskExecutorPreference(WorkThread.shared) { await runOnWorkThread() }
    }

    private mutating func runOnWorkThread() async -> (Finish, PassReport) {
        recording = Task(executorPreference: WorkThread.shared) { [recorder] in await recorder?.run() }
        var events = [Event.started]
        while true {
            if let finish = await step(events) {
                alarm?.cancel()
                return (finish, engine.report(at: SystemClock.now()))
            }
            events = await mailbox.take()
        }
    }

    private mutating func step(_ events: [Event]) async -> Finish? {
        let finish = handle(events)
        if finish != nil {
            recorder?.finish()
            await recording?.value
        }
        let now = SystemClock.now()
        observer.stepped(now) { engine.report(at: now) }
        watchdog?.stepped(at: now.boot)
        setAlarm(at: now.boot)
        return finish
    }

    private mutating func handle(_ events: [Event]) -> Finish? {
        var effects: [Effect] = []
        for event in events {
            // Looked for before each event, as any of them may let a write go.
            let text = noWrites.text()
            let now = SystemClock.now()
            if text != lastNoWrites {
                lastNoWrites = text
                effects += engine.handle(.noWritesChanged(text), at: now)
            }
            effects += engine.handle(event, at: now)
            if event == .stopping { limitEnding() }
        }
        return carryOut(effects)
    }

    private mutating func carryOut(_ effects: [Effect]) -> Finish? {
        var finish: Finish?
        var entries: [LedgerEntry] = []
        var notices: [Notice] = []
        var updates: [CacheUpdate] = []
        for effect in effects {
            switch effect {
            case .send(let id, let request): send(id, request)
            case .record(let entry): entries.append(entry)
            case .remember(let update): updates.append(update)
            case .notify(let notice): notices.append(notice)
            case .rereadToken: rereadToken()
            case .wake(let time): engineDue = time
            case .finish(let reason): finish = reason
            }
        }
        if let recorder {
            recorder.take(entries, notices, updates)
        } else {
            notices.forEach(observer.noticed)
        }
        return finish
    }

    /// A write whose answer does not come keeps us no longer than this: the next start finds out by reading.
    private static let longestEnding = Duration.seconds(8)

    private func limitEnding() {
        Task { [mailbox] in
            try? await Task.sleep(for: Self.longestEnding)
            mailbox.post(.stopping)
        }
    }

    private func send(_ id: RequestID, _ request: Request) {
        Task(executorPreference: WorkThread.shared) { [api, mailbox] in
            mailbox.post(.answered(id, await api.perform(request)))
        }
    }

    private func rereadToken() {
        Task { [api, mailbox] in
            await api.rereadTokens()
            mailbox.post(.tokenReplaced)
        }
    }

    /// One alarm for all who want another step. One that is set already and comes earlier stays: it does no harm, and
    /// most steps move the time only a little.
    private mutating func setAlarm(at now: BootTime) {
        guard let due = [engineDue, watchdog?.nextDue, observer.nextDue].compactMap({ $0 }).min() else { return }
        if let alarmDue, alarmDue > now, alarmDue <= due { return }
        alarm?.cancel()
        alarmDue = due
        alarm = Task { [mailbox] in
            try? await Task.sleep(for: max(.zero, due - now))
            if !Task.isCancelled { mailbox.post(.woke) }
        }
    }
}
