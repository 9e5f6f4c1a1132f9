/// Whether dates can be trusted: windows, waivers and the brake's day rest on them.
struct ClockCheck: Sendable {
    /// How far the wall clock is ahead of the API's, as far as is known.
    private var ahead: Duration?

    /// The wall clock may be this far from the API's `Date`.
    static let tolerance = Duration.minutes(5)
    /// How far the clock may be set back without being noticed, so that its daily corrections stop nothing.
    static let correction = Duration.seconds(5)

    mutating func compare(serverDate: WallTime, at now: WallTime) {
        ahead = now - serverDate
    }

    /// The wall clock was set: what was known of it moves along, until the next answer tells.
    mutating func moved(by difference: Duration) {
        ahead = (ahead ?? .zero) + difference
    }

    func hold(newestRow: WallTime?, at now: WallTime) -> Hold? {
        if let skew = ahead.map({ $0 < .zero ? .zero - $0 : $0 }), skew > Self.tolerance {
            let detail = "This machine's clock is \(skew.milliseconds / 1000) s away from the API's; set it right."
            return Hold(.clock, detail, code: "skew")
        }
        if let newestRow, now < newestRow, newestRow - now > Self.correction {
            let detail = "This machine's clock shows a time before the newest row of the ledger (\(newestRow.rfc3339))."
            return Hold(.clock, detail, code: "before_ledger", until: newestRow)
        }
        return nil
    }
}
