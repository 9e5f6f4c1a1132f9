import ReconcileCore

/// One life of the service: the real engine and what its runner and recorder hold in memory.
///
/// It follows `EngineRunner` and `Recorder` step by step: what leaves when, what waits for what.
final class SimulatedProcess {
    let life: Int
    var engine: Engine
    /// What waits to be handled in one step.
    var mail: [Event] = []
    var isMailPlanned = false
    var lastNoWrites = false
    /// When the core was last told what its windows come to.
    var windowsDoneAt: WallTime?
    /// When the engine wants to be woken, and when it will be.
    var engineDue: BootTime?
    var alarmDue: BootTime?
    var alarmSerial = 0
    var finish: Finish?
    var isStopping = false
    var recorder = RecorderState()
    var calls: [RequestID: Call] = [:]
    /// What each request was about, for whoever reads a trace.
    var askedFor: [RequestID: ResourceID] = [:]
    /// Writes answered, or lost, that no read has shown yet.
    var confirming: Set<ResourceID> = []

    init(life: Int, engine: Engine) {
        self.life = life
        self.engine = engine
    }

    /// True where the process is in the middle of this.
    func isIn(_ phase: ProcessPhase) -> Bool {
        switch phase {
        case .idle: calls.isEmpty && !recorder.hasIntent && confirming.isEmpty
        case .listing: calls.values.contains { $0.request.kind == .list }
        case .reading: calls.values.contains { $0.request.kind == .read }
        case .recordingIntent: recorder.hasIntent
        case .writing: calls.values.contains { $0.request.kind == .write }
        case .confirming: !confirming.isEmpty
        case .preparing: engine.isPreparing
        }
    }
}

extension SimulatedProcess {
    /// The resource that an answer is about.
    func engineKnows(_ event: Event) -> ResourceID? {
        guard case .answered(let id, _) = event else { return nil }
        return askedFor[id]
    }
}

/// What waits to be made durable.
struct RecorderState {
    var entries: [LedgerEntry] = []
    /// Taken out for the commit that is under way.
    var committing: [LedgerEntry] = []
    /// What waits with `entries`, and with those that are being committed.
    var orders: [EscrowOrder] = []
    var committingOrders: [EscrowOrder] = []
    var updates: [CacheUpdate] = []
    var recordedCount: UInt64 = 0
    var updatedAt: BootTime?
    var lingerUntil: BootTime?
    var retryAt: BootTime?
    /// True while a commit is under way; a bell then is heard after it.
    var isBusy = false
    var isRung = false

    var isUrgent: Bool { entries.contains { $0.kind == .intent || $0.kind == .passwordSealed } }
    var hasIntent: Bool { entries.contains { $0.kind == .intent } || committing.contains { $0.kind == .intent } }

    /// True where all that was handed out is durable.
    var isAtRest: Bool { entries.isEmpty && committing.isEmpty }

    static let linger = Duration.milliseconds(50)
    static let retryDelay = Duration.seconds(2)
    static let updateEvery = Duration.seconds(1)
    static let updatesAtOnce = 500
    static let mostUpdatesKept = 20_000
}

/// Where a process can be cut down: before or after each effect.
enum Boundary: String, CaseIterable {
    case beforeStartRow
    case afterStartRow
    case beforeStep
    case beforeSendingRead
    case beforeSendingWrite
    case afterSendingWrite
    case beforeHandingOver
    case beforeCommit
    case beforeCommitOfIntent
    case afterCommit
    case afterCommitOfIntent
    case afterFailedCommit
    case afterCacheCommit
    case beforeOrder
    case afterOrder
    case beforeEnding
    case afterEnding
}

/// What happens in the world at one instant.
enum Occurrence {
    case disturbance(Int)
    case arrival(Call)
    case guestDone(Call, GuestCall)
    case answer(Call, SimulatedAnswer)
    case timeOut(Call)
    case mail(life: Int)
    case alarm(life: Int, serial: Int)
    case bell(life: Int)
    case commit(life: Int)
    case order(life: Int, EscrowOrder)
    case tokenRead(life: Int)
    case stopAgain(life: Int)
    case start
    case neighbour(left: Int, gap: Duration)
    case reopen(String)

    /// True for what cannot happen while the process gets no processor.
    var needsProcess: Bool {
        switch self {
        case .answer, .timeOut, .mail, .alarm, .bell, .commit, .order, .tokenRead, .stopAgain, .start: true
        case .disturbance, .arrival, .guestDone, .neighbour, .reopen: false
        }
    }
}
