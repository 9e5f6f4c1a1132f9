import Foundation
package import ReconcileSimulation

/// The short forms in which the simulator's flags are written. Each is `nil` where the text is not one.
package enum Notation {
    /// `250ms`, `20s`, `1m`, `6h`.
    package static func duration(_ text: some StringProtocol) -> Duration? {
        let number = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(number), count <= 1_000_000 else { return nil }
        switch text.dropFirst(number.count) {
        case "ms": return .milliseconds(count)
        case "s": return .seconds(count)
        case "m": return .seconds(count * 60)
        case "h": return .seconds(count * 3600)
        default: return nil
        }
    }

    /// `20-60ms`, or a single duration.
    package static func range(_ text: String) -> ClosedRange<Duration>? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let last = parts.last, let longest = duration(last) else { return nil }
        if parts.count == 1 { return longest...longest }
        let unit = last.drop { $0.isNumber }
        guard parts.count == 2, let shortest = duration(parts[0].allSatisfy(\.isNumber) ? parts[0] + unit : parts[0]),
            shortest <= longest
        else { return nil }
        return shortest...longest
    }

    /// `60/1m`: so many requests in each window.
    package static func limit(_ text: String, kind: RateLimit.Kind) -> RateLimit? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let limit = Int(parts[0]), limit >= 1, let window = duration(parts[1]),
            window > .zero
        else { return nil }
        return RateLimit(kind: kind, limit: limit, window: window)
    }

    /// `50%`, or a fraction such as `0.5`; in 0...1.
    package static func fraction(_ text: some StringProtocol) -> Double? {
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? String(text.dropLast()) : String(text)) else { return nil }
        let fraction = isPercent ? number / 100 : number
        return (0...1).contains(fraction) ? fraction : nil
    }

    /// `slow:0.1`, or `slow` for always.
    package static func fault(_ text: some StringProtocol) -> FaultRule? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let fault = Fault(rawValue: String(parts[0])) else { return nil }
        guard parts.count == 2 else { return FaultRule(fault) }
        return fraction(parts[1]).map { FaultRule(fault, probability: $0) }
    }
}
