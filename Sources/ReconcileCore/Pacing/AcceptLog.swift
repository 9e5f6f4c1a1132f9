import DequeModule

/// When the API counted our newest requests, at the latest, in order.
///
/// What matters of a window of length `W` and limit `L` is only whether the L-th newest is older than `W`, so that a
/// decision costs one look and no count.
struct AcceptLog: Sendable {
    private var times: Deque<BootTime> = []

    /// The most that are kept: a limit above this in any window cannot be learned, and 1 MiB is enough for a log.
    static let capacity = 65_536
    /// Old ones dropped with each new one: more than one, so that the log shrinks, and few, so that none waits for it.
    private static let droppedAtOnce = 4

    var count: Int { times.count }
    var oldest: BootTime? { times.first }

    /// Adds one; the order is kept even where answers overtook each other.
    mutating func append(_ time: BootTime, keeping span: Duration) {
        for _ in 0..<Self.droppedAtOnce {
            guard let first = times.first, times.count >= Self.capacity || time - first > span else { break }
            times.removeFirst()
        }
        times.append(max(time, times.last ?? time))
    }

    /// The `number`-th newest, counted from 1.
    func newest(_ number: Int) -> BootTime? {
        number >= 1 && number <= times.count ? times[times.count - number] : nil
    }

    /// How many came after `time`.
    func count(after time: BootTime) -> Int {
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] > time { high = middle } else { low = middle + 1 }
        }
        return times.count - low
    }

    /// The newest `most` of those after `time`, oldest first.
    func tail(after time: BootTime, most: Int) -> some Sequence<BootTime> {
        times.suffix(min(most, count(after: time)))
    }
}
