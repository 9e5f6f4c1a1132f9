/// What outlives the process.
extension Pacer {
    /// The most accepted requests that are kept: each restart is followed by that much less surprise, and a record of
    /// 30 KB is still written quickly.
    private static let mostKeptAccepts = 4096

    package func record(at now: Moment) -> PacingRecord {
        // What is over would come back with a clock that is set back.
        let current = view.flatMap { $0.isOver(at: now.boot) ? nil : $0 }
        var record = PacingRecord(
            closedUntil: closed(at: now.boot).map(now.wall(at:)), limit: view?.limit ?? toldLimit,
            remaining: current?.remaining, resetAt: current.map { now.wall(at: $0.endsLatest) },
            window: view?.longestSpan ?? toldSpan)
        record.recordedAt = now.wall
        record.neighbourRate = neighbour.rate
        record.learned = learning.windows.map { window in
            PacingRecord.Window(
                span: window.span, limit: window.limit, isProven: window.confidence == .proven,
                probeDue: now.wall(at: window.probing.due), probeGap: window.probing.gap)
        }
        record.concurrency = learning.cap.most
        let longest = max(view?.longestSpan ?? .zero, learning.windows.map(\.span).max() ?? .zero)
        record.accepted = accepts.tail(after: now.boot - longest, most: Self.mostKeptAccepts)
            .map { Int((now.boot - $0).milliseconds) }
        return record
    }

    /// Takes up what an earlier process knew; dates further ahead than a day, or than they were then, are not believed.
    package mutating func restore(_ record: PacingRecord, at now: Moment) {
        if let until = record.closedUntil, until > now.wall {
            gate.restore(closedUntil: now.boot(at: min(until, record.horizon(of: until, at: now))))
        }
        toldLimit = record.limit.flatMap { $0 > 0 ? min($0, HeaderView.largestLimit) : nil }
        toldSpan = record.window.map(LearnedWindow.believable)
        restoreAccepts(record, at: now)
        if let ceiling = settings.ceiling { countSends(ceiling, at: now.boot) }
        learning.restore((record.learned ?? []).compactMap { LearnedWindow($0, at: now) })
        if let most = record.concurrency, (1...AcceptLog.capacity).contains(most) {
            learning.cap.restore(most: most, at: now.boot)
        }
        if let rate = record.neighbourRate { neighbour.restore(rate: rate) }
        if let remaining = record.remaining, let resetAt = record.resetAt, resetAt > now.wall {
            view = HeaderView(
                limit: toldLimit, remaining: max(0, min(remaining, HeaderView.largestLimit)),
                endsAt: now.boot(at: min(resetAt, record.horizon(of: resetAt, at: now))),
                span: toldSpan ?? .zero, at: now.boot)
        }
    }

    /// A wall clock that was set back meanwhile makes them younger than they are: they then count for longer.
    private mutating func restoreAccepts(_ record: PacingRecord, at now: Moment) {
        guard let accepted = record.accepted, let recordedAt = record.recordedAt else { return }
        let passed = min(max(now.wall - recordedAt, .zero), Gate.longestWait)
        for milliseconds in accepted.suffix(Self.mostKeptAccepts) {
            let age = min(max(.milliseconds(milliseconds), .zero), Gate.longestWait)
            accepts.append(now.boot - passed - age, keeping: Gate.longestWait)
        }
    }
}

extension PacingRecord {
    /// How far ahead a date of the record may lie: as far as when it was written, where that can be told.
    fileprivate func horizon(of date: WallTime, at now: Moment) -> WallTime {
        guard let recordedAt, recordedAt < date else { return now.wall + Gate.longestWait }
        return now.wall + min(date - recordedAt, Gate.longestWait)
    }
}

extension LearnedWindow {
    static func believable(_ span: Duration) -> Duration {
        min(max(span, .zero), Gate.longestWait)
    }

    /// - Returns: `nil` for what no window can be.
    fileprivate init?(_ record: PacingRecord.Window, at now: Moment) {
        guard record.span > .zero, record.span <= Gate.longestWait, record.limit > 0 else { return nil }
        self.init(
            span: record.span, limit: record.limit, confidence: record.isProven ? .proven : .guessed,
            countsFrom: record.isProven ? nil : now.boot, at: now.boot)
        let gap = Self.believable(record.probeGap)
        let due = min(max(record.probeDue, now.wall), now.wall + Gate.longestWait)
        probing = Probing(due: now.boot(at: due), gap: max(gap, probing.gap))
    }
}
