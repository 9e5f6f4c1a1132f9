import HeapModule
package import ReconcileCore

/// One client against one scenario under one seed, from the first request to the last.
package struct Run {
    private let scenario: PacingScenario
    private let seed: UInt64
    private var server: Server
    private var network: Network
    private var neighbour: NeighbourTraffic
    private var drivers: [Driver]
    private var events: Heap<TimedEvent> = []
    private var eventCount = 0
    private var now = BootTime(sinceBoot: .zero)
    private var doneOfEachAtFirstEnd: [Int]?

    /// Longer than any client needs that ever ends, in simulated time.
    static let horizon = Duration.hours(40)
    /// More requests than any client sends that does not run wild.
    private static let mostEvents = 3_000_000

    private enum Event {
        case wake(Int)
        case arrives(Int, RequestID)
        case answered(Int, RequestID, isAdmitted: Bool, RateHeaders)
        case write(Int)
        case kill
        case restart(killedAt: BootTime)
    }

    private struct TimedEvent: Comparable {
        var time: BootTime
        /// Of two at the same time the one first thought of comes first.
        var order: Int
        var event: Event

        static func < (left: Self, right: Self) -> Bool {
            left.time == right.time ? left.order < right.order : left.time < right.time
        }

        static func == (left: Self, right: Self) -> Bool {
            left.order == right.order
        }
    }

    package init(_ scenario: PacingScenario, seed: UInt64, makeClient: (UInt64) -> any PacingClient) {
        self.scenario = scenario
        self.seed = seed
        server = Server(scenario, seed: seed)
        network = Network(seed: seed)
        neighbour = NeighbourTraffic(scenario.neighbour, seed: seed)
        drivers = (0..<scenario.clientCount).map { index in
            var draws = Draws.generator(seed: seed, for: .client, index: index)
            return Driver(makeClient(draws.next()), reads: scenario.reads, expectsWrites: scenario.writes > 0)
        }
    }

    package mutating func result() -> PacingRunResult {
        begin()
        while let event = nextEvent() {
            handle(event)
            if drivers.contains(where: isDone), doneOfEachAtFirstEnd == nil {
                doneOfEachAtFirstEnd = drivers.map(\.tally.done)
            }
            if drivers.allSatisfy(isDone) { break }
        }
        let tallies = drivers.map(\.tally)
        return PacingRunResult(
            isComplete: drivers.allSatisfy(isDone),
            time: (tallies.map(\.lastAdmitted).max() ?? now).sinceBoot,
            refusals: tallies.map(\.refusals).reduce(0, +), events: tallies.map(\.events).reduce(0, +),
            neighbourRefusals: neighbour.refusals, ended: now, writeWaits: tallies.flatMap(\.writeWaits),
            shares: (doneOfEachAtFirstEnd ?? tallies.map(\.done)))
    }

    private func isDone(_ driver: Driver) -> Bool {
        driver.tally.done == scenario.reads + scenario.writes
    }

    private mutating func begin() {
        for (index, time) in scenario.writeTimes(seed: seed).enumerated() { schedule(.write(index), at: time) }
        if let outage = scenario.outage(seed: seed) {
            schedule(.kill, at: outage.lowerBound)
            schedule(.restart(killedAt: outage.lowerBound), at: outage.upperBound)
        }
        for index in drivers.indices { pump(index) }
    }

    /// The next event of the clients; what the neighbour does before it is done on the way.
    private mutating func nextEvent() -> Event? {
        guard eventCount < Self.mostEvents, let next = events.popMin(), next.time.sinceBoot < Self.horizon else {
            return nil
        }
        while let time = neighbour.next, time <= next.time { neighbour.send(to: &server) }
        now = next.time
        return next.event
    }

    private mutating func handle(_ event: Event) {
        switch event {
        case .wake(let index):
            if drivers[index].wake == now { pump(index) }
        case .arrives(let index, let id):
            let answer = server.take(at: now)
            if answer.isAdmitted { drivers[index].admitted(id, at: now) }
            schedule(
                .answered(index, id, isAdmitted: answer.isAdmitted, answer.rate),
                at: now + answer.service + network.oneWay())
        case .answered(let index, let id, let isAdmitted, let rate):
            drivers[index].answered(id, isAdmitted: isAdmitted, rate: rate, at: now)
            pump(index)
        case .write(let number):
            for index in drivers.indices {
                drivers[index].add(write: number, at: now)
                pump(index)
            }
        case .kill:
            for index in drivers.indices { drivers[index].kill() }
        case .restart(let killedAt):
            for index in drivers.indices {
                var draws = Draws.generator(seed: seed, for: .kill, index: index + 1)
                drivers[index].restart(killedAt: killedAt, seed: draws.next(), at: now)
                pump(index)
            }
        }
    }

    private mutating func pump(_ index: Int) {
        let wakeBefore = drivers[index].wake
        var leaving: [RequestID] = []
        drivers[index].pump(at: now) { leaving.append($0) }
        for id in leaving { schedule(.arrives(index, id), at: now + network.oneWay()) }
        if let wake = drivers[index].wake, wake != wakeBefore { schedule(.wake(index), at: wake) }
    }

    private mutating func schedule(_ event: Event, at time: BootTime) {
        eventCount += 1
        events.insert(TimedEvent(time: time, order: eventCount, event: event))
    }
}

/// What one run came to.
package struct PacingRunResult: Hashable, Sendable {
    /// Whether every request was let in.
    package var isComplete: Bool
    /// When the last request was let in, from the start on.
    package var time: Duration
    package var refusals: Int
    package var events: Int
    package var neighbourRefusals: Int
    /// When the last answer came.
    package var ended: BootTime
    /// In seconds, in the order of the answers.
    package var writeWaits: [Double]
    /// How many requests each client had through when the first of them had all.
    package var shares: [Int]
}
