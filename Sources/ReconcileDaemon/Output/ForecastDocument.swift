import ReconcileCore

/// What `forecast` prints as JSON.
struct ForecastDocument: Encodable, Sendable {
    var schema = DocumentSchema.version
    var at: WallTime
    @Nullable var forecast: Contents? = nil
    @Nullable var error: String? = nil

    init(_ report: ForecastReport, _ options: ForecastCommand.Options, at now: WallTime) {
        at = now
        forecast = Contents(report, options)
    }

    init(failedAt time: WallTime, error: String) {
        at = time
        self.error = error
    }

    struct Contents: Encodable, Sendable {
        var seconds: Double
        var seed: UInt64
        var driftPerDay: Double
        @Nullable var limit: Limit? = nil
        var fleet: Fleet
        var requests: [Requests]
        var requestsPerDay: Double
        var refused: Int
        @Nullable var budgetShare: Double? = nil
        @Nullable var firstPassSeconds: Double? = nil
        @Nullable var convergedSeconds: Double? = nil
        var unconverged: Int
        var drift: Drift
        var holds: [Held]
        var end: End

        init(_ report: ForecastReport, _ options: ForecastCommand.Options) {
            seconds = report.span.seconds
            seed = options.seed
            driftPerDay = options.drift.perDay
            limit = report.limit.map { Limit(requests: $0.requests, windowSeconds: $0.window.seconds) }
            fleet = Fleet(report.fleet)
            requests = report.requests.map { Requests($0, over: report.span) }
            requestsPerDay = report.requests.reduce(0) { $0 + $1.perDay(over: report.span) }
            refused = report.refused
            budgetShare = report.budgetShare
            firstPassSeconds = report.firstPass?.seconds
            convergedSeconds = report.converged?.seconds
            unconverged = report.unconverged
            drift = Drift(
                happened: report.drifts.happened, seen: Delays(report.drifts.seen), mended: Delays(report.drifts.mended)
            )
            holds = HoldReason.allCases.compactMap { reason in
                report.holds[reason].map { Held(reason: reason, resources: $0) }
            }
            end = End(compliant: report.end.compliant, drifted: report.end.drifted, unknown: report.end.unknown)
        }
    }

    struct Limit: Encodable, Sendable {
        var requests: Int
        var windowSeconds: Double
    }

    struct Fleet: Encodable, Sendable {
        var madeUp: Bool
        var listed: Int
        var matched: Int
        var observed: Int
        var drifted: Int

        init(_ fleet: ForecastReport.Fleet) {
            madeUp = fleet.isMadeUp
            listed = fleet.listed
            matched = fleet.matched
            observed = fleet.observed
            drifted = fleet.drifted
        }
    }

    struct Requests: Encodable, Sendable {
        var `class`: String
        var total: Int
        var firstDay: Int
        var perDay: Double

        init(_ requests: ForecastReport.Requests, over span: Duration) {
            `class` = "\(requests.purpose)"
            total = requests.total
            firstDay = requests.firstDay
            perDay = requests.perDay(over: span)
        }
    }

    struct Drift: Encodable, Sendable {
        var happened: Int
        var seen: Delays
        var mended: Delays
    }

    struct Delays: Encodable, Sendable {
        var count: Int
        @Nullable var medianSeconds: Double? = nil
        @Nullable var p95Seconds: Double? = nil

        init(_ delays: ForecastReport.Delays) {
            count = delays.count
            medianSeconds = delays.median?.seconds
            p95Seconds = delays.high?.seconds
        }
    }

    struct Held: Encodable, Sendable {
        var reason: HoldReason
        var resources: Int
    }

    struct End: Encodable, Sendable {
        var compliant: Int
        var drifted: Int
        var unknown: Int
    }
}
