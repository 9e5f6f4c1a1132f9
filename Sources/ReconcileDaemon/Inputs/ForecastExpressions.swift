package import ReconcileCore
import ReconcilePolicy

/// How much of a fleet drifts in a day, on the command line: `2%/day`, `0.5%/day`.
package struct DriftExpression: Sendable {
    package let text: String
    /// 0...1.
    package let perDay: Double

    package init?(_ text: String) {
        guard text.hasSuffix(Self.unit) else { return nil }
        let number = text.dropLast(Self.unit.count)
        // Nothing that only a programmer would take for a number.
        guard number.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }), let percent = Double(number),
            (0...100).contains(percent)
        else { return nil }
        self.text = text
        perDay = percent / 100
    }

    private static let unit = "%/day"

    /// What `forecast` assumes if nobody says otherwise.
    package static let onePercent = Self(text: "1%/day", perDay: 0.01)

    private init(text: String, perDay: Double) {
        self.text = text
        self.perDay = perDay
    }
}

/// A rate limit on the command line: `60/1m`.
package struct RateExpression: Sendable {
    package let ceiling: RateCeiling

    package init?(_ text: String) {
        guard let ceiling = RateCeiling(spelled: text) else { return nil }
        self.ceiling = ceiling
    }
}
