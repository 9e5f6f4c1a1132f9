import HeapModule
import ReconcileCore
import ReconcileSimulation

/// The clairvoyant: what no client can beat, since it sees the server's count and the changes to come.
package enum Oracle {
    /// Returns when the last request is let in if each arrives the moment the server has room.
    ///
    /// That is the least time for every limit here: sending early never delays a later request (an exchange argument).
    /// Like a client it has no more than `clientConcurrency` requests under way, on the fastest way there and back. Beside
    /// a neighbour it is polite: it takes only what leaves every request of the neighbour let in at the time it would
    /// have been let in without us; a client that takes more can be faster. It stops at the horizon of every run.
    ///
    /// - Parameter obeying: whether it stays away as long as the server would ask it to. A limit that rises meanwhile is
    ///   then of no use to it, nor to any client that keeps to `Retry-After`.
    package static func bound(_ scenario: PacingScenario, seed: UInt64, obeying: Bool = false) -> Duration {
        var schedule = Schedule(scenario, seed: seed, obeying: obeying)
        return (scenario.hasNeighbour ? schedule.polite() : schedule.alone()).sinceBoot
    }
}

/// The clairvoyant's requests in one run, one after the other.
private struct Schedule {
    private let scenario: PacingScenario
    private let outage: ClosedRange<BootTime>?
    private let obeying: Bool
    private var server: Server
    private var neighbour: LoneNeighbour
    /// When each slot's next request can arrive.
    private var slots: Heap<BootTime>
    private var time = BootTime(sinceBoot: .zero)

    init(_ scenario: PacingScenario, seed: UInt64, obeying: Bool) {
        self.scenario = scenario
        self.obeying = obeying
        outage = scenario.outage(seed: seed)
        server = Server(scenario, seed: seed)
        neighbour = LoneNeighbour(scenario, seed: seed)
        let first = BootTime(sinceBoot: Network.leastOneWay)
        slots = Heap(repeatElement(first, count: clientConcurrency * scenario.clientCount))
    }

    mutating func alone() -> BootTime {
        var left = scenario.requestCount
        while left > 0, time.sinceBoot < Run.horizon {
            time = opens(at: firstSlot())
            if let outage, isLost(time, outage) {
                time = outage.upperBound + Network.leastOneWay
            } else if takes() {
                left -= 1
            }
        }
        return time
    }

    /// Greedy as well, but a request goes in only where the neighbour's next ones would still find room.
    mutating func polite() -> BootTime {
        let horizon = scenario.limits.map(\.window).max() ?? .zero
        var left = scenario.requestCount
        while left > 0, time.sinceBoot < Run.horizon {
            let room = opens(at: firstSlot())
            if let theirs = neighbour.next(until: room) {
                _ = server.take(at: theirs)
                neighbour.advance()
                time = max(time, theirs)
                continue
            }
            var tried = server
            let ours = tried.take(at: room)
            let theirs = neighbour.ahead(until: room + horizon)
            if ours.isAdmitted, theirs.allSatisfy({ tried.take(at: $0).isAdmitted }) {
                time = room
                if takes() { left -= 1 }
            } else {
                // Room can only come when the neighbour has had its turn, or when something counted is forgotten.
                time = min(theirs.first ?? room + horizon, room + max(ours.resetAfter, .milliseconds(1)))
            }
        }
        return time
    }

    private func firstSlot() -> BootTime {
        slots.min.map { max(time, $0) } ?? time
    }

    private mutating func opens(at now: BootTime) -> BootTime {
        obeying ? server.opensUnlessChanged(at: now) : server.opens(at: now)
    }

    /// What arrives so shortly before a kill that its answer is lost, or while the client is away, cannot count.
    private func isLost(_ time: BootTime, _ outage: ClosedRange<BootTime>) -> Bool {
        time > outage.lowerBound - Network.leastOneWay && time < outage.upperBound + Network.leastOneWay
    }

    private mutating func takes() -> Bool {
        let answer = server.take(at: time)
        guard answer.isAdmitted else {
            // Fractions of a token were rounded.
            time = time + .microseconds(1)
            return false
        }
        slots.replaceMin(with: time + answer.service + Network.leastOneWay * 2)
        return true
    }
}
