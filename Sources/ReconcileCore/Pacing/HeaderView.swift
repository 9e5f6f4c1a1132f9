/// What the headers of answers say of the window, kept in the order of cause and effect.
///
/// An answer counts as newer only where its request left after the view in force had arrived; of a burst whose answers
/// overtake each other the least that remains counts.
struct HeaderView: Sendable {
    private(set) var limit: Int?
    private(set) var remaining: Int
    /// How many of ours can have been counted in this window, at the most.
    private(set) var ours: Int
    /// The window ends within these: headers tell it to the second.
    private(set) var endsEarliest: BootTime
    private(set) var endsLatest: BootTime
    /// When the answer that said so arrived.
    private(set) var receivedAt: BootTime
    /// How long a window lasts, as the first answer of one told it.
    private(set) var span: Duration
    /// The longest that windows before it were told to last, unless they became shorter.
    private var longestBefore: Duration
    /// By how much windows have ended later than the headers told: their clock may be wrong, or rounded down.
    private var lateness = Duration.zero
    /// True where room came back bit by bit before a window was over: it slides, or it is a bucket.
    private(set) var refillsGradually = false

    /// Set where the API counts in two buckets that fade into each other.
    var counter: SlidingCounter?
    /// True once a window began anew although the one before was used up.
    private(set) var beginsAnew = false

    /// The shortest that was told to go on when nothing but the request itself was counted.
    private var shortestFresh: Duration?

    /// True where windows follow each other whatever we do: one was told to be nearly over when it was still empty, and
    /// one that slides, or that begins with its first request, never is. What nobody would set is no whole window.
    var isAligned: Bool {
        guard !refillsGradually, lateness == .zero, let shortestFresh else { return false }
        return shortestFresh < span - Self.rounding
            || !LearnedWindow.isUsual(between: shortestFresh, and: shortestFresh + Self.rounding)
    }

    /// The longest that a window was told to last: whoever asks late is told but the rest of one.
    var longestSpan: Duration { max(span, longestBefore) }

    /// How long a whole one lasts, most likely.
    var wholeSpan: Duration { LearnedWindow.snapped(longestSpan) }

    /// What one answer said.
    struct Report: Sendable {
        var limit: Int?
        var remaining: Int
        var resetAfter: Duration
        /// The window ends no sooner than this.
        var endsEarliest: BootTime
        var sentAt: BootTime
        var receivedAt: BootTime
        /// How many others of ours, answered before it, may have been counted after it.
        var overtaken = 0

        /// `nil` where the headers do not say enough to be a view.
        ///
        /// - Parameter latest: when the window ends by the API's clock, at the latest, where that is known.
        init?(_ rate: RateHeaders, endsBy latest: BootTime? = nil, sentAt: BootTime, at now: BootTime) {
            guard let remaining = rate.remaining, let resetAfter = rate.resetAfter else { return nil }
            limit = rate.limit.flatMap { $0 > 0 ? min($0, HeaderView.largestLimit) : nil }
            self.remaining = min(max(0, remaining), HeaderView.largestLimit)
            let told = min(max(.zero, resetAfter), Gate.longestWait)
            self.resetAfter = latest.map { min(told, max(.zero, $0 - now)) } ?? told
            endsEarliest = min(now + self.resetAfter, max(sentAt, sentAt + told - HeaderView.rounding))
            self.sentAt = sentAt
            receivedAt = now
        }

        var endsLatest: BootTime { receivedAt + resetAfter }
    }

    /// What a report did to the view.
    enum Change: Hashable, Sendable {
        /// It tells more of the same window.
        case sameWindow
        /// It is the first of another window, or of another limit.
        case newWindow
        /// It is older than what is known.
        case none
    }

    /// By so much a window may end sooner than told: seconds from now are rounded up, and a date is measured from the
    /// answer's own `Date`, which is rounded down.
    private static let rounding = Duration.seconds(1)
    /// Counters in buckets count by the minute, mostly.
    private static let usualBucket = Duration.seconds(60)
    /// No limit that matters is larger, and sums of such numbers cannot overflow.
    static let largestLimit = 1_000_000_000
    /// After the time at which a window is over, so that the API's clock may read a little less than ours.
    static let afterReset = Duration.milliseconds(10)

    init(_ report: Report, longestBefore: Duration = .zero) {
        self.longestBefore = longestBefore
        limit = report.limit
        remaining = report.remaining
        ours = report.limit.map { max(1, $0 - report.remaining) } ?? 1
        endsEarliest = report.endsEarliest
        endsLatest = report.endsLatest
        receivedAt = report.receivedAt
        span = report.resetAfter
        note(report)
    }

    /// When the next window has surely begun.
    var nextWindow: BootTime { endsLatest + lateness + Self.afterReset }

    func isOver(at now: BootTime) -> Bool {
        now >= nextWindow
    }

    // MARK: Events

