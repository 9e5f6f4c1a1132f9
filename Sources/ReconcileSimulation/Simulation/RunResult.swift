import ReconcileCore

/// What a run came to.
package struct RunResult: Sendable {
    package var seed: UInt64
    /// What is broken, the first first, as `checker: text`; empty where nothing is.
    package var findings: [String]
    /// The name of the checker that found the first.
    package var checker: String?
    package var marks: Marks
    package var hash: UInt64
    package var simulated: Duration
    package var requests: Int
    package var writes: Int
    /// Effect boundaries passed while things went wrong, and in all.
    package var boundariesOfRage: Int
    package var boundaries: Int
    package var statesCut: Set<UInt64>
    package var lines: [String]
    package var secondsSimulated: Double { simulated.seconds }
    /// Where the world stood at the end.
    package var end: EndState
}

/// What two runs must have in common that had the same wishes.
package struct EndState: Hashable, Sendable {
    /// By guest: whether its door is open, what it is wanted to be, and the verdict.
    package var guests: [String: String] = [:]
    /// The changes that were asked for, each once.
    package var writes: Set<String> = []
}
