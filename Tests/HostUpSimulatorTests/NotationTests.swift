import ReconcileSimulation
import Testing

@testable import HostUpSimulator

@Suite("The short forms of the flags")
struct NotationTests {
    @Test("durations have a unit")
    func durations() {
        let texts = ["250ms", "20s", "1m", "6h", "20", "s", "-1s", "1 s", "2d", "99999999s"]
        let expected: [Duration?] = [
            .milliseconds(250), .seconds(20), .seconds(60), .seconds(21600), nil, nil, nil, nil, nil, nil,
        ]
        #expect(texts.map { Notation.duration($0) } == expected)
    }

    @Test("a range may leave out its first unit, and goes upwards")
    func ranges() {
        let texts = ["20-60ms", "1s-2m", "5s", "60-20ms", "1-2-3s", "-5s", ""]
        let expected: [ClosedRange<Duration>?] = [
            .milliseconds(20) ... .milliseconds(60), .seconds(1) ... .seconds(120), .seconds(5) ... .seconds(5),
            nil, nil, nil, nil,
        ]
        #expect(texts.map { Notation.range($0) } == expected)
    }

    @Test("a limit is requests by window")
    func limits() {
        let texts = ["60/1m", "5000/1h", "0/1m", "60", "60/0s", "x/1m"]
        let expected: [RateLimit?] = [
            RateLimit(limit: 60, window: .seconds(60)), RateLimit(limit: 5000, window: .seconds(3600)), nil, nil, nil,
            nil,
        ]
        #expect(texts.map { Notation.limit($0, kind: .fixedWindow) } == expected)
    }

    @Test("a part is a percentage or a fraction, a fault has a name and perhaps a part")
    func parts() {
        #expect(
            ["50%", "0.25", "1", "101%", "-1%", "half"].map { Notation.fraction($0) } == [0.5, 0.25, 1, nil, nil, nil])
        let faults = ["slow", "slow:10%", "slow:2", "fire"].map { Notation.fault($0) }
        #expect(faults == [FaultRule(.slow), FaultRule(.slow, probability: 0.1), nil, nil])
    }

    @Test("settings mean a configuration, and the first flag that means nothing is named with what it wants")
    func settings() throws {
        var settings = SimulatorSettings()
        settings.fleet = 40
        settings.parts = [.drifted: 0.25, .stopped: 0.5]
        settings.limit = "60/1m"
        settings.limitKind = .bucket
        settings.faults = "slow:10%,notReady"
        let configuration = try settings.configuration()
        #expect(configuration.guests.count { $0.login.enabled } == 10)
        #expect(configuration.guests.count { !$0.runs } == 20)
        #expect(configuration.api.rateLimit == RateLimit(kind: .tokenBucket, limit: 60, window: .seconds(60)))
        #expect(configuration.api.faults == [FaultRule(.slow, probability: 0.1), FaultRule(.notReady)])
        #expect(configuration.accounts == [])
        settings.accounts = 10
        settings.parts[.legacyPanel] = 0.2
        #expect(try settings.configuration().accounts.count { $0.controlPanel == .legacy } == 2)
        settings.accounts = -1
        let negative = #expect(throws: SimulatorSettings.Invalid.self) { try settings.configuration() }
        #expect(negative?.description == "'--accounts' wants a number from 0 to 100000, got -1")
        settings.accounts = 0
        settings.limit = "10/1s,300/5m"
        settings.limitKind = .counter
        let tiers = try settings.configuration().api
        #expect(tiers.rateLimit == RateLimit(kind: .slidingCounter, limit: 10, window: .seconds(1)))
        #expect(tiers.furtherLimits == [RateLimit(kind: .slidingCounter, limit: 300, window: .seconds(300))])
        settings.faults = "slow:10%,fire"
        let error = #expect(throws: SimulatorSettings.Invalid.self) { try settings.configuration() }
        #expect(error?.description == "'--faults' wants a name and a part such as slow:10%, got 'fire'")
    }
}
