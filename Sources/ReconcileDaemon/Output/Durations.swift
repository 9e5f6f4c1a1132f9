import ReconcileCore

/// Lengths of time for people.
enum Durations {
    /// The largest unit that fits, rounded: `12 s`, `4 min`, `3 h`, `6 days`.
    static func short(_ duration: Duration) -> String {
        let seconds = max(0, Int((duration.seconds).rounded()))
        switch seconds {
        case ..<90: return "\(seconds) s"
        case ..<5400: return "\((seconds + 30) / 60) min"
        case ..<172_800: return "\((seconds + 1800) / 3600) h"
        default: return "\((seconds + 43_200) / 86_400) days"
        }
    }

    /// Two units, as far as they are not zero: `5 h 48 min`, `40 s`.
    static func long(_ duration: Duration) -> String {
        let seconds = max(0, Int(duration.seconds.rounded()))
        let parts = [
            (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s"),
        ]
        let shown = parts.drop { $0.0 == 0 }.prefix(2).filter { $0.0 != 0 }
        return shown.isEmpty ? "0 s" : shown.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }
}