    mutating func take(_ report: Report) -> Change {
        let limitChanged = report.limit != nil && limit != nil && report.limit != limit
        limit = report.limit ?? limit
        note(report)
        guard report.sentAt >= receivedAt else {
            let change = takeOvertaken(report)
            return limitChanged ? .newWindow : change
        }
        let isLater = report.endsEarliest > endsLatest
        if limitChanged { counter = nil }
        if isLater || isOver(at: report.receivedAt) { judgeBegin(report) }
        let hasRoomAgain = report.remaining > remaining && counter == nil
        if hasRoomAgain { judgeRefill(report) }
        if isLater || hasRoomAgain || isOver(at: report.receivedAt) || limitChanged {
            let (span, refills, fresh) = (span, refillsGradually, shortestFresh)
            let (counter, beginsAnew) = (counter, beginsAnew)
            let lateness = hasRoomAgain && report.receivedAt < endsLatest ? .zero : lateness
            let (longest, apart) = (longestSpan, report.endsLatest - endsEarliest)
            self = HeaderView(report, longestBefore: longest)
            remaining = max(0, remaining - report.overtaken)
            self.limit = report.limit ?? limit
            refillsGradually = refills
            self.lateness = lateness
            shortestFresh = fresh
            self.counter = counter
            self.beginsAnew = beginsAnew
            // Only a fresh window that is not a bucket tells its whole length, and only as it begins. That windows
            // became shorter is sure where one ends too soon after the one before.
            if refills || counter != nil || remaining + 1 < self.limit ?? 0 {
                self.span = max(span, self.span)
            } else {
                longestBefore = min(longest, apart)
            }
            return .newWindow
        }
        remaining = report.remaining
        ours += 1
        receivedAt = report.receivedAt
        narrow(report)
        return .sameWindow
    }

    /// Sent before the view in force was known, so it may have been counted before or after.
    private mutating func takeOvertaken(_ report: Report) -> Change {
        guard report.endsLatest >= endsEarliest else { return .none }
        ours += 1
        if report.remaining <= remaining {
            remaining = report.remaining
            receivedAt = report.receivedAt
            if report.endsEarliest > endsLatest { endsLatest = report.endsLatest }
        }
        return .sameWindow
    }

    private mutating func note(_ report: Report) {
        guard let limit, report.remaining == limit - 1, limit > 1 else { return }
        shortestFresh = min(shortestFresh ?? report.resetAfter, report.resetAfter)
    }

    /// Every report of one window tells its end anew: it lies where all of them agree.
    private mutating func narrow(_ report: Report) {
        span = max(span, report.resetAfter)
        let earliest = max(endsEarliest, report.endsEarliest)
        let latest = min(endsLatest, report.endsLatest)
        if earliest <= latest, !refillsGradually {
            (endsEarliest, endsLatest) = (earliest, latest)
        } else {
            (endsEarliest, endsLatest) = (report.endsEarliest, report.endsLatest)
        }
    }

    /// The first answer of another window: does it count what the one before held?
    private mutating func judgeBegin(_ report: Report) {
        guard let limit else { return }
        if counter != nil {
            counter?.bucketBegan()
        } else if SlidingCounter.isShown(by: report, limit: limit, gone: limit - remaining, span: span) {
            counter = SlidingCounter()
            refillsGradually = false
        } else if remaining == 0, report.remaining > limit / 2 {
            beginsAnew = true
        }
    }

    /// The bucket under way, where the API counts in such.
    var bucket: SlidingCounter.Bucket {
        SlidingCounter.Bucket(span: span, endsEarliest: endsEarliest, endsLatest: endsLatest)
    }

    /// When the first request of the next window may leave. As long as nobody knows whether the API counts in buckets,
    /// the end of a window that is used up may be the begin of one in which the next fits only a little later.
    var nextFirst: BootTime {
        guard remaining == 0, lateness == .zero, !beginsAnew, !refillsGradually, let limit else { return nextWindow }
        return nextWindow + min(span / 8, max(span, Self.usualBucket) / limit)
    }

    /// Room came back. A window that begins anew has its whole length before it; one that slides, and a bucket, have
    /// not.
    private mutating func judgeRefill(_ report: Report) {
        guard limit != nil, report.resetAfter > .zero else { return }
        if report.resetAfter >= span * 3 / 4 {
            refillsGradually = false
        } else if report.receivedAt <= endsLatest + span / 8 {
            refillsGradually = true
        }
    }

    /// One more may have been counted of which no header tells.
    mutating func spend() {
        remaining = max(0, remaining - 1)
        ours += 1
    }

    /// A 429 came. How long it asks to wait is believed more than when the window was said to end.
    mutating func refused(sentAt: BootTime, wait: Duration?, remaining: Int?, at now: BootTime) {
        let isOver = isOver(at: sentAt)
        let end = wait.map { now + $0 }
        if isOver, let end { lateness = min(end - endsLatest, span) }
        self.remaining = min(self.remaining, max(0, remaining ?? 0))
        guard counter == nil else { return }
        if let end { (endsEarliest, endsLatest) = (min(endsEarliest, end), isOver ? end - lateness : end) }
        receivedAt = now
        refillsGradually = false
    }

    /// Takes up what an earlier process knew.
    init(limit: Int?, remaining: Int, endsAt: BootTime, span: Duration, at now: BootTime) {
        self.limit = limit
        self.remaining = remaining
        ours = limit.map { max(0, $0 - remaining) } ?? 0
        endsEarliest = endsAt
        endsLatest = endsAt
        receivedAt = now
        self.span = span
        longestBefore = span
    }
}
