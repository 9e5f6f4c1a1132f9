import ReconcileCore
package import ReconcileSimulation

/// One server, one workload and one company on the key: a row of the results.
package struct PacingScenario: Sendable {
    /// On the command line.
    package var name: String
    /// In tables and the plot, below the heading of its group.
    package var title: String
    /// What is grouped under one heading.
    package var group: Group
    /// The limits, all of which hold. Those with windows get a seeded offset in each run, so that no client profits from
    /// windows that begin when it does.
    package var limits: [RateLimit]
    package var changes: [RateLimitChange] = []
    package var headers = HeaderStyle.full
    /// Reads that wait from the start.
    package var reads = 1000
    /// Writes that arrive at random while the reads wait.
    package var writes = 0
    package var neighbour = Neighbour.none
    /// When the client is killed, as a range of which each seed takes a time; `nil` for never.
    package var killed: ClosedRange<Duration>?
    /// How long the server works on an admitted request, drawn evenly for each in turn; `nil` for no time at all.
    package var service: ClosedRange<Duration>?

    package init(_ name: String, _ title: String, _ group: Group, _ limits: [RateLimit]) {
        self.name = name
        self.title = title
        self.group = group
        self.limits = limits
    }

    package enum Group: String, CaseIterable, Sendable {
        case headers = "Alone, headers on every answer"
        case retryAfter = "Alone, nothing but Retry-After on a 429"
        case silent = "Alone, nothing in the headers"
        case changes = "The limit changes"
        case shared = "Shared key"
        case writes = "Writes among the reads"
        case trouble = "Trouble"
    }
}

/// Who else uses the key.
package enum Neighbour: Hashable, Sendable {
    case none
    /// Requests at random times, so many a minute on average.
    case poisson(perMinute: Double)
    /// So many requests within `over`, at random times, every `every` on average.
    case bursts(of: Int, over: Duration, every: Duration)
    /// A second client of the same kind, with as much to do.
    case twin
}

/// What the answers say of the limit.
package struct HeaderStyle: Hashable, Sendable {
    package var choice: RateHeaderChoice
    package var rounding = Rounding.up
    /// How late the end of the window is told, as by a clock that is fast; below zero for one that is slow.
    package var resetSkew = Duration.zero

    /// How times become whole seconds.
    package enum Rounding: Hashable, Sendable {
        case up
        case down
    }

    package static let full = Self(choice: .all)
    package static let retryAfterOnly = Self(choice: .retryAfterOnly)
    package static let none = Self(choice: .none)
}
