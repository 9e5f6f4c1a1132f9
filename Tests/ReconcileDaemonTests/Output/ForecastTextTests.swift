import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

@Suite("What people read of a forecast")
struct ForecastTextTests {
    private func expect(
        _ report: ForecastReport, is name: String, hasColour: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let text = ForecastText(report: report, options: .sample, terminal: .silent(hasColour: hasColour))
        let actual = text.lines().joined(separator: "\n")
        #expect(actual == (try Expectation.text(name, actual: actual)), sourceLocation: sourceLocation)
    }

    @Test(
        "it says what was assumed, how many requests, how long everything takes, and what holds it",
        arguments: [false, true])
    func whole(hasColour: Bool) throws {
        try expect(.sample, is: hasColour ? "forecast-colour.txt" : "forecast.txt", hasColour: hasColour)
    }

    @Test("with policies that only observe it says that nothing would be written")
    func observing() throws {
        try expect(.observing, is: "forecast-observing.txt")
    }

    @Test("what the time does not suffice for is said to be left")
    func unfinished() throws {
        var report = ForecastReport.sample
        report.firstPass = nil
        report.converged = nil
        report.unconverged = 812
        report.fleet.observed = 3
        report.drifts.mended = ForecastReport.Delays()
        try expect(report, is: "forecast-unfinished.txt")
    }

    @Test("a day's requests are those after the first day, or at the pace of a shorter forecast")
    func perDay() {
        let requests = ForecastReport.Requests(.routine, total: 1000, firstDay: 400)
        #expect(requests.perDay(over: .days(4)) == 200)
        #expect(requests.perDay(over: .days(1)) == 1000)
        #expect(requests.perDay(over: .hours(6)) == 4000)
    }

    @Test("drift is a share of the servers in a day, a limit is requests in a span")
    func expressions() {
        #expect(DriftExpression("2%/day")?.perDay == 0.02)
        #expect(DriftExpression("0.5%/day")?.perDay == 0.005)
        #expect(DriftExpression("100%/day")?.perDay == 1)
        for text in [
            "2", "2%", "%/day", "-1%/day", "101%/day", "1e1%/day", "nan%/day", "2%/week", "2 %/day", "..%/day",
        ] {
            #expect(DriftExpression(text) == nil, "\(text)")
        }
        #expect(RateExpression("60/1m")?.ceiling == RateCeiling(requests: 60, window: .minutes(1)))
        for text in ["60", "0/1m", "60/0s", "60/1m/1m", "x/1m", "none", "60/2d"] {
            #expect(RateExpression(text) == nil, "\(text)")
        }
    }
}
