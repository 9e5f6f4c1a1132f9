import ReconcileCore
import ReconcileStore
import Synchronization

/// Makes durable what the engine wants kept, in the order that counts: the ledger, then what may be shown of it, then
/// the cache. It works beside the engine's loop, so that a slow disk delays no read; what comes while it writes goes
/// into the next transaction together.
final class Recorder: Sendable {
    private let store: StateStore
    private let observer: any RunObserver
    private let mailbox: Mailbox
    private let vault: Vault
    private let pending = Mutex(Pending())
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    private struct Pending {
        var entries: [LedgerEntry] = []
        /// What must not be shown before `entries` are durable.
        var notices: [Notice] = []
        /// What must not be done with passwords before `entries` are durable.
        var orders: [EscrowOrder] = []
        var updates: [CacheUpdate] = []
        var recordedCount: UInt64 = 0
        var updatedAt: BootTime?

        var isEmpty: Bool { entries.isEmpty && updates.isEmpty }

        /// An intent's request waits for it, and a person for his word; everything else can wait for company.
        var isUrgent: Bool {
            entries.contains { $0.isAwaited } || closesGate
        }

        /// The API asked for silence, and the next start must know it however soon this process ends.
        var closesGate: Bool {
            updates.contains { if case .pacing(let record) = $0 { record.closedUntil != nil } else { false } }
        }
    }

    /// How long entries that nobody waits for are kept for others to join them.
    private static let linger = Duration.milliseconds(50)
    /// The least time from one transaction to the next, so that what comes close together shares a flush of the disk. One
    /// that comes alone waits for nothing.
    static let leastGap = Duration.milliseconds(10)
    /// Space is freed by people and log rotation: a try costs little, and a held write should not wait for long.
    private static let retryDelay = Duration.seconds(2)
    /// The cache is written this often, or when this much waits: losing it costs requests only.
    private static let updateEvery = Duration.seconds(1)
    private static let updatesAtOnce = 500
    /// What is kept in memory while the cache cannot be written: the newest state of a large fleet, some times over.
    private static let mostUpdatesKept = 20_000

