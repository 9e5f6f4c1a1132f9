import HostUpAPI
import ReconcileCore
import Testing

@Suite("what headers say about the rate limit")
struct RateHeadersTests {
    @Test("the documented headers of a 429 are read")
    func documented() async {
        let rate = await rate([
            ("Retry-After", "30"), ("X-RateLimit-Limit", "60"), ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset", "2026-11-21T12:00:30.000Z"),
        ])
        #expect(rate == RateHeaders(limit: 60, remaining: 0, resetAfter: .seconds(30), retryAfter: .seconds(30)))
    }

    @Test(
        "Retry-After is a number of seconds or a date",
        arguments: [
            ("1", .seconds(1)),
            (" 30 ", .seconds(30)),
            ("0.25", .milliseconds(250)),
            ("1.0001", .milliseconds(1001)),
            ("0", .seconds(1)),
            ("0.0", .seconds(1)),
            ("86401", .hours(24)),
            ("99999999999", .hours(24)),
            ("Sat, 21 Nov 2026 12:01:00 GMT", .seconds(60)),
            ("Saturday, 21-Nov-26 12:01:00 GMT", .seconds(60)),
            ("Sat Nov 21 12:01:00 2026", .seconds(60)),
            ("Sat, 21 Nov 2026 11:59:00 GMT", .seconds(1)),
            ("Sat, 21 Nov 2026 12:00:00 GMT", .seconds(1)),
            ("Sat, 21 Nov 2099 12:00:00 GMT", .hours(24)),
            ("-5", nil), ("", nil), ("soon", nil), ("1e3", nil), ("0x10", nil), ("inf", nil), ("nan", nil), ("1.", nil),
            (".5", nil), ("1.2.3", nil), ("١", nil), ("Sat, 31 Feb 2026 12:00:00 GMT", nil), ("1 2 3 4 5", nil),
            ("9223372036854775808", .hours(24)), (String(repeating: "9", count: 400), .hours(24)),
        ] as [(String, Duration?)])
    func retryAfter(text: String, wait: Duration?) async {
        #expect(await rate([("retry-after", text)]) == RateHeaders(retryAfter: wait))
    }

    @Test(
        "X-RateLimit-Reset is a time, an epoch in seconds or milliseconds, or a delay",
        arguments: [
            ("2026-11-21T12:00:30Z", .seconds(30)),
            ("2026-11-21T12:00:00Z", .zero),
            ("2027-01-01T00:00:00Z", .hours(24)),
            ("1795262460", .seconds(60)),
            ("1795262460000", .seconds(60)),
            ("60", .seconds(60)),
            ("0", .zero),
            ("1.5", .milliseconds(1500)),
            ("500000000", .hours(24)),
            ("2026-11-21T11:59:59Z", nil), ("1795262399", nil), ("1795262399999", nil), ("1000000001", nil),
            ("-1", nil),
            ("", nil), ("never", nil), ("2026-11-21", nil),
        ] as [(String, Duration?)])
    func reset(text: String, wait: Duration?) async {
        #expect(await rate([("X-RateLimit-Reset", text)]) == RateHeaders(resetAfter: wait))
    }

    @Test(
        "a Reset that is a time with a fraction is kept as such, too: it was not rounded to the second",
        arguments: [
            ("2026-11-21T13:00:30.5+01:00", 30_500), ("1795262460.5", 60_500), ("1795262460001", 60_001),
        ] as [(String, Int64)])
    func resetDate(text: String, milliseconds: Int64) async {
        let date = WallTime(millisecondsSince1970: noon.millisecondsSince1970 + milliseconds)
        let expected = RateHeaders(resetAfter: .milliseconds(milliseconds), resetAt: date)
        #expect(await rate([("X-RateLimit-Reset", text)]) == expected)
    }

    @Test(
        "counts are whole numbers from 0 up",
        arguments: [
            ("60", 60), ("0", 0), (" 7 ", 7), ("-1", nil), ("6.5", nil), ("1e2", nil), ("many", nil), ("", nil),
            ("1000000000", 1_000_000_000),
            // More than any API allows; the core would count beyond the largest integer with it.
            ("1000000001", nil), ("9223372036854775807", nil), ("99999999999999999999", nil),
        ] as [(String, Int?)])
    func counts(text: String, count: Int?) async {
        let rate = await rate([("X-RateLimit-Limit", text), ("x-ratelimit-remaining", text)])
        #expect(rate == RateHeaders(limit: count, remaining: count))
    }

