import Testing

@testable import ReconcileCore

@Suite("the API's clock")
struct APIClockTests {
    /// What the API's clock shows `span` after `dawn`, it being 700 ms ahead of ours.
    private func there(_ span: Duration) -> WallTime {
        dawn.wall + span + .milliseconds(700)
    }

    /// Answers that arrive at these times, each 40 ms after its request and 20 ms after it was dated.
    private func clock(answeredAt times: [Duration]) -> APIClock {
        var clock = APIClock()
        for time in times { answer(&clock, at: time) }
        return clock
    }

    private func answer(_ clock: inout APIClock, at time: Duration, off error: Duration = .zero) {
        let now = dawn.boot + time
        clock.told(dated(time) + error, sentAt: now - .milliseconds(40), at: now)
    }

    private func dated(_ time: Duration) -> WallTime {
        let date = there(time - .milliseconds(20))
        return WallTime(millisecondsSince1970: date.millisecondsSince1970 / 1000 * 1000)
    }

    /// By how much the API's date is taken to come later than it does.
    private func lateness(_ clock: APIClock, at span: Duration = .seconds(60)) -> Duration? {
        clock.latest(of: there(span)).map { $0 - (dawn.boot + span) }
    }

    @Test("nothing is known before the first answer")
    func unknown() {
        #expect(lateness(APIClock()) == nil)
    }

    @Test("of answers within a second the one that came soonest after it began counts, and no date comes too soon")
    func edge() {
        #expect(lateness(clock(answeredAt: [.milliseconds(900)])) == .milliseconds(600))
        #expect(lateness(clock(answeredAt: [.milliseconds(900), .milliseconds(1330)])) == .milliseconds(30))
        #expect(lateness(clock(answeredAt: [.milliseconds(320), .milliseconds(330)])) == .microseconds(20_001))
    }

    @Test("what is known loses a ten-thousandth of the time that passes, as clocks drift apart")
    func drift() {
        #expect(lateness(clock(answeredAt: [.milliseconds(320), .milliseconds(100_900)])) == .microseconds(30_058))
    }

    @Test("a date that cannot be is followed alone, until the next that contradicts it")
    func wrongDate() {
        var clock = clock(answeredAt: [.milliseconds(320)])
        answer(&clock, at: .milliseconds(10_900), off: .hours(1))
        #expect(lateness(clock) == .milliseconds(600) - .hours(1))
        answer(&clock, at: .milliseconds(11_900))
        #expect(lateness(clock) == .milliseconds(600))
        answer(&clock, at: .milliseconds(12_900), off: .hours(-1))
        #expect(lateness(clock) == .milliseconds(600) + .hours(1))
        answer(&clock, at: .milliseconds(13_900))
        #expect(lateness(clock) == .milliseconds(600))
    }

    @Test("a date that its server wrote up to a second before the answer contradicts nothing")
    func staleDate() {
        var clock = clock(answeredAt: [.milliseconds(320)])
        answer(&clock, at: .milliseconds(1250), off: .seconds(-1))
        #expect(lateness(clock) == .microseconds(20_093))
    }
}
