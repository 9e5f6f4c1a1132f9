/// Learns from refusals what the headers do not tell: which windows there are, how long, and how much each lets in.
///
/// A refusal is explained once everything that was under way with it is answered, because only then is it known how
/// many were let in. The explanation is the smallest one: the known window nearest to its limit, else the shortest
/// usual window that could have held that many and still be closed.
struct WindowLearning: Sendable {
    private(set) var windows: [LearnedWindow] = []
    var cap = ConcurrencyCap()
    private var unexplained: Refusal?

    /// What a request is sent for, beside its own purpose.
    enum Role: Hashable, Sendable {
        case ordinary
        /// Alone beyond what an unproven window is supposed to let in: its answer proves or disproves it.
        case trial(Int)
        /// Alone and beyond a known limit, while everything waits for it anyway: its answer tells whether it has grown.
        case probe(Int)
    }

    /// The first 429 of several that belong together.
    struct Refusal: Sendable {
        var at: BootTime
        /// When the request had most likely been counted.
        var decidedAt: BootTime
        /// How long the API asked to wait, where it did, and by how much that may be rounded up.
        var wait: Duration?
        var rounding: Duration
        var toldLimit: Int?
        var role: Role
        /// How many were under way when its answer came, itself included.
        var underWay: Int
        /// False where our share ends below the limit.
        var isWholeOurs: Bool
        /// The newest refusal that belongs to it, where nothing tells how long to wait.
        var lastRefusedAt: BootTime
    }

    /// A few limits for a key are usual: a second, a minute, an hour, a day.
    private static let mostWindows = 4
    /// Refusals without a word make no window longer than this: somebody else may well be the cause.
    private static let longestBlindSpan = Duration.hours(1)
    /// A window fuller than this can have refused us, should its limit have fallen or been raised too far.
    private static let likelyFullness = 0.5

    // MARK: Questions

    /// When one more request fits into every known window, and what it would be.
    ///
    /// - Parameters:
    ///   - requests: how many are to fit.
    ///   - share: how much of a limit may be used, between probes.
    ///   - reserve: how much of a limit is kept for others of ours, until as much is about to come back anyway.
    func opening(
        for requests: Int, inFlight: Int, log: AcceptLog, at now: BootTime, share: (Int) -> Int, reserve: (Int) -> Int
    ) -> (admission: Pacer.Admission, role: Role) {
        var latest: (time: BootTime, index: Int)?
        var blocked = 0
        for index in windows.indices {
            if let trial = trialOpening(index, inFlight: inFlight, log: log, at: now) {
                guard trial == .now else { return (trial, .ordinary) }
                if latest == nil, index == windows.indices.last { return (.now, .trial(index)) }
                continue
            }
            switch windows[index].opening(
                for: requests, inFlight: inFlight, log: log, at: now, share: share, reserve: reserve)
            {
            case .now: continue
            case .whenAnswered: return (.whenAnswered, .ordinary)
            case .at(let time):
                blocked += 1
                if latest.map({ $0.time < time }) ?? true { latest = (time, index) }
            }
        }
        guard let latest else { return (.now, .ordinary) }
        guard requests == 1, inFlight == 0, blocked == 1, windows[latest.index].confidence == .proven else {
            return (.at(latest.time), .ordinary)
        }
        return probeOpening(latest.index, blockedUntil: latest.time, at: now)
    }

    /// Alone beyond what an unproven window is supposed to let in; `nil` where that is not used up.
    private func trialOpening(_ index: Int, inFlight: Int, log: AcceptLog, at now: BootTime) -> Pacer.Admission? {
        guard let first = windows[index].firstOfUsedUp(log, inFlight: inFlight) else { return nil }
        let opens = windows[index].confidence == .guessed ? now : first + windows[index].span + LearnedWindow.margin
        if opens > now { return .at(opens) }
        return inFlight == 0 ? .now : .whenAnswered
    }

    private func probeOpening(
        _ index: Int, blockedUntil time: BootTime, at now: BootTime
    ) -> (admission: Pacer.Admission, role: Role) {
        let probeAt = max(windows[index].probing.due, time - LearnedWindow.probeLead(of: windows[index].span))
        return probeAt <= now ? (.now, .probe(index)) : (.at(min(probeAt, time)), .ordinary)
    }

    /// True as long as at least half of every window that is not proven is left, by what is supposed of it.
    func isFarFromLimits(inFlight: Int, log: AcceptLog) -> Bool {
        windows.allSatisfy { window in
            window.confidence == .proven || window.hasHalfLeft(log, inFlight: inFlight)
        }
    }

    /// The window that leaves us the least.
    func tightest(inFlight: Int, log: AcceptLog, at now: BootTime) -> (window: LearnedWindow, remaining: Int)? {
        windows.map { ($0, max(0, $0.limit - $0.used(log, until: now) - inFlight)) }.min { $0.1 < $1.1 }
    }

    // MARK: Events

