import ReconcileCore

/// One series of a metric with its value.
struct MetricSample: Hashable, Sendable {
    let family: MetricFamily
    /// The values of the family's labels, in their order.
    let labels: [String]
    let value: MetricValue
}

enum MetricValue: Hashable, Sendable {
    case number(Double)
    case distribution(Distribution)

    /// How many of all that was recorded lay where, and their sum.
    struct Distribution: Hashable, Sendable {
        /// The upper ends of the buckets in seconds: from the answer of a list on the same continent to the minute after
        /// which a write counts as unverified.
        static let bounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

        /// One for each of `bounds`, and one for what is above.
        private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
        private(set) var sum = 0.0

        var count: UInt64 { counts.reduce(0, +) }

        mutating func record(_ value: Double) {
            counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
            sum += value
        }
    }
}

extension WallTime {
    /// As metrics tell a time.
    var secondsSince1970: Double { Double(millisecondsSince1970) / 1000 }
}
