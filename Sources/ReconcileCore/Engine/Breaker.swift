/// Notices that the API as a whole does not answer, so that not every resource has to find out by itself.
struct Breaker: Sendable {
    private var failures = 0
    private var resources: Set<ResourceID> = []
    private(set) var open: Open?

    struct Open: Sendable {
        var detail: String
        var since: BootTime
        var nextProbe: BootTime
        var probes: Int
        var isProbing: Bool

        /// What holds whatever waits for an answer. The failure that it quotes was another resource's.
        func hold(at now: Moment) -> Hold {
            Hold(
                .backoff, "The API as a whole does not answer, so only probes are sent; at last: \(detail)",
                code: "breaker", until: now.wall(at: nextProbe))
        }
    }

    /// So many failures in a row over so many resources open it.
    static let failureLimit = 10
    static let resourceLimit = 3
    static let firstProbe = Duration.seconds(5)
    static let longestProbe = Duration.minutes(5)

    /// - Returns: true where it opens with this failure.
    mutating func failed(_ resource: ResourceID?, _ detail: String, at now: BootTime) -> Bool {
        failures += 1
        if let resource { resources.insert(resource) }
        guard open == nil, failures >= Self.failureLimit, resources.count >= Self.resourceLimit else { return false }
        open = Open(detail: detail, since: now, nextProbe: now + Self.firstProbe, probes: 0, isProbing: false)
        return true
    }

    /// - Returns: true where it was open until now.
    mutating func answered() -> Bool {
        failures = 0
        resources = []
        defer { open = nil }
        return open != nil
    }

    /// True where one probe is to be sent now.
    mutating func takesProbe(at now: BootTime) -> Bool {
        guard let current = open, !current.isProbing, current.nextProbe <= now else { return false }
        open?.isProbing = true
        return true
    }

    mutating func probeFailed(at now: BootTime) {
        guard let current = open else { return }
        let delay = min(Self.longestProbe, Self.firstProbe * (1 << min(current.probes + 1, 10)))
        open?.probes += 1
        open?.nextProbe = now + delay
        open?.isProbing = false
    }
}
