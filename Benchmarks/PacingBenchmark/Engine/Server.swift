import ReconcileCore
import ReconcileSimulation

/// The API with its limit, as one run meets it.
struct Server {
    private var limiter: RateLimiter
    private let style: HeaderStyle
    private let service: ClosedRange<Duration>?
    private var draws: SplitMix64
    /// How long the next admitted request takes: the k-th takes the same for every client.
    private var nextService = Duration.zero

    struct Answer {
        var isAdmitted: Bool
        /// Until the answer leaves.
        var service: Duration
        var rate: RateHeaders
        /// What the server itself knows, whatever it says. Refused: until there is room. Admitted: until the window is
        /// over, or the oldest of a sliding log is forgotten.
        var resetAfter: Duration
    }

    init(_ scenario: PacingScenario, seed: UInt64) {
        var offsets = Draws.generator(seed: seed, for: .offset)
        let shifts = scenario.limits.map { $0.kind.hasWindows ? $0.window * -offsets.unit() : .zero }
        limiter = RateLimiter(
            Self.shifted(scenario.limits, shifts),
            changes: scenario.changes.map { RateLimitChange(at: $0.at, limits: Self.shifted($0.limits, shifts)) })
        style = scenario.headers
        service = scenario.service
        draws = Draws.generator(seed: seed, for: .service)
        nextService = drawnService()
    }

    mutating func take(at now: BootTime) -> Answer {
        let standing = limiter.take(at: now, holding: nextService)
        let service = standing.isAdmitted ? nextService : .zero
        if standing.isAdmitted { nextService = drawnService() }
        return Answer(
            isAdmitted: standing.isAdmitted, service: service, rate: style.fields(for: standing),
            resetAfter: standing.resetAfter)
    }

    /// When a request would be let in if none came before it, changes to come included.
    mutating func opens(at now: BootTime) -> BootTime {
        limiter.opens(at: now)
    }

    /// The same for one that believes what it would be told now.
    mutating func opensUnlessChanged(at now: BootTime) -> BootTime {
        limiter.opensUnlessChanged(at: now)
    }

    private mutating func drawnService() -> Duration {
        service.map { draws.uniform($0) } ?? .zero
    }

    private static func shifted(_ limits: [RateLimit], _ shifts: [Duration]) -> [RateLimit] {
        zip(limits, shifts).map { limit, shift in
            RateLimit(kind: limit.kind, limit: limit.limit, window: limit.window, offset: limit.offset + shift)
        }
    }
}

extension RateLimit.Kind {
    /// Whether it matters when the windows begin.
    fileprivate var hasWindows: Bool {
        switch self {
        case .fixedWindow, .slidingCounter: true
        case .slidingLog, .tokenBucket, .concurrency: false
        }
    }
}

extension HeaderStyle {
    /// What an answer says, as a client has read it.
    func fields(for standing: RateStanding) -> RateHeaders {
        let chosen = standing.isAdmitted ? choice.onSuccess : choice.onRefusal
        let reset = max(.zero, .seconds(wholeSeconds(standing.resetAfter)) + resetSkew)
        return RateHeaders(
            limit: chosen.contains(.limit) ? standing.limit : nil,
            remaining: chosen.contains(.remaining) ? standing.remaining : nil,
            resetAfter: chosen.contains(.reset) ? reset : nil,
            retryAfter: chosen.contains(.retryAfter) ? .seconds(max(1, wholeSeconds(standing.resetAfter))) : nil)
    }

    private func wholeSeconds(_ duration: Duration) -> Int {
        switch rounding {
        case .up: Int(duration.seconds.rounded(.up))
        case .down: Int(duration.seconds.rounded(.down))
        }
    }
}
