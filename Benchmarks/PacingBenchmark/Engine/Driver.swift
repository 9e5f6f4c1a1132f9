import HeapModule
import ReconcileCore

/// One client with its queue: asks the client before each request, writes first, and sends again what was refused.
struct Driver {
    private(set) var client: any PacingClient
    private let expectsWrites: Bool
    private var ready: Heap<Job> = []
    private var delayed: Heap<DelayedJob> = []
    private var underWay: [RequestID: Flight] = [:]
    private var sends: UInt64 = 0
    private var newestEvent: BootTime?
    private(set) var isDown = false
    /// When the client wants to be asked again.
    private(set) var wake: BootTime?
    private(set) var tally = Tally()

    struct Job: Comparable {
        var purpose: RequestClass
        var number: Int
        var born: BootTime
        var attempts = 0

        static func < (left: Self, right: Self) -> Bool {
            (left.purpose, left.number) < (right.purpose, right.number)
        }
    }

    private struct DelayedJob: Comparable {
        var until: BootTime
        var job: Job

        static func < (left: Self, right: Self) -> Bool {
            left.until == right.until ? left.job < right.job : left.until < right.until
        }
    }

    private struct Flight {
        var job: Job
        var sentAt: BootTime
    }

    /// What became of the requests of one client.
    struct Tally {
        var done = 0
        var refusals = 0
        /// 429s whose request left after the one before had been heard of; the others are its echoes.
        var events = 0
        var lastAdmitted = BootTime(sinceBoot: .zero)
        /// From a write's arrival to its answer, in seconds.
        var writeWaits: [Double] = []
    }

    init(_ client: any PacingClient, reads: Int, expectsWrites: Bool) {
        self.client = client
        self.expectsWrites = expectsWrites
        let start = BootTime(sinceBoot: .zero)
        ready = Heap((0..<reads).map { Job(purpose: .routine, number: $0, born: start) })
    }

    mutating func add(write number: Int, at now: BootTime) {
        ready.insert(Job(purpose: .write, number: number, born: now))
    }

    /// Lets leave what may leave now, and notes when to ask again.
    mutating func pump(at now: BootTime, send: (RequestID) -> Void) {
        wake = nil
        guard !isDown else { return }
        while let first = delayed.min, first.until <= now {
            delayed.removeMin()
            ready.insert(first.job)
        }
        while let job = ready.min, underWay.count < clientConcurrency {
            let waiting = Waiting(count: ready.count + delayed.count, expectsWrites: expectsWrites)
            switch client.clearance(for: job.purpose, waiting: waiting, at: now) {
            case .now:
                send(leave(at: now))
            case .at(let time):
                // A client that names the present is asked again a little later, so that no run can stand still.
                wake = max(time, now + .milliseconds(1))
                return
            case .whenAnswered:
                return
            }
        }
        if ready.isEmpty { wake = delayed.min?.until }
    }

    private mutating func leave(at now: BootTime) -> RequestID {
        var job = ready.removeMin()
        job.attempts += 1
        sends += 1
        let id = RequestID(number: sends)
        underWay[id] = Flight(job: job, sentAt: now)
        client.sent(id, for: job.purpose, at: now)
        return id
    }

    /// Notes that the server let a request in; one whose client was killed since counts for nothing.
    mutating func admitted(_ id: RequestID, at now: BootTime) {
        if underWay[id] != nil { tally.lastAdmitted = now }
    }

    mutating func answered(_ id: RequestID, isAdmitted: Bool, rate: RateHeaders, at now: BootTime) {
        guard let flight = underWay.removeValue(forKey: id) else { return }
        client.answered(id, isAdmitted: isAdmitted, rate: rate, at: now)
        if isAdmitted {
            tally.done += 1
            if flight.job.purpose == .write { tally.writeWaits.append((now - flight.job.born).seconds) }
            return
        }
        tally.refusals += 1
        if newestEvent.map({ flight.sentAt > $0 }) ?? true {
            tally.events += 1
            newestEvent = now
        }
        let delay = client.retryDelay(afterAttempts: flight.job.attempts, rate: rate, at: now)
        delayed.insert(DelayedJob(until: now + delay, job: flight.job))
    }

    /// Ends the process: what was under way has to be done again, since nobody heard the answers.
    mutating func kill() {
        isDown = true
        for flight in underWay.values { ready.insert(flight.job) }
        underWay = [:]
    }

    mutating func restart(killedAt: BootTime, seed: UInt64, at now: BootTime) {
        isDown = false
        client.restart(killedAt: killedAt, seed: seed, at: now)
    }
}
