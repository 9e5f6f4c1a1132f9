import ReconcileCore

/// Sees each write leave, and knows by simpler means than the engine, which decides on them, what must never happen.
struct WriteSentry: Sendable {
    private var underWay: [RequestID: ResourceID] = [:]

    /// - Returns: what is broken, where this request must not leave; `nil` where it may.
    mutating func leaves(_ id: RequestID, _ request: Request) -> String? {
        guard case .write(let write) = request else { return nil }
        guard !underWay.values.contains(write.resource) else {
            return "a second write to \(write.resource.text) was to leave while one was under way"
        }
        underWay[id] = write.resource
        return nil
    }

    /// Its answer came, or will not come.
    mutating func answered(_ id: RequestID) {
        underWay[id] = nil
    }
}
