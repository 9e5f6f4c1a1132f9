/// The reads that follow a write until one shows that it took.
struct Confirmation: Sendable {
    var intent: LedgerEntry.Intent
    /// The provider's claim; `nil` where no answer came or the process ended in between.
    var claimed: Bool?
    private(set) var due: BootTime
    private var deadline: BootTime
    private var reads = 0

    /// From each read to the next; the first is due at once. Running total: 0, 2, 7, 22, 52 s.
    static let delays: [Duration] = [.zero, .seconds(2), .seconds(5), .seconds(15), .seconds(30)]
    /// How long a write may take to show, in time during which we were allowed to look.
    static let patience = Duration.seconds(60)

    init(of intent: LedgerEntry.Intent, claimed: Bool?, at now: BootTime) {
        self.intent = intent
        self.claimed = claimed
        due = now
        deadline = now + Self.patience
    }

    /// A read leaves: time that it had to wait for its turn does not count.
    mutating func looked(at now: BootTime) {
        if now > due { deadline = deadline + (now - due) }
        reads += 1
    }

    /// The read did not show it.
    ///
    /// - Returns: false where that was the last one.
    mutating func missed(at now: BootTime) -> Bool {
        guard reads < Self.delays.count, now + Self.delays[reads] <= deadline else { return false }
        due = now + Self.delays[reads]
        return true
    }

    /// The read never left, or the API held it back: it stays due.
    mutating func notLooked() {
        reads -= 1
    }
}