    mutating func restore(_ windows: [LearnedWindow]) {
        self.windows = Array(windows.prefix(Self.mostWindows))
    }

    /// - Parameter underWay: how many were when its answer came, itself included.
    mutating func accepted(_ role: Role, underWay: Int, at now: BootTime) {
        cap.accepted(underWay: underWay, at: now)
        switch role {
        case .ordinary: break
        case .trial(let index):
            guard windows.indices.contains(index) else { return }
            switch windows[index].confidence {
            case .guessed: windows[index].raise(at: now)
            case .counted:
                windows[index].confidence = .proven
                windows[index].countsFrom = nil
            case .proven: break
            }
        case .probe(let index):
            if windows.indices.contains(index) { windows[index].raise(at: now) }
        }
    }

    /// Notes a refusal, the first of its event or a further one of a search without a word.
    mutating func refused(_ refusal: Refusal) {
        if unexplained == nil { unexplained = refusal }
        unexplained?.lastRefusedAt = refusal.at
    }

    /// True while the end of the refusal is to be found by trying, because nothing told it.
    var isSearching: Bool {
        unexplained.map { $0.wait == nil && windows.isEmpty } ?? false
    }

    /// Draws the conclusion, if there is something to conclude from and all that matters is known.
    mutating func explain(log: AcceptLog, opensAt: BootTime, at now: BootTime) {
        guard let refusal = unexplained else { return }
        unexplained = nil
        if cap.explains(refusal, at: now) { return }
        let wait = refusal.wait ?? refusal.lastRefusedAt - refusal.decidedAt
        switch refusal.role {
        case .probe(let index) where windows.indices.contains(index):
            windows[index].postponeProbe(isWholeOurs: refusal.isWholeOurs, at: now)
            // Where the API opens sooner than our log, it does not count the last span but begins anew: we follow.
            let opens = log.newest(windows[index].limit).map { $0 + windows[index].span } ?? opensAt
            if refusal.wait != nil, opensAt < opens { windows[index].countsFrom = opensAt }
        case .trial(let index) where windows.indices.contains(index) && windows[index].confidence != .proven:
            lengthen(index, refusal, wait: wait, log: log, opensAt: opensAt)
        case .probe, .trial, .ordinary:
            if let index = nearest(to: refusal.decidedAt, log: log, wait: wait - refusal.rounding) {
                let filling = windows[index].filling?.refused(at: refusal.decidedAt)
                if let limit = bucketLimit(index, filling, refusal, wait: wait, log: log) {
                    windows[index].becomes(windows[index].span, holding: limit, at: refusal.at)
                } else {
                    blame(index, refusal, wait: wait, log: log, opensAt: opensAt)
                }
                windows[index].filling = filling
            } else if let index = windows.firstIndex(where: { $0.confidence != .proven }) {
                relearn(index, refusal, wait: wait, log: log, opensAt: opensAt)
            } else {
                learn(refusal, wait: wait, log: log, opensAt: opensAt)
            }
        }
    }

    // MARK: Conclusions

    /// Of the windows that can ask for such a wait the shortest that may well be full, else the fullest.
    private func nearest(to time: BootTime, log: AcceptLog, wait: Duration) -> Int? {
        let fitting = windows.indices.filter { windows[$0].span >= wait }
        let likely = fitting.filter { fullness($0, log, at: time) >= Self.likelyFullness }
        return likely.min { windows[$0].span < windows[$1].span }
            ?? fitting.max { fullness($0, log, at: time) < fullness($1, log, at: time) }
    }

    private func fullness(_ index: Int, _ log: AcceptLog, at time: BootTime) -> Double {
        Double(windows[index].used(log, until: time)) / Double(windows[index].limit)
    }

    /// A known window refused us, sooner than we thought it would.
    private mutating func blame(
        _ index: Int, _ refusal: Refusal, wait: Duration, log: AcceptLog, opensAt: BootTime
    ) {
        guard windows[index].confidence == .proven else {
            relearn(index, refusal, wait: wait, log: log, opensAt: opensAt)
            return
        }
        // What is still in the window after the wait is what was let in since it began, or since what leaves it first.
        let began = refusal.decidedAt + max(wait - refusal.rounding, .zero) - windows[index].span
        let count = min(windows[index].used(log, until: refusal.decidedAt), log.count(after: began))
        guard count > 0 || refusal.toldLimit != nil else {
            // Nothing of ours is recent enough to explain it. Where the API said how long to wait, that is all there is
            // to do; else the window may be longer than we thought.
            if refusal.wait == nil, windows[index].span < Self.longestBlindSpan { windows[index].lengthen() }
            return
        }
        if let shorter = Self.shorter(than: windows[index], holding: count, refusal, wait: wait, log: log) {
            windows[index].becomes(shorter.span, holding: shorter.limit, at: refusal.at)
        } else {
            windows[index].lower(to: count, told: refusal.toldLimit, countsFrom: opensAt, at: refusal.at)
        }
    }

