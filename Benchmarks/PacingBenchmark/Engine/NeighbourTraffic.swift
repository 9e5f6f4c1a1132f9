import HeapModule
import ReconcileCore

/// The other user of the key: sends what it has when it has it, and after a 429 waits as long as the server asks.
///
/// Its demand depends on the seed alone, so that what a client did to it can be told from the same neighbour alone.
struct NeighbourTraffic {
    private var pending: Heap<Attempt> = []
    private var demand: Demand
    private var jitter: SplitMix64
    private(set) var refusals = 0
    /// When its requests were let in.
    private(set) var admitted: [BootTime] = []

    private struct Attempt: Comparable {
        var time: BootTime
        var isRetry: Bool

        static func < (left: Self, right: Self) -> Bool {
            left.time < right.time
        }
    }

    /// Where new requests come from: one at a time, or a burst of them.
    private struct Demand {
        private let kind: Neighbour
        private var draws: SplitMix64
        /// When the next of them begins; `nil` where there are none.
        private(set) var begin: BootTime?

        init(_ kind: Neighbour, _ draws: SplitMix64) {
            self.kind = kind
            self.draws = draws
            begin = later(than: BootTime(sinceBoot: .zero))
        }

        /// The next of them, none before `begin`.
        mutating func next() -> [BootTime] {
            guard let now = begin else { return [] }
            begin = later(than: now)
            guard case .bursts(let size, let span, _) = kind else { return [now] }
            return (0..<size).map { _ in now + span * draws.unit() }
        }

        private mutating func later(than time: BootTime) -> BootTime? {
            switch kind {
            case .none, .twin: nil
            case .poisson(let perMinute): time + .seconds(draws.exponential(mean: 60 / perMinute))
            case .bursts(_, _, let gap): time + .seconds(draws.exponential(mean: gap.seconds))
            }
        }
    }

    init(_ kind: Neighbour, seed: UInt64) {
        demand = Demand(kind, Draws.generator(seed: seed, for: .neighbour))
        jitter = Draws.generator(seed: seed, for: .neighbour, index: 1)
        refill()
    }

    var next: BootTime? { pending.min?.time }

    /// Sends the next request.
    mutating func send(to server: inout Server) {
        guard let attempt = pending.popMin() else { return }
        let answer = server.take(at: attempt.time)
        if answer.isAdmitted {
            admitted.append(attempt.time)
        } else {
            refusals += 1
            let wait = Duration.seconds(max(1, answer.resetAfter.seconds.rounded(.up)))
            let later = attempt.isRetry ? wait + .seconds(jitter.unit()) : wait
            pending.insert(Attempt(time: attempt.time + later, isRetry: true))
        }
        refill()
    }

    /// Draws on until nothing new could come before what is sent next.
    private mutating func refill() {
        while let begin = demand.begin, pending.min.map({ begin <= $0.time }) ?? true {
            for time in demand.next() { pending.insert(Attempt(time: time, isRetry: false)) }
        }
    }
}
