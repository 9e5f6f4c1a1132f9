/// How long to wait after failures in a row.
enum Backoff {
    /// Full jitter: anywhere between nothing and a span that doubles from 1 s to 15 min.
    ///
    /// - Parameters:
    ///   - failures: consecutive failures so far, at least 1.
    ///   - jitter: the only source of randomness.
    static func transient(failures: Int, using jitter: inout SplitMix64) -> Duration {
        let longest = doubled(.seconds(1), failures, upTo: .minutes(15))
        return .milliseconds(Int64(Double(longest.milliseconds) * jitter.unit()))
    }

    /// After a 409 or a write that could not be confirmed: 5 min doubling to 1 h.
    static func conflict(failures: Int) -> Duration {
        doubled(.minutes(5), failures, upTo: .hours(1))
    }

    /// After a refusal that will hardly change by itself: 1 h doubling to 24 h.
    static func rejection(failures: Int) -> Duration {
        doubled(.hours(1), failures, upTo: .hours(24))
    }

    private static func doubled(_ first: Duration, _ failures: Int, upTo longest: Duration) -> Duration {
        min(longest, first * (1 << min(max(failures - 1, 0), 20)))
    }
}
