import ReconcileCore
import Testing

@testable import ReconcileSimulation

@Suite("The forecast")
struct ForecastTests {
    private func forecast(_ question: ForecastQuestion) -> ForecastReport {
        var forecast = Forecast(question)
        return forecast.run()
    }

    @Test("a steady fleet costs one look at each server per 'every', and one list per 'inventory.every'")
    func steady() {
        let known = (1...60).map { ForecastQuestion.record($0, enabled: false) }
        let report = forecast(.sample(.known(known), span: .days(10)))
        #expect(abs(report.perDay(.routine) - 60 * 4) < 12, "\(report.perDay(.routine))")
        #expect(abs(report.perDay(.inventory) - 24) < 0.2, "\(report.perDay(.inventory))")
        #expect(report.total(.write) == 0 && report.fleet.drifted == 0 && report.converged == nil)
        #expect(report.end.compliant == 60)
    }

    @Test("a made-up fleet is looked at once, mended and confirmed, and then left alone")
    func madeUp() {
        let report = forecast(.sample(50, span: .days(2)))
        #expect(report.fleet.drifted == 50 && report.unconverged == 0)
        #expect(report.total(.firstLook) == 50)
        #expect(report.total(.write) == 50)
        #expect(report.total(.confirm) == 50)
        #expect(report.firstPass.map { $0 < .minutes(2) } == true)
        #expect(report.converged.map { $0 < .minutes(10) } == true)
    }

    @Test("drift is seen at the next look, and mended within seconds of that")
    func drift() {
        let report = forecast(.sample(200, drift: 0.1, span: .days(20)))
        #expect((300...500).contains(report.drifts.happened), "\(report.drifts.happened)")
        #expect(report.drifts.mended.count >= report.drifts.happened - 10)
        let (seen, mended) = (report.drifts.seen, report.drifts.mended)
        #expect(seen.median.map { (.hours(2) ... .hours(4)).contains($0) } == true, "\(seen)")
        #expect(seen.high.map { $0 <= .hours(6) + .minutes(2) } == true, "\(seen)")
        #expect(mended.high.map { $0 <= .hours(6) + .minutes(2) } == true, "\(mended)")
    }

    @Test("windows and waves delay what they hold: a window a day, a soak for each wave")
    func windowsAndWaves() {
        var question = ForecastQuestion.sample(20, span: .days(3))
        let hours = (0..<3).map { day in
            let start = question.start + .days(day) + .hours(10)
            return OpenTimes.Stretch(start: start, end: start + .hours(2))
        }
        question.policies[0].windows = PolicyWindows(
            texts: ["22:00-24:00 UTC"], open: OpenTimes(hours, end: question.start + .days(4)))
        let opened = forecast(question)
        #expect(opened.converged.map { (.hours(10) ... .hours(10) + .minutes(15)).contains($0) } == true)
        #expect(opened.holds[.window] == 20)
        question.policies[0].waves = Waves(canary: 1, batch: .resources(5), soak: .minutes(40), stopAfterFailures: 1)
        // Three waves a day of two hours.
        let waved = forecast(question)
        #expect(waved.converged.map { (.hours(34) ... .hours(36)).contains($0) } == true, "\(waved.converged as Any)")
    }

    @Test("the same seed gives the same report, another one another")
    func seeds() {
        let question = ForecastQuestion.sample(80, limit: RateCeiling(requests: 30, window: .minutes(1)), drift: 0.2)
        #expect(forecast(question) == forecast(question))
        var other = question
        other.configuration.seed = 2
        #expect(forecast(question) != forecast(other))
    }

    @Test("what leaves stays within the limit, but for the few that find out where it is")
    func limit() {
        let limit = RateCeiling(requests: 60, window: .minutes(1))
        let report = forecast(.sample(400, limit: limit, span: .days(1)))
        #expect(report.refused <= 10, "\(report.refused)")
        #expect(report.budgetShare.map { (0.01...0.8).contains($0) } == true)
        // 400 looks, writes and confirmations at 60 a minute, of which four fifths are ours.
        #expect(report.converged.map { $0 >= .minutes(20) } == true, "\(report)")
    }

