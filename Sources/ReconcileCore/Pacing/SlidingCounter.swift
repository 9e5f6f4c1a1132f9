/// An API that counts in two buckets: what the one before holds fades evenly while the one under way goes on.
///
/// Its headers look like those of windows that follow each other, but a bucket begins with nearly all of the last one
/// still counted. That is how it is recognised. From then on our own log tells what fades, and when the next fits.
struct SlidingCounter: Sendable {
    /// What others had in the bucket under way and in the one before, at least.
    private var others = 0
    private var othersBefore = 0

    /// The bucket under way: how long it is, and between which times it ends.
    struct Bucket: Sendable {
        var span: Duration
        var endsEarliest: BootTime
        var endsLatest: BootTime

        /// The same, one bucket later.
        var next: Self {
            Self(span: span, endsEarliest: endsEarliest + span, endsLatest: endsLatest + span)
        }
    }

    /// So much more room than there can be disproves it.
    private static let mostSurplus = 0.1
    /// A bucket that was less full than this part of the limit tells nothing when the next begins.
    private static let leastFullness = 0.25

    /// Whether the first answer of a window that follows one of which `gone` was used counts that still.
    static func isShown(by report: HeaderView.Report, limit: Int, gone: Int, span: Duration) -> Bool {
        let span = max(span, report.resetAfter)
        guard Double(gone) > Double(limit) * leastFullness, report.resetAfter > span * 3 / 4 else { return false }
        // The request itself is counted, too; the rest of the bucket is told to the second.
        let faded = Double(gone) * (report.resetAfter / span) + 1
        let tolerance = Double(gone) / span.seconds + 1
        let counted = Double(limit - report.remaining)
        return counted > Double(gone) / 2 && abs(counted - faded) <= tolerance
    }

    // MARK: Questions

    /// When the last of `requests` more fits.
    func opening(
        for requests: Int, limit: Int, _ bucket: Bucket, inFlight: Int, log: AcceptLog, at now: BootTime
    ) -> Pacer.Admission {
        let before = Double(previous(bucket, log))
        let room = Double(limit - requests - inFlight - current(bucket, log))
        guard room >= 0 else {
            return inFlight > 0 ? .whenAnswered : .at(max(bucket.endsLatest, now) + HeaderView.afterReset)
        }
        guard before > room else { return .now }
        return .at(bucket.endsLatest - bucket.span * (room / before) + LearnedWindow.margin).unlessPassed(now)
    }

    /// Others together in the last two buckets.
    var seen: Int { others + othersBefore }

    private func previous(_ bucket: Bucket, _ log: AcceptLog) -> Int {
        let began = log.count(after: bucket.endsEarliest - bucket.span * 2)
        return othersBefore + began - log.count(after: bucket.endsLatest - bucket.span)
    }

    private func current(_ bucket: Bucket, _ log: AcceptLog) -> Int {
        others + log.count(after: bucket.endsEarliest - bucket.span)
    }

    private func counted(_ bucket: Bucket, _ log: AcceptLog, at time: BootTime) -> Double {
        guard bucket.span > .zero else { return Double(current(bucket, log)) }
        let weight = min(max((bucket.endsLatest - time) / bucket.span, 0), 1)
        return Double(previous(bucket, log)) * weight + Double(current(bucket, log))
    }

    // MARK: Events

    mutating func bucketBegan() {
        (othersBefore, others) = (others, 0)
    }

    /// What an answer counted of the limit, itself included: more than we know of is others'.
    ///
    /// - Returns: false where it counted so much less that the API cannot count in this way.
    mutating func told(
        _ gone: Int, limit: Int, _ bucket: Bucket, inFlight: Int, log: AcceptLog, sentAt: BootTime, at now: BootTime
    ) -> Bool {
        let most = counted(bucket, log, at: sentAt) + Double(inFlight)
        others += max(0, Int((Double(gone - 1) - most).rounded(.up)))
        return counted(bucket, log, at: now) - Double(gone) <= Double(limit) * Self.mostSurplus
    }
}
