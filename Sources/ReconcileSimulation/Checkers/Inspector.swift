import ReconcileCore

/// Shows every step to every checker, and keeps what they find broken.
struct Inspector {
    let facts: Facts
    private var checkers: [any Checker]
    private(set) var findings: [Finding] = []

    struct Finding: Hashable, Sendable {
        /// The checker's name, which a shrunk run must break again.
        var checker: String
        var text: String
    }

    init(facts: Facts) {
        self.facts = facts
        checkers = [
            WriteChecker(), ExceptionChecker(), OrderChecker(), JournalChecker(), RationChecker(), PaceChecker(),
            ViewChecker(), TimerChecker(), AbsenceChecker(), CredentialChecker(), CacheChecker(), PassChecker(),
            ScheduleChecker(), WaveChecker(), RotationChecker(), TurnChecker(),
        ]
    }

    mutating func see(_ sighting: Sighting) {
        for index in checkers.indices {
            for text in checkers[index].see(sighting, facts) {
                findings.append(Finding(checker: "\(type(of: checkers[index]))", text: text))
            }
        }
        facts.follow(sighting)
    }

    /// Notes what something other than a checker of every step found broken.
    mutating func note(_ checker: String, _ text: String) {
        findings.append(Finding(checker: checker, text: text))
    }
}
