/// Who else uses the key: seen where more of a window is gone than we can have used.
struct Neighbour: Sendable {
    /// What others used and in how long, the newest windows counting most.
    private var used = 0.0
    private var watched = Duration.zero
    /// The first view of the window in force, and what was counted from then on.
    private var baseline: Baseline?
    /// True once something was gone for certain that was not ours.
    private var isCertain = false

    /// Until when we look whether we are alone, and how often; from the first view on.
    private(set) var watchEnds: BootTime?
    private(set) var watchStep = Duration.zero
    /// How long we have looked so far.
    private var looked = Duration.zero

    /// When the first view was had, and whether the window in force began so soon after it that nobody need have shown.
    private var beganAt: BootTime?
    private var isUnfamiliar = false
    private var isRestored = false

    /// No more of others than the limit can be let in.
    private var highest = Double.infinity

    private struct Baseline: Sendable {
        var at: BootTime
        var remaining: Int
        var accepted: Int
        /// What this window has shown so far; part of the sums.
        var used = 0.0
        var watched = Duration.zero
    }

    /// What we had sent and had answered when a report came.
    struct Own: Sendable {
        var accepted: Int
        var inFlight: Int
    }

    /// What was seen in a window counts half as much in the next one.
    private static let decay = 0.5
    /// One that sends 36 a minute stays unseen for as long in one of 400 cases.
    private static let longestWatch = Duration.seconds(10)
    /// Requests near the edge of a sliding window may be on either side of it.
    private static let unexplainedByChance = 2
    /// Standard deviations of what others send at random.
    static let caution = 2.0
    /// Where it is asked anew with each request, as in a window that slides: a thousand times in ten windows.
    static let highCaution = 4.0
    /// With others sending one request in each window, one window in 250 is full when the next of ours comes.
    private static let alwaysHeld = 5
    /// Quarters of the limit: who takes nearly everything, or seems to, leaves us the rest of them.
    private static let mostReserved = 3
    /// No rate is made of less.
    private static let shortestWatch = Duration.seconds(5)

    /// Requests a second of all others together, 0 where none was seen.
    var rate: Double {
        guard isCertain, watched > .zero else { return 0 }
        return min(used / max(watched, Self.shortestWatch).seconds, highest)
    }

    /// What they will have sent meanwhile, most likely.
    func expected(in span: Duration) -> Int {
        Int((rate * max(span, .zero).seconds).rounded())
    }

    /// What is left to others of a window that goes on for `span`: what they need, and what they need more by chance.
    func reserve(for span: Duration, of limit: Int, caution: Double = caution) -> Int {
        let mean = rate * max(span, .zero).seconds
        guard mean > 0 else { return 0 }
        return min(Int((mean + caution * mean.squareRoot()).rounded(.up)), limit * Self.mostReserved / 4)
    }

    /// How many of the last of a window wait for its end although nobody was seen: half of the first window, and a few
    /// for the rest of time.
    func held(of limit: Int) -> Int {
        isUnfamiliar ? max(Self.alwaysHeld, limit / 2) : Self.alwaysHeld
    }

    // MARK: Events

    /// - Parameter earlier: how many of ours can have been let in before this answer in the same window, it included.
    mutating func windowBegan(_ view: HeaderView, own: Own, earlier: Int, at now: BootTime) {
        watchOn(view, at: now)
        beganAt = beganAt ?? now
        isUnfamiliar = !isRestored && beganAt.map { now - $0 < Self.longestWatch } ?? true
        used *= Self.decay
        watched = watched * Self.decay
        if used < 0.25 { isCertain = false }
        if let limit = view.limit, view.span > .zero { highest = Double(limit) / view.span.seconds }
        if let limit = view.limit, baseline == nil {
            // Of the very first window all that we sent is known, answered or not.
            baseline = Baseline(at: now, remaining: limit, accepted: own.accepted - earlier)
            windowGoesOn(remaining: view.remaining, own: own, at: now)
        } else {
            baseline = Baseline(at: now, remaining: view.remaining, accepted: own.accepted)
        }
    }

    /// What a first window was too short for is done in the next.
    private mutating func watchOn(_ view: HeaderView, at now: BootTime) {
        guard rate == 0 else { return }
        let whole = min(Self.longestWatch, view.span / 5)
        let watch = min(whole - looked, (view.endsLatest - now) / 5)
        guard watch > whole / 8 else { return }
        watchEnds = now + watch
        watchStep = max(whole / 8, .milliseconds(1))
        looked += watch
    }

    mutating func windowGoesOn(remaining: Int, own: Own, at now: BootTime) {
        guard var window = baseline else { return }
        let gone = window.remaining - remaining
        let accepted = own.accepted - window.accepted
        // All that is under way may have been counted.
        if gone > accepted + own.inFlight { isCertain = true }
        let others = max(0, Double(gone - accepted) - 0.5 * Double(own.inFlight))
        used += others - window.used
        watched += now - window.at - window.watched
        window.used = others
        window.watched = now - window.at
        baseline = window
    }

    /// A window that slides tells at any time what others used of it: whatever our own log does not explain.
    mutating func seen(_ others: Int, within span: Duration) {
        guard span > .zero else { return }
        if others > Self.unexplainedByChance { isCertain = true }
        guard isCertain else { return }
        (used, watched) = (Double(max(0, others)), span)
        if others <= 0 { isCertain = false }
    }

    /// An earlier process knew it, so that nobody has to look again.
    mutating func restore(rate: Double) {
        looked = Self.longestWatch
        isRestored = true
        guard rate.isFinite, rate > 0 else { return }
        used = min(rate, 1e6) * Self.shortestWatch.seconds
        watched = Self.shortestWatch
        isCertain = true
    }
}
