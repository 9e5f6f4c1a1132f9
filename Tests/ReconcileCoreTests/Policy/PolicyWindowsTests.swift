import Testing

@testable import ReconcileCore

@Suite("windows as the core knows them")
struct PolicyWindowsTests {
    private func times(_ hours: (Int, Int)..., end: Int = 100) -> OpenTimes {
        OpenTimes(
            hours.map { .init(start: dawn.wall + .hours($0.0), end: dawn.wall + .hours($0.1)) },
            end: dawn.wall + .hours(end))
    }

    private func hours(_ times: OpenTimes) -> [[Int64]] {
        times.stretches.map { [$0.start, $0.end].map { ($0 - dawn.wall).milliseconds / 3_600_000 } }
    }

    @Test("stretches that overlap or touch are one; what is empty is none")
    func joined() {
        #expect(hours(times((5, 6), (1, 2), (2, 3), (5, 9), (4, 4))) == [[1, 3], [5, 9]])
    }

    @Test("what is open in both, and what is open in one and not in the other")
    func combined() {
        let one = times((0, 10), (20, 30), (40, 50))
        let other = times((5, 25), (28, 45), (60, 70))
        #expect(hours(one.intersection(other)) == [[5, 10], [20, 25], [28, 30], [40, 45]])
        #expect(hours(one.subtracting(other)) == [[0, 5], [25, 28], [45, 50]])
        #expect(hours(other.subtracting(one)) == [[10, 20], [30, 40], [60, 70]])
        #expect(one.intersection(times(end: 7)).end == dawn.wall + .hours(7))
    }

    @Test("half-open: open at the start, closed at the end")
    func halfOpen() {
        let windows = PolicyWindows(texts: [], open: times((1, 2), (3, 4)))
        #expect(windows.hold(at: dawn.wall)?.until == dawn.wall + .hours(1))
        #expect(windows.hold(at: dawn.wall + .hours(1)) == nil)
        #expect(windows.hold(at: dawn.wall + .hours(2) - .milliseconds(1)) == nil)
        #expect(windows.hold(at: dawn.wall + .hours(2))?.until == dawn.wall + .hours(3))
    }

    @Test("the hold says when they open, in UTC and by the clocks of the zones that were named")
    func detail() {
        let stockholm = LocalClock(
            zone: "Europe/Stockholm",
            offsets: [
                .init(start: dawn.wall - .days(100), ahead: .hours(2)),
                .init(start: dawn.wall - .days(1), ahead: .hours(1)),
                .init(start: dawn.wall + .days(90), ahead: .hours(2)),
            ])
        let windows = PolicyWindows(texts: [], open: times((44, 50)), clocks: [stockholm])
        #expect(
            windows.hold(at: dawn.wall)
                == Hold(
                    .window, "Its windows open next at 2026-11-23T08:00:00Z (Mon 09:00 Europe/Stockholm).",
                    until: dawn.wall + .hours(44)))
    }

    @Test("beyond what was worked out nothing is open, and the hold says so")
    func horizon() {
        let windows = PolicyWindows(texts: [], open: times((0, 10), end: 10))
        #expect(
            windows.hold(at: dawn.wall + .hours(10))
                == Hold(
                    .window,
                    "Its windows are worked out until 2026-11-21T22:00:00Z only; the service does it again daily.",
                    code: "horizon"))
    }

    @Test("windows of two policies that are never open together say so")
    func never() {
        let merged = PolicyWindows.merging([
            PolicyWindows(texts: ["a"], open: times((0, 5))), PolicyWindows(texts: ["b"], open: times((5, 9))),
        ])
        #expect(merged?.texts == ["a", "b"])
        #expect(
            merged?.hold(at: dawn.wall)
                == Hold(.window, "No time before 2026-11-25T16:00:00Z lies in all of its windows.", code: "never"))
    }

    @Test("what was held starts spread over ten minutes, or over a quarter of a short window")
    func spread() {
        let windows = PolicyWindows(texts: [], open: times((0, 1), (2, 10)))
        #expect(windows.turn(at: dawn.wall + .hours(3), hash: 0) == dawn.wall + .hours(2))
        #expect(windows.turn(at: dawn.wall + .hours(3), hash: 300_000) == dawn.wall + .hours(2) + .minutes(5))
        #expect(windows.turn(at: dawn.wall + .hours(3), hash: 900_000) == dawn.wall + .hours(2) + .minutes(5))
        #expect(windows.turn(at: dawn.wall, hash: nil) == dawn.wall + .minutes(10))
        #expect(windows.turn(at: dawn.wall + .hours(1), hash: nil) == nil)
        let short = PolicyWindows(
            texts: [],
            open: OpenTimes([.init(start: dawn.wall, end: dawn.wall + .minutes(8))], end: dawn.wall + .hours(1)))
        #expect(short.turn(at: dawn.wall, hash: nil) == dawn.wall + .minutes(2))
    }
}
