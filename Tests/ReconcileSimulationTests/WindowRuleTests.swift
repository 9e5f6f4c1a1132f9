import ReconcileCore
import ReconcileSimulation
import Testing

@Suite("windows by a simple rule")
struct WindowRuleTests {
    /// A day's first minute since 1970, in 2026.
    private static let midnight: Int64 = 20_778 * 1440

    private static func time(_ minute: Int64) -> WallTime {
        WallTime(millisecondsSince1970: (midnight + minute) * 60_000)
    }

    private static func rule(_ open: Int64, of period: Int64, from offset: Int64, isDenied: Bool = false) -> WindowRule
    {
        var rule = WindowRule(period: period, open: open, offset: offset)
        rule.isDenied = isDenied
        return rule
    }

    @Test("an opening that clocks skip does not come, and one that they show twice comes twice", arguments: [60, -60])
    func clocksAreSet(by minutes: Int64) {
        // From 02:30 to 02:50. At 02:00 it becomes 03:00, or at 03:00 it becomes 02:00.
        var rule = Self.rule(20, of: 1440, from: 150)
        rule.change = .init(at: Self.midnight + (minutes > 0 ? 120 : 180), by: minutes)
        let open = (0..<1440).filter { rule.covers(Self.time($0)) }
        #expect(open == (minutes > 0 ? [] : Array(150..<170) + Array(210..<230)))
    }

    @Test("what is worked out for the core is open in the very minutes in which the rules are")
    func agree() {
        let denials: [WindowRule?] = [
            nil, Self.rule(20, of: 240, from: 40, isDenied: true), Self.rule(50, of: 480, from: 17, isDenied: true),
            Self.rule(600, of: 5_256_000, from: Self.midnight - 100, isDenied: true),
        ]
        for denied in denials {
            for (at, by) in [(0, 0), (-700, 60), (30, -60), (60, 30), (900, -30)] as [(Int64, Int64)] {
                var rules = [Self.rule(50, of: 240, from: 17), denied].compactMap { $0 }
                for index in rules.indices where by != 0 { rules[index].change = .init(at: Self.midnight + at, by: by) }
                let windows = WindowRule.windows(rules, around: Self.time(0))
                #expect(windows.texts.compactMap(WindowRule.init) == rules)
                let wrong = (-1440..<960).filter {
                    (windows.open.stretch(at: Self.time($0)) != nil) != WindowRule.isOpen(rules, at: Self.time($0))
                }
                #expect(wrong == [], "\(windows.texts)")
            }
        }
    }
}
