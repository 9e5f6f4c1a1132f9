import ReconcileCore
import Testing

@Suite("what a match says of a server")
struct MatchTests {
    @Test(
        "globs fit whole names; case counts",
        arguments: [
            ("web-*", "web-1", true), ("web-*", "web-", true), ("web-*", "Web-1", false), ("web-*", "xweb-1", false),
            ("*", "", true), ("", "", true), ("", "a", false), ("?", "é", true), ("?", "", false), ("??", "a", false),
            ("a*b*c", "aXbYc", true), ("a*b*c", "abcb", false), ("*b", "aab", true), ("**", "x", true),
            ("db-?", "db-12", false), ("[ab]", "a", false), ("[ab]", "[ab]", true),
            ("*.example.com", "x.example.com", true),
            ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", false),
        ])
    func globs(pattern: String, name: String, fits: Bool) {
        #expect(Glob(pattern).matches(name) == fits)
    }

    @Test("a pattern of stars over a long name takes no exponential time")
    func quick() {
        #expect(!Glob(String(repeating: "*a", count: 50) + "b").matches(String(repeating: "a", count: 5000)))
    }

    @Test("a glob without wildcards names one name")
    func literal() {
        #expect(["web-1", "web-*", "web-?", "a[b]"].map { Glob($0).isLiteral } == [true, false, false, true])
    }

    @Test(
        "addresses in the usual notations are read, anything else is not",
        arguments: [
            ("192.0.2.1", [192, 0, 2, 1]), ("0.0.0.0", [0, 0, 0, 0]), ("256.0.0.1", nil), ("1.2.3", nil),
            ("1.2.3.4.5", nil),
            ("01.2.3.4", nil), ("1.2.3.٤", nil), ("", nil), ("1.2.3.-4", nil),
            ("::", Array(repeating: 0, count: 16)), ("::1", Array(repeating: 0, count: 15) + [1]),
            ("2001:db8::ff", [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff]),
            ("::ffff:192.0.2.1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1]),
            ("1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]), ("1:2:3:4:5:6:7", nil), (":::", nil),
            ("1::2::3", nil), ("1:2:3:4:5:6:7:8:9", nil), ("12345::", nil), ("g::", nil), ("1:2:3:4:5:6:7::8", nil),
            (":1", nil), ("0.0.0.0::", nil), ("1:192.0.2.1::", nil),
            ("::192.0.2.1", Array(repeating: 0, count: 12) + [192, 0, 2, 1]),
        ] as [(String, [UInt8]?)])
    func addresses(text: String, bytes: [UInt8]?) {
        #expect(IPAddress(text)?.bytes == bytes)
    }

    @Test(
        "a range holds the addresses of its block and no others",
        arguments: [
            ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
            ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.130/25", "192.0.2.129", true),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ])
    func ranges(range: String, address: String, holds: Bool) throws {
        let range = try #require(IPRange(range))
        #expect(range.contains(try #require(IPAddress(address))) == holds)
    }

    @Test(
        "what is no range is refused",
        arguments: ["192.0.2.0/33", "192.0.2.0/", "/24", "192.0.2.0/-1", "::/129", "a/8"])
    func noRange(text: String) {
        #expect(IPRange(text) == nil)
    }

    private static let conditions: [(Match.Conditions, InventoryItem, Match.Answer)] = [
        (.init(), .sample(), .yes),
        (.init(names: [Glob("db-*"), Glob("web-*")]), .sample(), .yes),
        (.init(names: [Glob("db-*")]), .sample(), .no),
        (.init(names: [Glob("*")]), .sample(name: nil), .undetermined(field: "name")),
        (.init(anyTag: ["prod"]), .sample(tags: ["prod", "x"]), .yes),
        (.init(anyTag: ["prod"]), .sample(tags: []), .no),
        (.init(anyTag: ["prod"]), .sample(tags: nil), .undetermined(field: "tags")),
        (.init(noTag: ["break-glass"]), .sample(tags: ["prod"]), .yes),
        (.init(noTag: ["break-glass"]), .sample(tags: ["break-glass"]), .no),
        (.init(osFamilies: ["debian"]), .sample(), .yes),
        (.init(osFamilies: ["ubuntu"]), .sample(), .no),
        (.init(osFamilies: ["ubuntu"]), .sample(os: nil), .undetermined(field: "operating system")),
        (.init(addresses: [IPRange("192.0.2.0/24")].compactMap { $0 }), .sample(), .yes),
        (.init(addresses: [IPRange("10.0.0.0/8")].compactMap { $0 }), .sample(), .no),
        (.init(addresses: []), .sample(address: "garbled"), .undetermined(field: "primary address")),
        (.init(ids: ["vps_1"]), .sample(), .yes),
        (.init(ids: ["vps_1x"]), .sample(), .no),
        (.init(names: [Glob("db")], osFamilies: ["debian"]), .sample(os: nil), .no),
        (
            .init(names: [Glob("web-1")], osFamilies: ["debian"]), .sample(os: nil),
            .undetermined(field: "operating system")
        ),
    ]

    @Test(
        "all conditions must hold; one that fails settles it, one that cannot be judged leaves it open",
        arguments: conditions)
    func answers(conditions: Match.Conditions, item: InventoryItem, answer: Match.Answer) {
        #expect(Match.conditions(conditions).answer(for: item) == answer)
    }

    @Test("match: all takes everything")
    func all() {
        #expect(Match.all.answer(for: .sample(name: nil, os: nil, tags: nil)) == .yes)
    }

    @Test(
        "a brake in percent never means fewer than five",
        arguments: [
            (BrakeLimit.percent(30), 50, 15), (.percent(30), 10, 5), (.percent(30), 0, 5), (.resources(2), 50, 2),
            (.off, 50, nil),
        ] as [(BrakeLimit, Int, Int?)])
    func brake(limit: BrakeLimit, matched: Int, allowance: Int?) {
        #expect(limit.allowance(matched: matched) == allowance)
    }
}