    init(_ store: StateStore, _ vault: Vault, observer: any RunObserver, mailbox: Mailbox) {
        self.store = store
        self.vault = vault
        self.observer = observer
        self.mailbox = mailbox
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How many entries are durable, of all that were taken.
    var recordedCount: UInt64 { pending.withLock(\.recordedCount) }

    /// Takes what one step wants kept and shown. Notices of a step that records nothing need not wait, so that people
    /// hear of a ledger that cannot be written while it cannot.
    func take(
        _ entries: [LedgerEntry], _ notices: [Notice], _ updates: [CacheUpdate], _ orders: [EscrowOrder]
    ) {
        let hasWork = pending.withLock { pending in
            pending.entries += entries
            pending.updates += updates
            if !entries.isEmpty {
                pending.notices += notices
                pending.orders += orders
            }
            return !pending.isEmpty
        }
        if entries.isEmpty {
            notices.forEach(observer.noticed)
            orders.forEach(carryOut)
        }
        if hasWork { ring.yield() }
    }

    /// Writes until `finish`, and says `Event.recorded` or `Event.recordingFailed` to the engine.
    func run() async {
        var notBefore: BootTime?
        var updateAt: BootTime?
        var lingerUntil: BootTime?
        for await _ in bell {
            let now = SystemClock.now()
            if let notBefore, now.boot < notBefore { continue }
            notBefore = nil
            // At rest nothing rings again.
            guard !pending.withLock(\.isEmpty) else { continue }
            if !pending.withLock(\.isUrgent), lingerUntil.map({ now.boot < $0 }) ?? true {
                if lingerUntil == nil { ring(after: Self.linger) }
                lingerUntil = lingerUntil ?? now.boot + Self.linger
                continue
            }
            lingerUntil = nil
            let isFlush = !pending.withLock(\.entries.isEmpty)
            let isDone = await append(at: now)
            if isFlush {
                let pause = isDone ? Self.leastGap : Self.retryDelay
                notBefore = now.boot + pause
                ring(after: pause)
            }
            guard isDone else { continue }
            let isAllKept = await keepUpdates(at: now, all: false)
            if !isAllKept, updateAt.map({ $0 <= now.boot }) ?? true {
                updateAt = now.boot + Self.updateEvery
                ring(after: Self.updateEvery)
            }
        }
        let now = SystemClock.now()
        if await append(at: now) { _ = await keepUpdates(at: now, all: true) }
    }

    private func ring(after delay: Duration) {
        WorkThread.shared.after(delay) { [ring] in ring.yield() }
    }

    /// Ends `run`, which writes what is left, with one try. Nothing may be taken afterwards.
    func finish() {
        ring.finish()
    }

    /// - Returns: false where the ledger could not be written; what was to be recorded still waits then.
    private func append(at now: Moment) async -> Bool {
        let (entries, notices, orders) = pending.withLock { pending in
            defer { (pending.entries, pending.notices, pending.orders) = ([], [], []) }
            return (pending.entries, pending.notices, pending.orders)
        }
        guard !entries.isEmpty else { return true }
        let sealed = vault.changes(with: entries, erasing: orders.compactMap(\.erased))
        do {
            let rows = try await store.ledger.append(entries, at: now.wall, sealed: sealed)
            vault.recorded(sealed)
            observer.recorded(rows)
            notices.forEach(observer.noticed)
            orders.forEach(carryOut)
            let count = pending.withLock { pending in
                pending.recordedCount += UInt64(entries.count)
                return pending.recordedCount
            }
            mailbox.post(.recorded(count: count))
            return true
        } catch {
            pending.withLock { pending in
                pending.entries = entries + pending.entries
                pending.notices = notices + pending.notices
                pending.orders = orders + pending.orders
            }
            mailbox.post(.recordingFailed(detail: "\(error)"))
            return false
        }
    }

    private func carryOut(_ order: EscrowOrder) {
        Task { [vault, mailbox] in
            if let answer = await vault.perform(order) { mailbox.post(.escrow(order.version, answer)) }
        }
    }

    /// Of several records of one resource only the newest counts.
    private static func withoutSuperseded(_ updates: [CacheUpdate]) -> [CacheUpdate] {
        var seen: Set<ResourceID> = []
        return updates.reversed().filter { update in
            switch update {
            case .resource(let record): seen.insert(record.item.id).inserted
            case .forget, .evidence, .pacing: true
            }
        }.reversed()
    }

    /// A failure is not worth more than the next try.
    ///
    /// - Parameter all: true where it is not to be put off.
    /// - Returns: false where something still waits.
    private func keepUpdates(at now: Moment, all: Bool) async -> Bool {
        let updates = pending.withLock { pending -> [CacheUpdate] in
            let isDue = pending.updatedAt.map { now.boot - $0 >= Self.updateEvery } ?? true
            guard all || isDue || pending.closesGate || pending.updates.count >= Self.updatesAtOnce else { return [] }
            pending.updatedAt = now.boot
            defer { pending.updates = [] }
            return pending.updates
        }
        do {
            try await store.cache.update(Self.withoutSuperseded(updates))
        } catch {
            pending.withLock { pending in
                pending.updates = (updates + pending.updates).suffix(Self.mostUpdatesKept)
            }
        }
        return pending.withLock(\.updates.isEmpty)
    }
}

extension EscrowOrder {
    fileprivate var erased: PasswordVersion? {
        if case .erase(let version) = self { version } else { nil }
    }
}

extension LedgerEntry {
    /// True where somebody waits until it is durable.
    fileprivate var isAwaited: Bool {
        switch self {
        case .intent, .paused, .resumed, .waived, .released, .passwordSealed, .rotationRequested, .escrowChallenged,
            .escrowProven:
            true
        case .started, .stopped, .known, .gone, .enforcing, .drift, .driftEnded, .outcome, .confirmed, .unconfirmed,
            .soaked, .waiverEnded, .passwordEscrowed, .chainAccepted, .invariantBroken:
            false
        }
    }
}
