import ReconcileCore

/// Short plots: trouble that only matters in the right order or at the right moment, which chance alone seldom brings
/// about. Each has a generator of its own.
extension Scenario {
    private struct Plot: Sendable {
        var name: String
        /// In how many of a hundred worlds it happens.
        var percent: Int
        var write: @Sendable (Scenario, inout SplitMix64) -> [Disturbance]
    }

    private static let plots: [Plot] = [
        Plot(name: "empty pages", percent: 20) { $0.emptyPages(&$1) },
        Plot(name: "cache", percent: 10) { $0.loseCache(&$1) },
        Plot(name: "odd reads", percent: 35) { $0.misread(&$1) },
        Plot(name: "restricted key", percent: 25) { $0.restrictKey(&$1) },
        Plot(name: "minds", percent: 40) { $0.changeMinds(&$1) },
        Plot(name: "first write", percent: 25) { $0.interruptFirstWrite(&$1) },
        Plot(name: "crowd", percent: 25) { $0.crowdOut(&$1) },
        Plot(name: "clock", percent: 25) { $0.setClock(&$1) },
        Plot(name: "account", percent: 20) { $0.swapAccount(&$1) },
        Plot(name: "words", percent: 40) { $0.speakUp(&$1) },
        Plot(name: "closing", percent: 90) { $0.closeMeanwhile(&$1) },
        Plot(name: "failing waves", percent: 50) { $0.failWaves(&$1) },
        Plot(name: "turned away", percent: 20) { $0.turnAway(&$1) },
        Plot(name: "no writes", percent: 30) { $0.forbidWrites(&$1) },
    ]

    mutating func drawPlots() {
        for plot in Self.plots {
            var draws = SplitMix64.stream(plot.name, seed: seed)
            if draws.chance(plot.percent) { disturbances += plot.write(self, &draws) }
        }
        aimFaults()
        aimWords()
        disturbances.sort { $0.at < $1.at }
    }

    /// Writes are few among all requests: some faults wait for them, or hardly any write would ever meet one.
    private mutating func aimFaults() {
        var draws = SplitMix64.stream("aims", seed: seed)
        for index in disturbances.indices {
            guard case .fault(var rule) = disturbances[index].what, rule.requests == nil else { continue }
            guard draws.chance(30), rule.fault.requests.contains(.write) else { continue }
            rule.requests = [.write]
            disturbances[index].what = .fault(rule)
        }
    }

    /// Most of what people say they say to the service that runs, and now and then they have it look at some guests.
    private mutating func aimWords() {
        var draws = SplitMix64.stream("people", seed: seed)
        for index in disturbances.indices {
            guard case .operate(let operation) = disturbances[index].what, draws.chance(60) else { continue }
            disturbances[index].what = .tell(operation)
            guard draws.chance(50) else { continue }
            let guests = (0..<fleet.guests).filter { _ in draws.chance(50) }
            let look = Disturbance.What.look(guests: guests, includesLists: draws.chance(50))
            let at = disturbances[index].at + .seconds(draws.pick([0, 1, 300]))
            disturbances.append(Disturbance(at: at, during: draws.pick(ProcessPhase.allCases), look))
        }
    }

    /// A time in the first part of what goes wrong, so that there is room for what follows from it; often at once, when
    /// most is written.
    private func early(_ draws: inout SplitMix64) -> Duration {
        draws.chance(50) ? .zero : rage * (0.5 * draws.unit())
    }

    private func emptyPages(_ draws: inout SplitMix64) -> [Disturbance] {
        [Disturbance(at: early(&draws), .fault(FaultRule(.emptyPage, count: draws.pick([1, 2, 4]))))]
    }

    private func loseCache(_ draws: inout SplitMix64) -> [Disturbance] {
        [Disturbance(at: early(&draws), .loseCache)]
    }

    /// Reads that are answered and show little, or something odd, for a while.
    private func misread(_ draws: inout SplitMix64) -> [Disturbance] {
        let odd: [Fault] = [
            .contradiction, .contradiction, .contradiction, .sourceUnknown, .sourceNovel, .sourceUnavailable,
            .enabledNull, .agentSilent, .staleRead,
        ]
        let rule = FaultRule(draws.pick(odd), count: draws.pick([3, 10, 30]), requests: [.read])
        return [Disturbance(at: early(&draws), .fault(rule))]
    }

    /// Somebody leaves one guest with a key that lets no person in, and opens its door.
    private func restrictKey(_ draws: inout SplitMix64) -> [Disturbance] {
        let guest = draws.below(fleet.guests)
        let at = early(&draws)
        var change = GuestChange()
        change.keys = ["command=\"/usr/bin/true\" \(PublicKey.text(comment: "job", using: &draws))"]
        return [
            Disturbance(at: at, .edit(guest: guest, change)),
            Disturbance(at: at + .seconds(1), .edit(guest: guest, .reopen)),
        ]
    }

    /// Somebody changes what may be written just when a write is about to leave, or just after one has left, and
    /// changes it back ten minutes later.
    private func changeMinds(_ draws: inout SplitMix64) -> [Disturbance] {
        let (phase, change, back): (ProcessPhase, Disturbance.What, Disturbance.What) =
            switch draws.below(3) {
            case 0: (.recordingIntent, .noWrites(true), .noWrites(false))
            case 1: (.recordingIntent, .reload(set: Self.watching, settings), .reload(set: 0, settings))
            default: (.confirming, .reload(set: Self.renamed, settings), .reload(set: 0, settings))
            }
        let at = early(&draws)
        return [Disturbance(at: at, during: phase, change), Disturbance(at: at + .minutes(10), back)]
    }