    /// Of a short window that let in `count` mostly in its last part, that part explains the refusal as well and lets
    /// more through; `nil` where it does not.
    private static func shorter(
        than window: LearnedWindow, holding count: Int, _ refusal: Refusal, wait: Duration, log: AcceptLog
    ) -> (span: Duration, limit: Int)? {
        let span = LearnedWindow.shortest
        guard window.isShort, window.span > span, wait <= span, refusal.toldLimit == nil,
            !window.isRaised(at: refusal.at)
        else { return nil }
        let limit = log.count(after: refusal.decidedAt - span) - log.count(after: refusal.decidedAt)
        return Double(limit) / span.seconds > Double(count) / window.span.seconds ? (span, limit) : nil
    }

    /// What a short window lets in that has turned out to be a bucket; `nil` where it has not, or where that is no less
    /// than was thought.
    private func bucketLimit(
        _ index: Int, _ filling: FillingTest?, _ refusal: Refusal, wait: Duration, log: AcceptLog
    ) -> Int? {
        guard refusal.toldLimit == nil, windows[index].isShort, let rate = filling?.rate(log, wait: wait) else {
            return nil
        }
        let limit = Int((rate * windows[index].span.seconds).rounded())
        return limit < windows[index].limit ? limit : nil
    }

    /// A trial was refused: the limit is met for the second time, or the span was too short.
    private mutating func lengthen(
        _ index: Int, _ refusal: Refusal, wait: Duration, log: AcceptLog, opensAt: BootTime
    ) {
        let old = windows[index]
        var span = max(
            old.span, Self.shortestSpan(holding: old.limit, refusal, wait: wait, log: log))
        if old.confidence == .counted { span = max(span, LearnedWindow.longer(than: old.span)) }
        windows[index] = LearnedWindow(
            span: span, limit: refusal.toldLimit ?? old.limit, confidence: .counted,
            // Without a word on how long, no new window is known to have begun: the same requests still count.
            countsFrom: refusal.wait == nil ? old.countsFrom : opensAt, at: refusal.at)
    }

    /// An unproven window refused us before it was used up: it is supposed anew, from this refusal alone.
    private mutating func relearn(
        _ index: Int, _ refusal: Refusal, wait: Duration, log: AcceptLog, opensAt: BootTime
    ) {
        let old = windows[index]
        let count = old.used(log, until: refusal.decidedAt)
        let rolling = log.count(after: refusal.decidedAt - old.span)
        if count < old.limit, rolling > count, rolling >= old.limit * 9 / 10 {
            // The window did not begin anew when it opened: it slides, and our whole log counts.
            windows[index].countsFrom = nil
            windows[index].confidence = .proven
            return
        }
        guard count > 0 || rolling > 0 || refusal.toldLimit != nil || refusal.wait == nil else {
            // Nothing of ours explains it, and how long to wait was said: there is nothing to suppose.
            windows[index].countsFrom = opensAt
            return
        }
        let limit = max(1, min(count, old.limit))
        let span = Self.shortestSpan(holding: limit, refusal, wait: wait, log: log)
        let guesses = old.guesses + 1
        windows[index] = LearnedWindow(
            span: span, limit: refusal.toldLimit ?? limit,
            confidence: refusal.toldLimit == nil ? LearnedWindow.confidence(span: span, guesses: guesses) : .counted,
            countsFrom: opensAt, guesses: guesses, at: refusal.at)
    }

    /// No known window explains it: there is another one.
    private mutating func learn(_ refusal: Refusal, wait: Duration, log: AcceptLog, opensAt: BootTime) {
        let span = LearnedWindow.snapped(wait - refusal.rounding)
        var count = log.count(after: refusal.decidedAt - span)
        if let oldest = log.oldest, refusal.decidedAt - oldest <= max(wait, .seconds(10)) { count = log.count }
        let limit = refusal.toldLimit ?? max(1, count)
        let explained = Self.shortestSpan(holding: min(limit, count), refusal, wait: wait, log: log)
        let longer = max(span, explained)
        var window = LearnedWindow(
            span: longer, limit: limit,
            confidence: refusal.toldLimit == nil ? LearnedWindow.confidence(span: longer, guesses: 1) : .counted,
            countsFrom: opensAt, at: refusal.at)
        if window.isShort { window.filling = FillingTest(burst: limit, refusedAt: refusal.decidedAt) }
        if windows.count == Self.mostWindows { windows.removeFirst() }
        windows.append(window)
    }

    /// The shortest usual window that was still closed after `wait`, if the oldest of its `count` was in it.
    ///
    /// That one was let in no sooner than the window began, and the window ends no sooner than the wait, of which the
    /// rounding may be too much.
    private static func shortestSpan(
        holding count: Int, _ refusal: Refusal, wait: Duration, log: AcceptLog
    ) -> Duration {
        guard let oldest = log.newest(count) else { return LearnedWindow.snapped(wait - refusal.rounding) }
        return LearnedWindow.snapped(refusal.decidedAt - oldest + wait - refusal.rounding)
    }
}
