/// How many requests the API handles at once, where it refuses what is more: some count that beside windows, or instead.
///
/// It shows when one is refused for a moment out of a crowd larger than any that was let in whole. What has been answered
/// is under way no more, so that a request that leaves for an answer always fits: the cap costs the refusals of one
/// crowd, and later one now and then that asks whether it has risen.
struct ConcurrencyCap: Sendable {
    /// The most under way at once; `nil` where only windows are known to refuse.
    private(set) var most: Int?
    /// So many were let in one after the other while as many were under way. One more that a try found is not among them
    /// until the next try: it can have met an answer on its way.
    private var proven = 0
    /// Let in, and refused, since the last of the other kind.
    private var letIn = 0
    private var refused = 0
    private var due = BootTime(sinceBoot: .zero)
    private var gap = shortestGap

    /// A place is free again when an answer leaves: no cap asks for a long wait, and many windows do.
    private static let longestWait = Duration.seconds(2)
    /// After a try that was let in, whatever it rests on is shown to hold within this.
    private static let trust = Duration.seconds(10)
    /// Each refused try makes the gap half as long again, up to the longest: what has risen is found within minutes.
    private static let shortestGap = Duration.seconds(40)
    private static let longestGap = Duration.seconds(480)

    /// How many may be under way now, the one that would leave included.
    func allowed(at now: BootTime) -> Int? {
        most.map { $0 + (due <= now ? 1 : 0) }
    }

    /// Takes up what an earlier process knew; it is asked later whether it has risen.
    mutating func restore(most: Int, at now: BootTime) {
        self.most = most
        proven = most
        due = now + gap
    }

    /// - Parameter underWay: how many were until this answer.
    mutating func accepted(underWay: Int, at now: BootTime) {
        letIn += 1
        guard let most else {
            proven = max(proven, min(letIn, underWay))
            return
        }
        guard underWay > most else { return }
        proven = most
        self.most = underWay
        due = now + Self.trust
    }

    mutating func refused(isEvent: Bool) {
        refused = isEvent ? 1 : refused + 1
        letIn = 0
    }

    /// Whether it explains a refusal, all that was under way with it being answered.
    mutating func explains(_ refusal: WindowLearning.Refusal, at now: BootTime) -> Bool {
        guard let wait = refusal.wait, wait <= Self.longestWait, refusal.underWay > proven else { return false }
        if most == nil {
            let letIn = refusal.underWay - refused
            // Where nobody was let in it is not for being too many.
            guard letIn > 0 else { return false }
            proven = letIn
        } else {
            gap = min(gap * 3 / 2, Self.longestGap)
        }
        most = proven
        due = now + gap
        return true
    }
}
