/// Which resources were changed when, for the brake: counted per resource, whatever its policy was called.
package struct BrakeMemory: Sendable {
    /// The newest change of each resource, and the intents it came from, so that a refused one can be taken back.
    private var changes: [ResourceID: [IntentID: WallTime]] = [:]
    private var releases: [String: WallTime] = [:]

    /// A change counts for this long.
    package static let span = Duration.hours(24)

    mutating func changed(_ resource: ResourceID, intent: IntentID, at time: WallTime) {
        changes[resource, default: [:]][intent] = time
        changes[resource] = changes[resource]?.filter { time - $0.value < Self.span }
    }

    mutating func undo(_ resource: ResourceID, intent: IntentID) {
        changes[resource]?[intent] = nil
        if changes[resource]?.isEmpty == true { changes[resource] = nil }
    }

    mutating func release(_ policy: String, at time: WallTime) {
        releases[policy] = time
    }

    /// When the resource was last changed, if that still counts at `now`.
    package func lastChange(of resource: ResourceID, at now: WallTime) -> WallTime? {
        guard let newest = changes[resource]?.values.max(), now - newest < Self.span else { return nil }
        return newest
    }

    /// The resources whose change counts at `now`, with the time of it.
    package func counted(at now: WallTime) -> [ResourceID: WallTime] {
        changes.compactMapValues { intents in
            intents.values.max().flatMap { now - $0 < Self.span ? $0 : nil }
        }
    }

    /// True where a person let the policy's held work proceed after this drift had been seen.
    package func isReleased(policy: String, driftSince: WallTime) -> Bool {
        releases[policy].map { driftSince <= $0 } ?? false
    }
}