    /// The process is killed while its first write waits to be seen, and reads fail then.
    private func interruptFirstWrite(_ draws: inout SplitMix64) -> [Disturbance] {
        let fault = FaultRule(.upstream503, probability: 0.6, requests: [.read], forSeconds: 60)
        let crash = Disturbance.What.crash(after: draws.below(3), isReboot: false, keepsCommit: true)
        return [
            Disturbance(at: .zero, during: .confirming, .fault(fault)),
            Disturbance(at: .zero, during: .confirming, crash),
        ]
    }

    /// Somebody else uses up the limit, so that the next process is told to wait, and then another one begins.
    private func crowdOut(_ draws: inout SplitMix64) -> [Disturbance] {
        let at = early(&draws)
        return [
            Disturbance(at: at, .neighbour(requests: 100, seconds: 1)),
            Disturbance(at: at + .seconds(2), .stop(downFor: 1)),
            Disturbance(at: at + .seconds(10), .stop(downFor: 1)),
        ]
    }

    /// Somebody puts another account's token in place and starts the service anew, and notices it later.
    private func swapAccount(_ draws: inout SplitMix64) -> [Disturbance] {
        let at = early(&draws)
        return [
            Disturbance(at: at, .otherAccount(true)), Disturbance(at: at + .seconds(1), .stop(downFor: 1)),
            Disturbance(at: at + .minutes(20), .otherAccount(false)),
            Disturbance(at: at + .minutes(20) + .seconds(1), .stop(downFor: 1)),
        ]
    }

    /// The wall clock is set a little while a write waits to be seen, and set right after ten minutes.
    private func setClock(_ draws: inout SplitMix64) -> [Disturbance] {
        let seconds = draws.pick([-20, -100, -250, -400, 400])
        let at = early(&draws)
        return [
            Disturbance(at: at, during: .confirming, .wallJump(seconds: seconds)),
            Disturbance(at: at + .minutes(10), .wallJump(seconds: -seconds)),
        ]
    }

    /// A person has the service pause just when a write is about to leave, and lets it go on after some minutes.
    private func speakUp(_ draws: inout SplitMix64) -> [Disturbance] {
        let name = policySets.first?.first?.name ?? ""
        let at = early(&draws)
        let pause: Disturbance.Operation =
            draws.chance(60) ? .pauseAll(minutes: 10) : .pausePolicy(name, minutes: draws.pick([1, 10]))
        let guests = Array(0..<fleet.guests)
        return [
            Disturbance(at: at, during: .recordingIntent, .tell(pause)),
            Disturbance(at: at + .minutes(2), .look(guests: guests, includesLists: draws.chance(50))),
            Disturbance(at: at + .minutes(5), .tell(.resumeAll)),
        ]
    }

    /// Doors are opened and looked at just before their windows close, so that writes wait while they do; often the
    /// machine is suspended with a write that is about to leave, and wakes up when they are shut.
    private func closeMeanwhile(_ draws: inout SplitMix64) -> [Disturbance] {
        guard let rules = policySets.first?.first?.windows?.rules, let rule = rules.first else { return [] }
        let start = WorldClock().date
        let closing = (1...rule.period).map { Duration.minutes(Int($0)) }.first { time in
            WindowRule.isOpen(rules, at: start + time - .seconds(1)) && !WindowRule.isOpen(rules, at: start + time)
        }
        guard let closing, closing < rage else { return [] }
        let isSuspended = draws.chance(60)
        let at = closing - .milliseconds(draws.pick(isSuspended ? [3000, 8000] : [300, 1000, 3000, 8000]))
        let guests = Array(0..<fleet.guests)
        let pause = Disturbance(at: at, during: .recordingIntent, .stall(seconds: 10))
        return guests.map { Disturbance(at: at, .edit(guest: $0, .reopen)) }
            + [Disturbance(at: at + .milliseconds(1), .look(guests: guests, includesLists: false))]
            + (isSuspended ? [pause] : [])
    }

    /// A write is refused by the limit, or the token is for a moment, so that it is tried again within the minute for which
    /// a read is good.
    private func turnAway(_ draws: inout SplitMix64) -> [Disturbance] {
        let fault: Fault = draws.chance(70) ? .rateLimited : .unauthorized
        let rule = FaultRule(fault, count: draws.pick([1, 2]), requests: [.write])
        return [Disturbance(at: early(&draws), .fault(rule))]
    }

    /// Somebody forbids writes just when one is about to leave, and allows them some time after.
    private func forbidWrites(_ draws: inout SplitMix64) -> [Disturbance] {
        let at = draws.chance(70) ? .zero : early(&draws)
        return [
            Disturbance(at: at, during: .recordingIntent, .noWrites(true)),
            Disturbance(at: at + rage * 0.5, .noWrites(false)),
        ]
    }

    /// Writes that are answered with success change nothing for a while, so that waves halt.
    private func failWaves(_ draws: inout SplitMix64) -> [Disturbance] {
        guard policySets.first?.first?.waves != nil else { return [] }
        let rule = FaultRule(
            .unverified, probability: draws.pick([0.4, 1]), count: draws.pick([2, 4, 8]), requests: [.write])
        return [Disturbance(at: .zero, .fault(rule))]
    }
}
