/// What the pacer knows of the API's limit, in dates, so that a restart neither reopens a closed gate nor relearns.
///
/// Every field may be missing: a record of another version of this program is read as far as it goes.
package struct PacingRecord: Hashable, Sendable {
    package var closedUntil: WallTime?
    /// What the headers last said: the limit, what remained, until when, and how long a window is.
    package var limit: Int?
    package var remaining: Int?
    package var resetAt: WallTime?
    package var window: Duration?
    /// What refusals taught where the headers say nothing.
    package var learned: [Window]?
    /// How many the API handles at once, where refusals showed it.
    package var concurrency: Int?
    /// Requests a second that others send.
    package var neighbourRate: Double?
    /// The newest requests that were let in, in milliseconds before `recordedAt`, the oldest first.
    package var accepted: [Int]?
    package var recordedAt: WallTime?

    package struct Window: Hashable, Codable, Sendable {
        package var span: Duration
        package var limit: Int
        package var isProven: Bool
        /// When it is next to be tried whether more is let in, and the wait before the try after that.
        package var probeDue: WallTime
        package var probeGap: Duration

        package init(span: Duration, limit: Int, isProven: Bool, probeDue: WallTime, probeGap: Duration) {
            self.span = span
            self.limit = limit
            self.isProven = isProven
            self.probeDue = probeDue
            self.probeGap = probeGap
        }
    }

    package init(
        closedUntil: WallTime? = nil, limit: Int? = nil, remaining: Int? = nil, resetAt: WallTime? = nil,
        window: Duration? = nil, neighbourRate: Double? = nil
    ) {
        self.closedUntil = closedUntil
        self.limit = limit
        self.remaining = remaining
        self.resetAt = resetAt
        self.window = window
        self.neighbourRate = neighbourRate
    }
}

extension PacingRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case closedUntil
        case limit
        case remaining
        case resetAt
        case window
        case learned
        case concurrency
        case neighbourRate
        case accepted
        case recordedAt
    }

    /// Takes what it can read; what another version wrote in another form counts as missing.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ type: Value.Type, _ key: CodingKeys) -> Value? {
            try? container.decodeIfPresent(type, forKey: key)
        }
        self.init(
            closedUntil: value(WallTime.self, .closedUntil), limit: value(Int.self, .limit),
            remaining: value(Int.self, .remaining), resetAt: value(WallTime.self, .resetAt),
            window: value(Duration.self, .window))
        learned = value([Window].self, .learned)
        concurrency = value(Int.self, .concurrency)
        neighbourRate = value(Double.self, .neighbourRate)
        accepted = value([Int].self, .accepted)
        recordedAt = value(WallTime.self, .recordedAt)
    }
}
