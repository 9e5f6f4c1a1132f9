/// A limit that no header told: at most `limit` requests in any `span`, as far as our own log shows.
struct LearnedWindow: Hashable, Sendable {
    var span: Duration
    var limit: Int
    var confidence: Confidence
    /// Only what was let in after this counts: a refusal that named its end began a new window.
    var countsFrom: BootTime?
    var probing: Probing
    /// How often in a row it was supposed anew.
    private(set) var guesses: Int
    /// The limit before the newest raises, and when the newest was.
    var base: Int
    var raisedAt: BootTime?
    /// What may show that it is a bucket.
    var filling: FillingTest?

    /// What is sure of it.
    enum Confidence: Hashable, Codable, Sendable {
        /// One refusal came after `limit` requests. Leaves to `counted` when one more is refused again; one more let in
        /// raises the limit.
        case guessed
        /// The limit was told or met twice, the span is the shortest that fits. Leaves to `proven` when a request is
        /// let in after it; one refused makes it longer.
        case counted
        /// Leaves to `guessed` when it refuses us sooner than it should.
        case proven
    }

    /// When the limit is next asked whether it has grown.
    struct Probing: Hashable, Sendable {
        var due: BootTime
        var gap: Duration
        /// By how much the next accepted probe raises the limit.
        var step = 1
    }

    /// The lengths that windows usually have; a learned one is the shortest of these that explains what was seen.
    private static let usual: [Duration] =
        [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200]
        .map { .seconds($0) }
    /// The first of them.
    static let shortest = Duration.seconds(1)
    /// Between our estimate of when a request was counted and the API's own count.
    static let margin = Duration.milliseconds(5)
    /// The first probe comes after two spans, and no sooner than this.
    private static let shortestProbeGap = Duration.seconds(40)
    /// Below this, limits of ten seconds and more are taken for a mistake until they have been asked again.
    private static let plausibleLimit = 20
    /// A second guess is counted on: a limit that moves on would otherwise be tried without end.
    private static let mostGuesses = 1
    private static let shortestGuessed = Duration.seconds(2)
    /// Each refused probe makes the gap half as long again, up to this or up to 16 spans: a risen limit is then found
    /// within minutes.
    private static let longestProbeGap = Duration.seconds(480)

    init(
        span: Duration, limit: Int, confidence: Confidence, countsFrom: BootTime?, guesses: Int = 1, at now: BootTime
    ) {
        self.guesses = guesses
        self.span = span
        self.limit = min(max(1, limit), AcceptLog.capacity)
        self.confidence = confidence
        self.countsFrom = countsFrom
        base = self.limit
        let gap = Self.firstProbeGap(span: span, limit: self.limit)
        probing = Probing(due: now + gap, gap: gap)
    }

    /// A few requests in a long time are hardly a limit that anybody set: it is soon asked again.
    private static func firstProbeGap(span: Duration, limit: Int) -> Duration {
        limit < plausibleLimit && span >= .seconds(10) ? span / 8 : max(span * 2, shortestProbeGap)
    }

    /// True where a request beyond its limit may well meet the next one.
    var isShort: Bool { span <= Self.shortestGuessed }

    /// The shortest of the usual lengths that is at least `span`, with some tolerance for what was measured.
    static func snapped(_ span: Duration) -> Duration {
        let least = span * 0.98 - .milliseconds(20)
        return usual.first { $0 >= least } ?? Gate.longestWait
    }

    /// Whether one of the usual lengths is at least `least` and less than `most`.
    static func isUsual(between least: Duration, and most: Duration) -> Bool {
        usual.contains { $0 >= least && $0 < most }
    }

    /// The next longer one of the usual lengths.
    static func longer(than span: Duration) -> Duration {
        usual.first { $0 > span } ?? Gate.longestWait
    }

    /// How long before the end of a blocked span a probe leaves: late, so that it tells of any rise in this span, and
    /// early enough that what it finds can still be used. In a very short one it leaves at once: late, it would meet the
    /// next one of the API's and tell nothing.
    static func probeLead(of span: Duration) -> Duration {
        span <= shortestGuessed ? span : max(span / 25, min(span / 4, .seconds(2)))
    }

    /// When `requests` more fit, of which `allowance` is the most in one `span`.
    static func opening(
        for requests: Int, allowance: Int, span: Duration, inFlight: Int, log: AcceptLog, after start: BootTime? = nil,
        at now: BootTime
    ) -> Pacer.Admission {
        let place = allowance - inFlight - (requests - 1)
        guard place >= 1 else { return inFlight > 0 ? .whenAnswered : .at(now + span) }
        guard let leaving = log.newest(place), start.map({ leaving > $0 }) ?? true else { return .now }
        return Pacer.Admission.at(leaving + span + margin).unlessPassed(now)
    }

    // MARK: Events

    /// Something that it should have let in was refused without a word.
    mutating func lengthen() {
        span = Self.longer(than: span)
    }

    /// A probe was let in: there is more room than we thought.
    mutating func raise(at now: BootTime) {
        if raisedAt.map({ now - $0 > span * 8 }) ?? true { base = limit }
        limit = min(limit + probing.step, AcceptLog.capacity)
        raisedAt = now
        probing.due = now
        probing.step = min(2 * probing.step, max(1, limit / 2))
        if probing.step > 2 { probing.gap = max(span * 2, Self.shortestProbeGap) }
    }

    /// A probe was refused: the limit is as low as we thought.
    ///
    /// - Parameter isWholeOurs: false where our share ends below the limit: probes then take more than our share, and
    ///   come ever more rarely, down to once a day.
    mutating func postponeProbe(isWholeOurs: Bool, at now: BootTime) {
        probing.step = 1
        let longest = isWholeOurs ? max(span * 16, Self.longestProbeGap) : Gate.longestWait
        probing.gap = min(max(probing.gap * 3 / 2, span), longest)
        probing.due = now + probing.gap
    }

    /// What a refusal that told no limit makes of a window: a guess to be tried at once, unless it has been guessed
    /// before, or is so short that a request beyond the limit may well meet the next one.
    static func confidence(span: Duration, guesses: Int) -> Confidence {
        guesses > mostGuesses || span <= shortestGuessed ? .counted : .guessed
    }

    /// What explains a refusal better than what was thought; it is believed, and asked again later than before.
    mutating func becomes(_ span: Duration, holding limit: Int, at now: BootTime) {
        let gap = probing.gap
        self = LearnedWindow(span: span, limit: limit, confidence: .proven, countsFrom: nil, at: now)
        probing.gap = gap
        postponeProbe(isWholeOurs: true, at: now)
    }

    /// True while its newest raise may have gone too far.
    func isRaised(at now: BootTime) -> Bool {
        base < limit && raisedAt.map { now - $0 <= span * 2 } ?? false
    }

    /// A refusal after only `count` in the span: the limit fell, or others took their part, or it was a mistake.
    mutating func lower(to count: Int, told: Int?, countsFrom start: BootTime, at now: BootTime) {
        if let told {
            becomes(span, holding: told, at: now)
            return
        }
        if isRaised(at: now), count >= base {
            // The newest raise went too far, and what was before it is known.
            limit = isShort ? base : max(base, min(count, limit - 1))
        } else if isShort {
            limit = max(1, min(count, limit))
            base = limit
            raisedAt = nil
        } else {
            self = LearnedWindow(span: span, limit: max(1, count), confidence: .guessed, countsFrom: start, at: now)
            return
        }
        postponeProbe(isWholeOurs: true, at: now)
    }
}
