/// The one gate through which every request of the process passes: it says when the next may leave.
///
/// It closes for all on a 429, keeps to what the headers say remains of the window, leaves others their share of it,
/// and never has more under way than `concurrency`.
package struct Pacer: Sendable {
    private var settings: PacingSettings
    /// The least time between two first looks while no limit is known, so that a start does not become a burst.
    private let firstLookGap: Duration
    private var jitter: SplitMix64
    private var inFlight: [RequestID: InFlight] = [:]
    /// How many of those in flight may not use the reserved slot.
    private var ordinaryInFlight = 0
    private var closedUntil: BootTime?
    private var unexplainedRefusals = 0
    private var view: View?
    /// The API's limit, as its headers last told it, and the longest window they showed.
    private var limit: Int?
    private var window: Duration?
    private var log = SendLog()
    private var lastFirstLook: BootTime?

    private struct InFlight {
        var sentAt: BootTime
        var purpose: RequestClass
    }

    /// What the newest headers said of the window.
    private struct View {
        var remaining: Int
        var resetAt: BootTime
        /// When the answer that said so arrived; a later view must come from a request sent after that.
        var receivedAt: BootTime
    }

    /// Whether a request may leave.
    package enum Admission: Hashable, Sendable {
        case now
        /// Not before this time.
        case at(BootTime)
        /// Not before a request under way is answered.
        case whenAnswered
    }

    /// The longest wait after a 429 that names no time, in seconds: pacing under no information at all.
    private static let longestBlindWait = 60.0
    /// How long sends are remembered while no window is known: one learned later then finds them.
    private static let longestUnknownWindow = Duration.hours(1)
    /// Added to what the API asks for, so that its clock and ours may differ a little.
    private static let afterRetryAfter = Duration.milliseconds(50)
    /// First looks of a service while no limit is known.
    package static let firstLooksPerSecond = 5

    package init(_ settings: PacingSettings, spreadsFirstLooks: Bool, seed: UInt64) {
        self.settings = settings
        firstLookGap = spreadsFirstLooks ? .milliseconds(1000 / Self.firstLooksPerSecond) : .zero
        jitter = SplitMix64(seed: seed)
    }

    /// Takes up new settings; what is known of the API stays.
    package mutating func apply(_ settings: PacingSettings) {
        self.settings = settings
    }

    // MARK: Events

    package mutating func sent(_ id: RequestID, for purpose: RequestClass, at now: BootTime) {
        inFlight[id] = InFlight(sentAt: now, purpose: purpose)
        if !purpose.mayUseReservedSlot { ordinaryInFlight += 1 }
        if purpose == .firstLook { lastFirstLook = now }
        log.append(now, keeping: max(settings.ceiling?.window ?? .zero, window ?? Self.longestUnknownWindow))
    }

    package mutating func answered(_ id: RequestID, _ reply: Reply, at now: BootTime) {
        guard let sentAt = leave(id)?.sentAt else { return }
        look(at: reply.rate, sentAt: sentAt, now: now)
        if case .refused(let problem) = reply.outcome, problem.status == 429 {
            close(reply.rate, at: now)
        } else if case .lost = reply.outcome {
            return
        } else {
            unexplainedRefusals = 0
        }
    }

    /// Takes back a request that `sent` announced and that did not leave after all.
    package mutating func withdrawn(_ id: RequestID) {
        _ = leave(id)
    }

    // MARK: Questions

    /// Whether a request of this class may leave now.
    package func admission(_ purpose: RequestClass, at now: BootTime) -> Admission {
        if let closedUntil, closedUntil > now { return .at(closedUntil) }
        let concurrency = unexplainedRefusals > 0 ? 1 : settings.concurrency
        guard inFlight.count < concurrency else { return .whenAnswered }
        guard purpose.mayUseReservedSlot || concurrency == 1 || ordinaryInFlight < concurrency - 1 else {
            return .whenAnswered
        }
        if mustScout(at: now) { return .whenAnswered }
        let opens = [
            windowOpens(forRequests: 1, at: now), shareOpens(forRequests: 1, at: now),
            ceilingOpens(forRequests: 1, at: now),
        ]
        if let latest = opens.compactMap({ $0 }).max() { return .at(latest) }
        if purpose == .firstLook, let lastFirstLook, view == nil, lastFirstLook + firstLookGap > now {
            return .at(lastFirstLook + firstLookGap)
        }
        return .now
    }

    /// Whether two requests in a row, a read and the write that rests on it, can leave within `span`.
    package func expectsPair(within span: Duration, at now: BootTime) -> Bool {
        if let closedUntil, closedUntil > now + span { return false }
        let opens = [
            windowOpens(forRequests: 2, at: now), shareOpens(forRequests: 2, at: now),
            ceilingOpens(forRequests: 2, at: now),
        ]
        return opens.compactMap { $0 }.allSatisfy { $0 <= now + span }
    }

    /// Until when everything waits, if the API refused us and said so.
    package func closed(at now: BootTime) -> BootTime? {
        closedUntil.flatMap { $0 > now ? $0 : nil }
    }

    /// True from `sent` until the answer, or until the slot was given back.
    package func holdsSlot(_ id: RequestID) -> Bool {
        inFlight[id] != nil
    }

    package var requestsInFlight: Int { inFlight.count }

    package func budget(at now: BootTime) -> Budget {
        if let limit {
            let remaining = view.flatMap { $0.resetAt > now ? max(0, $0.remaining - inFlight.count) : nil }
            return Budget(limit: limit, window: window, remaining: remaining, source: .header)
        }
        if let ceiling = settings.ceiling {
            let remaining = max(0, ceiling.requests - log.count(within: ceiling.window, at: now))
            return Budget(limit: ceiling.requests, window: ceiling.window, remaining: remaining, source: .configured)
        }
        return Budget(limit: nil, window: nil, remaining: nil, source: .unknown)
    }

    // MARK: Snapshot

    package func record(at now: Moment) -> PacingRecord {
        PacingRecord(
            closedUntil: closedUntil.map(now.wall(at:)), limit: limit, remaining: view?.remaining,
            resetAt: view.map { now.wall(at: $0.resetAt) }, window: window)
    }

    /// Takes up what an earlier process knew; dates further ahead than a day are not believed.
    package mutating func restore(_ record: PacingRecord, at now: Moment) {
        let horizon = now.wall + .hours(24)
        if let until = record.closedUntil, until > now.wall {
            closedUntil = now.boot(at: min(until, horizon))
        }
        window = record.window
        limit = record.limit
        if let remaining = record.remaining, let resetAt = record.resetAt, resetAt > now.wall {
            view = View(
                remaining: remaining, resetAt: now.boot(at: min(resetAt, horizon)), receivedAt: now.boot)
        }
    }

    // MARK: Private

    private mutating func leave(_ id: RequestID) -> InFlight? {
        guard let left = inFlight.removeValue(forKey: id) else { return nil }
        if !left.purpose.mayUseReservedSlot { ordinaryInFlight -= 1 }
        return left
    }

    private mutating func look(at rate: RateHeaders, sentAt: BootTime, now: BootTime) {
        if let told = rate.limit, told > 0 { limit = told }
        guard let remaining = rate.remaining, let resetAfter = rate.resetAfter else {
            if let view, view.resetAt <= now { self.view = nil }
            return
        }
        let seen = View(remaining: remaining, resetAt: now + resetAfter, receivedAt: now)
        window = max(window ?? .zero, Self.snapped(resetAfter))
        if let current = view, sentAt < current.receivedAt, current.resetAt > now {
            // Sent before the view in force was known: it may have been counted before or after it.
            view?.remaining = min(current.remaining, remaining)
        } else {
            view = seen
        }
    }

    private mutating func close(_ rate: RateHeaders, at now: BootTime) {
        let wait: Duration
        if let retryAfter = rate.retryAfter {
            wait = retryAfter + Self.afterRetryAfter
        } else if let resetAfter = rate.resetAfter {
            wait = max(resetAfter, .seconds(1)) + Self.afterRetryAfter
        } else {
            let longest = min(Self.longestBlindWait, Double(1 << min(unexplainedRefusals + 1, 6)))
            wait = .milliseconds(Int64(longest * (500 + 500 * jitter.unit())))
            unexplainedRefusals += 1
        }
        closedUntil = max(closedUntil ?? now, now + wait)
    }

    /// After the window of the newest view has ended, one request goes ahead to learn of the next one.
    private func mustScout(at now: BootTime) -> Bool {
        guard let view, view.resetAt <= now else { return false }
        return !inFlight.isEmpty
    }

    /// When `requests` more fit into what remains of the window, or `nil` where they fit now or nothing is known.
    private func windowOpens(forRequests requests: Int, at now: BootTime) -> BootTime? {
        guard let view, view.resetAt > now else { return nil }
        return view.remaining - inFlight.count >= requests ? nil : view.resetAt + Self.afterRetryAfter
    }

    /// When `requests` more of our own fit into our share of the limit, or `nil` where they fit now.
    private func shareOpens(forRequests requests: Int, at now: BootTime) -> BootTime? {
        guard let limit, let window else { return nil }
        let share = max(1, limit * settings.share / 100)
        // What everybody used of this window bounds what we did, should the window we learned be too long.
        if let view, view.resetAt > now, limit - view.remaining + inFlight.count + requests <= share { return nil }
        return log.opens(for: requests, limit: share, window: window, at: now)
    }

    private func ceilingOpens(forRequests requests: Int, at now: BootTime) -> BootTime? {
        settings.ceiling.flatMap { log.opens(for: requests, limit: $0.requests, window: $0.window, at: now) }
    }

    /// The shortest of the usual window lengths that is at least as long.
    private static func snapped(_ span: Duration) -> Duration {
        let usual = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400, 43200]
        return usual.map { Duration.seconds($0) }.first { span <= $0 } ?? .hours(24)
    }
}

/// What may still be sent, for people and scripts.
package struct Budget: Hashable, Codable, Sendable {
    package var limit: Int?
    package var window: Duration?
    package var remaining: Int?
    package var source: Source

    package init(limit: Int?, window: Duration?, remaining: Int?, source: Source) {
        self.limit = limit
        self.window = window
        self.remaining = remaining
        self.source = source
    }

    package enum Source: String, Hashable, Codable, Sendable {
        case header
        case learned
        case configured
        case unknown
    }
}
