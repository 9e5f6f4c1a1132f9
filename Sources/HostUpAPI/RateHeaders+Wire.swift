import ReconcileCore

extension RateHeaders {
    /// The longest wait that a header can ask for; anything above is a mistake or a ban, and looked at again after it.
    private static let longestWait = Duration.hours(24)
    /// What a `Retry-After` that has passed already, or says 0, still asks for: not at once.
    private static let shortestRetry = Duration.seconds(1)

    /// Reads what an answer says about the rate limit. What cannot be read counts as absent.
    ///
    /// HostUp documents `Retry-After` in seconds and `X-RateLimit-Limit`, `-Remaining` and `-Reset`, the last as an ISO
    /// time (https://developer.hostup.se/errors/rate_limit_exceeded), on 429 answers. The IETF fields
    /// (draft-ietf-httpapi-ratelimit-headers) and their older names are read where none of those is there; the families
    /// are never mixed, because they may describe different limits.
    ///
    /// - Parameter now: the answer's `Date`, else the clock: what dates in the fields are measured from.
    init(_ response: WireResponse, at now: WallTime) {
        let families = [
            Self(response, prefix: "x-ratelimit", at: now),
            Self(structuredFieldsOf: response),
            Self(response, prefix: "ratelimit", at: now),
        ]
        self = families.first { $0 != Self() } ?? Self()
        retryAfter = response.header("retry-after").flatMap { Self.retryAfter($0, at: now) }
    }

    private init(_ response: WireResponse, prefix: String, at now: WallTime) {
        let reset = response.header("\(prefix)-reset").flatMap { Self.reset($0, at: now) }
        self.init(
            limit: response.header("\(prefix)-limit").flatMap(Self.count),
            remaining: response.header("\(prefix)-remaining").flatMap(Self.count),
            resetAfter: reset?.after,
            resetAt: reset?.date)
    }

    /// `RateLimit: "burst";r=50;t=30` with `RateLimit-Policy: "burst";q=100;w=60`.
    ///
    /// Of several limits the one with the least left counts. Without `t` the window's length `w` stands in for it: the
    /// reset cannot be further away.
    private init(structuredFieldsOf response: WireResponse) {
        let policies = RateLimitItem.list(response.headers(named: "ratelimit-policy"))
        let limits = RateLimitItem.list(response.headers(named: "ratelimit")).filter { $0.count("r") != nil }
        guard let tightest = limits.min(by: { ($0.count("r") ?? 0) < ($1.count("r") ?? 0) }) else {
            self.init()
            return
        }
        let policy = policies.first { $0.name == tightest.name }
        self.init(
            limit: policy?.count("q"),
            remaining: tightest.count("r"),
            resetAfter: (tightest.count("t") ?? policy?.count("w")).map { Self.clamped(.seconds($0)) })
    }

    private static func count(_ text: String) -> Int? {
        let digits = text.trimmed
        guard !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit) else { return nil }
        return believed(digits)
    }

    /// - Parameter digits: nothing else.
    fileprivate static func believed(_ digits: some StringProtocol) -> Int? {
        guard let number = Int(digits), counts.contains(number) else { return nil }
        return number
    }

    /// An ISO time, seconds or milliseconds since 1970, or seconds from now: told apart by size, since no window lasts
    /// 30 years. A time that has passed says nothing.
    private static func reset(_ text: String, at now: WallTime) -> (after: Duration, date: WallTime?)? {
        let oldestEpochSeconds = 1e9
        let oldestEpochMilliseconds = 1e12
        let instant: WallTime
        if let date = WallTime(rfc3339: text.trimmed) {
            instant = date
        } else if let number = milliseconds(text) {
            let value = Double(number) / 1000
            if value > oldestEpochMilliseconds {
                instant = WallTime(millisecondsSince1970: number / 1000)
            } else if value > oldestEpochSeconds {
                instant = WallTime(millisecondsSince1970: number)
            } else {
                return (clamped(.milliseconds(number)), nil)
            }
        } else {
            return nil
        }
        guard instant >= now else { return nil }
        return (clamped(instant - now), instant.millisecondsSince1970 % 1000 == 0 ? nil : instant)
    }

    /// Seconds, with or without a fraction, or an HTTP date.
    private static func retryAfter(_ text: String, at now: WallTime) -> Duration? {
        if let number = milliseconds(text) {
            return number == 0 ? shortestRetry : clamped(.milliseconds(number))
        }
        // A number beyond all measure asks for the longest wait, not for none.
        if !text.trimmed.isEmpty, text.trimmed.utf8.allSatisfy(\.isDigit) { return longestWait }
        return WallTime(httpDate: text).map { $0 <= now ? shortestRetry : clamped($0 - now) }
    }

    /// A decimal number as thousandths, rounded up; `nil` for anything else, signs and exponents included.
    private static func milliseconds(_ text: String) -> Int64? {
        let largest = 1e15
        let digits = text.trimmed
        guard digits.utf8.first?.isDigit == true, digits.utf8.last?.isDigit == true,
            digits.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }),
            let value = Double(digits), value < largest
        else { return nil }
        return Int64((value * 1000).rounded(.up))
    }

    private static func clamped(_ wait: Duration) -> Duration {
        min(max(wait, .zero), longestWait)
    }
}

/// One member of a structured list (RFC 9651) as far as the rate-limit fields need it: a name with numbers.
private struct RateLimitItem {
    var name: String
    var parameters: [String: Int]

    /// Commas and semicolons inside the quoted name are not looked for: the names in use are words.
    static func list(_ lines: [String]) -> [Self] {
        lines.flatMap { $0.split(separator: ",") }.map { member in
            let parts = member.split(separator: ";").map { String($0).trimmed }
            let pairs = parts.dropFirst().compactMap { part -> (String, Int)? in
                let sides = part.split(separator: "=", maxSplits: 1)
                guard sides.count == 2, sides[1].utf8.allSatisfy(\.isDigit),
                    let number = RateHeaders.believed(sides[1])
                else { return nil }
                return (String(sides[0]), number)
            }
            return Self(name: parts.first ?? "", parameters: Dictionary(pairs, uniquingKeysWith: { $1 }))
        }
    }

    func count(_ key: String) -> Int? {
        parameters[key]
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}

extension StringProtocol {
    /// Without spaces and tabs at either end.
    fileprivate var trimmed: String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let tail = drop(while: isBlank)
        guard let last = tail.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(tail[...last])
    }
}
