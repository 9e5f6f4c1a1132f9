package import ReconcileCore
import ReconcilePolicy

/// A time on the command line: `2026-12-01T00:00:00Z`, or a length of time from or before now, such as `2h`.
package enum TimeExpression: Sendable {
    case at(WallTime)
    case distance(Duration)

    package init?(_ text: String) {
        if let time = WallTime(rfc3339: text) {
            self = .at(time)
        } else if let duration = Duration(spelled: text) {
            self = .distance(duration)
        } else {
            return nil
        }
    }

    /// The time, where a length is meant to lie ahead.
    package var ahead: WallTime {
        switch self {
        case .at(let time): time
        case .distance(let duration): SystemClock.now().wall + duration
        }
    }

    /// The time, where a length is meant to lie behind.
    package var ago: WallTime {
        switch self {
        case .at(let time): time
        case .distance(let duration): SystemClock.now().wall - duration
        }
    }
}

/// A length of time on the command line, such as `10m` or `1h30m`.
package struct DurationExpression: Sendable {
    package let duration: Duration

    package init?(_ text: String) {
        guard let duration = Duration(spelled: text) else { return nil }
        self.duration = duration
    }

    package init(_ duration: Duration) {
        self.duration = duration
    }

    /// As a person would write it.
    package var text: String { duration.spelled }

    /// What `once` waits if nobody says otherwise.
    package static let tenMinutes = Self(.minutes(10))
    /// How far `forecast` looks if nobody says otherwise: a month has some of everything.
    package static let thirtyDays = Self(.days(30))
}