    @Test("with a limit that the fleet does not fit in, the first pass does not end")
    func tooSmall() {
        let limit = RateCeiling(requests: 10, window: .hours(1))
        let report = forecast(.sample(500, limit: limit, span: .days(1)))
        #expect(report.firstPass == nil && report.converged == nil && report.unconverged > 400)
        #expect(report.budgetShare.map { $0 <= 1 } == true)
    }

    @Test("a policy that only observes writes nothing, and yet sees the drift")
    func observing() {
        for fleet in [
            .madeUp(50), ForecastQuestion.Fleet.known((1...50).map { ForecastQuestion.record($0, enabled: false) }),
        ] {
            let report = forecast(.sample(fleet, mode: .observe, drift: 0.1, span: .days(5)))
            #expect(report.fleet.observed == 50 && report.fleet.drifted == 0)
            #expect(report.total(.write) == 0 && report.drifts.mended.count == 0)
            #expect((10...50).contains(report.drifts.seen.count), "\(report.drifts)")
            #expect(report.end.drifted == report.drifts.seen.count)
        }
    }

    @Test("the brake spreads a drifted fleet over days, and shows")
    func brake() {
        let report = forecast(.sample(100, brake: .percent(30), span: .days(6)))
        #expect(report.converged.map { (.days(3) ... .days(4)).contains($0) } == true, "\(report)")
        #expect(report.requests.first { $0.purpose == .write }?.firstDay == 30)
        #expect(report.holds[.brake] == 70)
        #expect(report.total(.write) == 100)
    }

    @Test("what holds a write in reality holds it here: a server without a key stays as it is")
    func guarded() {
        let known = [
            ForecastQuestion.record(1, enabled: true), ForecastQuestion.record(2, enabled: true, hasKey: false),
            ForecastQuestion.record(3, enabled: nil),
        ]
        let report = forecast(.sample(.known(known), span: .days(1)))
        #expect(report.fleet.drifted == 2 && report.unconverged == 1 && report.converged == nil)
        #expect(report.holds == [.sshKeys: 1])
        #expect(report.end.compliant == 2 && report.end.drifted == 1)
    }

    @Test("the limit that is given is taken for the API's; where none is known, none is kept")
    func givenLimit() {
        var question = ForecastQuestion.sample(10, span: .hours(2))
        #expect(forecast(question).limit == nil)
        question.limit = RateCeiling(requests: 7, window: .seconds(10))
        #expect(forecast(question).limit == RateCeiling(requests: 7, window: .seconds(10)))
    }

    @Test("each day that is over is told once")
    func days() {
        var days: [Int] = []
        var forecast = Forecast(.sample(3, span: .days(4)))
        _ = forecast.run { days.append($0) }
        #expect(days == [1, 2, 3])
    }
}

@Suite("Lengths of time, counted")
struct DelayHistogramTests {
    @Test("up to 17 minutes they are exact to the second, beyond to one part in 500")
    func resolution() {
        for seconds in [0, 1, 59, 1023, 1024, 1025, 5000, 86_400, 31_536_000] {
            var histogram = DelayHistogram()
            histogram.add(.seconds(seconds))
            let told = histogram.percentile(50).map { Int($0.seconds) } ?? -1
            #expect(told <= seconds && seconds - told <= seconds / 500, "\(seconds) became \(told)")
            if seconds < 1024 { #expect(told == seconds) }
        }
    }

    @Test("a percentile is the least that so many do not exceed")
    func percentiles() {
        var histogram = DelayHistogram()
        #expect(histogram.percentile(50) == nil)
        for seconds in 1...100 { histogram.add(.seconds(seconds)) }
        #expect(histogram.percentile(50) == .seconds(50))
        #expect(histogram.percentile(95) == .seconds(95))
        #expect(histogram.percentile(100) == .seconds(100))
        #expect(histogram.count == 100)
    }
}
