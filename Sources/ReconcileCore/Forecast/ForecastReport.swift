/// What would happen, for people and scripts. Times are counted from the beginning of the forecast.
package struct ForecastReport: Hashable, Sendable {
    package var fleet = Fleet()
    package var limit: RateCeiling?
    /// How many requests of each class leave, in the order of their urgency; classes without any are there too.
    package var requests: [Requests] = []
    /// How many requests the API refuses with a 429; they are among `requests`.
    package var refused = 0
    /// When everything that can be read was read once; `nil` where the time did not suffice.
    package var firstPass: Duration?
    /// When the last of those that had drifted at the beginning was mended; `nil` where one was not, or none had.
    package var converged: Duration?
    /// How many of those are not mended in the end.
    package var unconverged = 0
    /// Drift that happens during the forecast.
    package var drifts = Drifts()
    /// How many resources a wanted write was held at for a while, by what held it first of all.
    package var holds: [HoldReason: Int] = [:]
    /// How all stands in the end.
    package var end = PassReport.Summary()
    package var span = Duration.zero

    package init() {}

    package struct Fleet: Hashable, Sendable {
        package var isMadeUp = false
        package var listed = 0
        /// Under a policy.
        package var matched = 0
        /// Of these, how many are only observed.
        package var observed = 0
        /// Of these, how many had drifted at the beginning.
        package var drifted = 0

        package init() {}
    }

    package struct Requests: Hashable, Sendable {
        package var purpose: RequestClass
        package var total: Int
        /// In the first 24 hours.
        package var firstDay: Int

        package init(_ purpose: RequestClass, total: Int, firstDay: Int) {
            self.purpose = purpose
            self.total = total
            self.firstDay = firstDay
        }

        /// In each 24 hours after the first; in 24 hours at the same pace, where the forecast is no longer than that.
        package func perDay(over span: Duration) -> Double {
            let days = span.seconds / Duration.days(1).seconds
            return days > 1 ? Double(total - firstDay) / (days - 1) : Double(total) / days
        }
    }

    package struct Drifts: Hashable, Sendable {
        package var happened = 0
        /// From the drift to the read that showed it.
        package var seen = Delays()
        /// From the drift to the write that ended it.
        package var mended = Delays()

        package init() {}
    }

    /// How long something took, over all times that it happened.
    package struct Delays: Hashable, Sendable {
        package var count = 0
        package var median: Duration?
        /// The 95th percentile.
        package var high: Duration?

        package init() {}
    }

    package var totalRequests: Int {
        requests.reduce(0) { $0 + $1.total }
    }

    /// How much of what the API lets in all requests together take, 0...1; `nil` where no limit is known.
    package var budgetShare: Double? {
        guard let limit else { return nil }
        return Double(totalRequests) / (Double(limit.requests) * (span.seconds / limit.window.seconds))
    }
}
