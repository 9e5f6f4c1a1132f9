import ReconcileCore
import ReconcileSimulation

extension PacingScenario {
    /// Every row of the results.
    package static let all = headersAlone + retryAfterAlone + silentAlone + changing + shared + writing + troubled

    private static func fixed(_ limit: Int, _ seconds: Int) -> RateLimit {
        RateLimit(kind: .fixedWindow, limit: limit, window: .seconds(seconds))
    }

    private static func sliding(_ limit: Int, _ seconds: Int) -> RateLimit {
        RateLimit(kind: .slidingLog, limit: limit, window: .seconds(seconds))
    }

    /// So many a second, in bursts of up to 20.
    private static func bucket(perSecond: Int) -> RateLimit {
        RateLimit(kind: .tokenBucket, limit: 20, window: .seconds(20) / perSecond)
    }

    private static let headersAlone = [
        PacingScenario("headers-fixed", "fixed 100 / 60 s", .headers, [fixed(100, 60)]),
        PacingScenario("headers-sliding", "sliding log 100 / 60 s", .headers, [sliding(100, 60)]),
        PacingScenario("headers-bucket", "bucket 10 / s, burst 20", .headers, [bucket(perSecond: 10)]),
        PacingScenario(
            "headers-counter", "sliding counter 100 / 60 s", .headers,
            [RateLimit(kind: .slidingCounter, limit: 100, window: .seconds(60))]),
    ]

    private static let retryAfterAlone = [
        PacingScenario("retryafter-fixed", "fixed 100 / 60 s", .retryAfter, [fixed(100, 60)]),
        PacingScenario("retryafter-sliding", "sliding log 100 / 60 s", .retryAfter, [sliding(100, 60)]),
        PacingScenario("retryafter-bucket", "bucket 10 / s, burst 20", .retryAfter, [bucket(perSecond: 10)]),
        PacingScenario("retryafter-second", "fixed 10 / 1 s", .retryAfter, [fixed(10, 1)]),
        PacingScenario("retryafter-few", "fixed 5 / 1 s", .retryAfter, [fixed(5, 1)]),
        PacingScenario("retryafter-tiers", "10 / 1 s and 300 / 300 s", .retryAfter, [fixed(10, 1), fixed(300, 300)]),
        PacingScenario("retryafter-hour", "fixed 1000 / h, 3000 requests", .retryAfter, [fixed(1000, 3600)]).with {
            $0.reads = 3000
        },
    ].map { scenario in scenario.with { $0.headers = .retryAfterOnly } }

    private static let silentAlone = [
        PacingScenario("silent-fixed", "fixed 100 / 60 s", .silent, [fixed(100, 60)]).with { $0.headers = .none }
    ]

    private static let changing = [
        PacingScenario("fall-headers", "100 to 30 at 200 s, headers", .changes, [fixed(100, 60)]).with {
            $0.reads = 600
            $0.changes = [change(to: fixed(30, 60), at: 200)]
        },
        PacingScenario("fall-retryafter", "100 to 30 at 200 s, Retry-After", .changes, [fixed(100, 60)]).with {
            $0.reads = 600
            $0.changes = [change(to: fixed(30, 60), at: 200)]
            $0.headers = .retryAfterOnly
        },
        PacingScenario("rise-headers", "30 to 100 at 300 s, headers", .changes, [fixed(30, 60)]).with {
            $0.changes = [change(to: fixed(100, 60), at: 300)]
        },
        PacingScenario("rise-retryafter", "30 to 100 at 300 s, Retry-After", .changes, [fixed(30, 60)]).with {
            $0.changes = [change(to: fixed(100, 60), at: 300)]
            $0.headers = .retryAfterOnly
        },
        PacingScenario("fall-bucket", "bucket 10 to 3 / s at 40 s, Retry-After", .changes, [bucket(perSecond: 10)]).with
        {
            $0.changes = [change(to: bucket(perSecond: 3), at: 40)]
            $0.headers = .retryAfterOnly
        },
    ]

    private static func change(to limit: RateLimit, at seconds: Int) -> RateLimitChange {
        RateLimitChange(at: BootTime(sinceBoot: .seconds(seconds)), limits: [limit])
    }

    /// An idle neighbour still looks in once a minute; the bursty one has as much to do as the steady one, at once.
    private static let shared = [
        PacingScenario("shared-idle", "idle neighbour, headers", .shared, [fixed(100, 60)]).with {
            $0.neighbour = .poisson(perMinute: 1)
        },
        PacingScenario("shared-poisson", "neighbour 36 / min, headers", .shared, [fixed(100, 60)]).with {
            $0.neighbour = .poisson(perMinute: 36)
        },
        PacingScenario("shared-bursty", "neighbour in bursts of 36, headers", .shared, [fixed(100, 60)]).with {
            $0.neighbour = .bursts(of: 36, over: .seconds(5), every: .seconds(60))
        },
        PacingScenario("shared-sliding", "sliding log, neighbour 36 / min, headers", .shared, [sliding(100, 60)]).with {
            $0.neighbour = .poisson(perMinute: 36)
        },
        PacingScenario("shared-retryafter", "neighbour 36 / min, Retry-After", .shared, [fixed(100, 60)]).with {
            $0.neighbour = .poisson(perMinute: 36)
            $0.headers = .retryAfterOnly
        },
        PacingScenario("twin-headers", "a second of the same, headers", .shared, [fixed(100, 60)]).with {
            $0.neighbour = .twin
        },
        PacingScenario("twin-retryafter", "a second of the same, Retry-After", .shared, [fixed(100, 60)]).with {
            $0.neighbour = .twin
            $0.headers = .retryAfterOnly
        },
    ].map { scenario in scenario.with { $0.reads = 600 } }

    private static let writing = [
        PacingScenario("writes-headers", "40 writes, headers", .writes, [fixed(100, 60)]).with {
            $0.writes = 40
        },
        PacingScenario("writes-retryafter", "40 writes, Retry-After", .writes, [fixed(100, 60)]).with {
            $0.writes = 40
            $0.headers = .retryAfterOnly
        },
    ]

    private static let troubled = [
        PacingScenario("kill-headers", "killed mid-window, headers", .trouble, [fixed(100, 60)]).with {
            $0.killed = .seconds(60) ... .seconds(240)
        },
        PacingScenario("kill-retryafter", "killed mid-window, Retry-After", .trouble, [fixed(100, 60)]).with {
            $0.killed = .seconds(60) ... .seconds(240)
            $0.headers = .retryAfterOnly
        },
        PacingScenario(
            "concurrency", "4 at once, Retry-After", .trouble,
            [RateLimit(kind: .concurrency, limit: 4, window: .milliseconds(200))]
        ).with {
            $0.service = .milliseconds(100) ... .milliseconds(300)
            $0.headers = .retryAfterOnly
        },
        PacingScenario("reset-late", "Reset 30 s late", .trouble, [fixed(100, 60)]).with {
            $0.headers.resetSkew = .seconds(30)
        },
        PacingScenario("reset-early", "Reset 30 s early", .trouble, [fixed(100, 60)]).with {
            $0.headers.resetSkew = .seconds(-30)
        },
        PacingScenario("headers-down", "whole seconds rounded down, headers", .trouble, [fixed(100, 60)]).with {
            $0.headers.rounding = .down
        },
        PacingScenario("retryafter-down", "Retry-After rounded down", .trouble, [fixed(100, 60)]).with {
            $0.headers = .retryAfterOnly
            $0.headers.rounding = .down
        },
    ]

    private func with(_ change: (inout Self) -> Void) -> Self {
        var changed = self
        change(&changed)
        return changed
    }
}