    private static let otherFamilies: [(headers: [(String, String)], rate: RateHeaders)] = [
        ([("RateLimit", #""default";r=50;t=30"#)], RateHeaders(remaining: 50, resetAfter: .seconds(30))),
        (
            [("RateLimit", #""default";r=50;t=30"#), ("RateLimit-Policy", #""default";q=100;w=60"#)],
            RateHeaders(limit: 100, remaining: 50, resetAfter: .seconds(30))
        ),
        (
            [("RateLimit", #""a";r=50;t=30, "b"; r=3 ;t=9"#), ("RateLimit-Policy", #""a";q=100, "b";q=5;w=10"#)],
            RateHeaders(limit: 5, remaining: 3, resetAfter: .seconds(9))
        ),
        (
            [("RateLimit", #""a";r=50"#), ("RateLimit", #""b";r=3"#), ("RateLimit-Policy", #""b";q=5;w=10"#)],
            RateHeaders(limit: 5, remaining: 3, resetAfter: .seconds(10))
        ),
        ([("RateLimit", #""a";r=1;t=999999"#)], RateHeaders(remaining: 1, resetAfter: .hours(24))),
        ([("RateLimit", #""a";r=-1;t=x"#)], RateHeaders()),
        (
            [("RateLimit", #""a";r=5;t=9"#), ("RateLimit-Policy", #""a";q=9223372036854775807"#)],
            RateHeaders(remaining: 5, resetAfter: .seconds(9))
        ),
        ([("RateLimit", ";;;=,,=;r")], RateHeaders()),
        ([("RateLimit-Policy", #""a";q=5;w=10"#)], RateHeaders()),
        (
            [("RateLimit-Limit", "60"), ("RateLimit-Remaining", "59"), ("RateLimit-Reset", "12")],
            RateHeaders(limit: 60, remaining: 59, resetAfter: .seconds(12))
        ),
        (
            [("X-RateLimit-Remaining", "7"), ("RateLimit", #""a";r=50;t=30"#), ("RateLimit-Limit", "60")],
            RateHeaders(remaining: 7)
        ),
        ([("X-RateLimit-Remaining", "?"), ("RateLimit-Limit", "60")], RateHeaders(limit: 60)),
    ]

    @Test("the IETF fields are read where the documented ones are absent", arguments: otherFamilies)
    func otherFields(headers: [(String, String)], expected: RateHeaders) async {
        #expect(await rate(headers) == expected)
    }

    @Test("dates are measured from the answer's own, not from our clock, and from the clock where it has none")
    func origin() async {
        let late = WallTime(millisecondsSince1970: noon.millisecondsSince1970 + 3_600_000)
        let reset = (name: "X-RateLimit-Reset", value: "2026-11-21T12:00:30Z")
        let retry = (name: "Retry-After", value: "Sat, 21 Nov 2026 12:00:20 GMT")
        let date = (name: "Date", value: "Sat, 21 Nov 2026 12:00:00 GMT")
        let withDate = await reply([reset, retry, date], clock: late)
        #expect(withDate.rate == RateHeaders(resetAfter: .seconds(30), retryAfter: .seconds(20)))
        #expect(withDate.serverDate == noon)
        let without = await reply([reset, retry, (name: "Date", value: "today")], clock: late)
        #expect(without.rate == RateHeaders(retryAfter: .seconds(1)))
        #expect(without.serverDate == nil)
    }

    @Test(
        "the three forms of a date are read",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
            ("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"),
            ("Mon, 29 Feb 2027 00:00:00 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37 CET", nil),
            ("Sun, 06 Nov 1994 25:49:37 GMT", nil),
            ("Sun, 06 nov 1994 08:49:37 GMT", nil),
            ("Sun, x6 Nov 1994 08:49:37 GMT", nil),
            ("1994-11-06T08:49:37Z", nil),
            ("", nil),
        ] as [(String, String?)])
    func dates(text: String, expected: String?) async {
        #expect(await reply([(name: "Date", value: text)], clock: noon).serverDate?.rfc3339 == expected)
    }

    private func rate(_ headers: [(String, String)]) async -> RateHeaders {
        await reply(headers.map { (name: $0.0, value: $0.1) }, clock: noon).rate
    }

    private func reply(_ headers: [(name: String, value: String)], clock: WallTime) async -> Reply {
        await APIReader(transport: ScriptedTransport(answer(429, headers)), clock: { clock })
            .perform(.state(.sshPasswordLogin, ResourceID("vps_1")))
    }
}
