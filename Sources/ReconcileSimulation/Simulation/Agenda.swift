import ReconcileCore

/// What is to happen when, the earliest first; of equal times, what was planned first.
struct Agenda<Item> {
    private var heap: [Entry] = []
    private var serial: UInt64 = 0

    private struct Entry {
        var at: BootTime
        var serial: UInt64
        var item: Item

        func precedes(_ other: Entry) -> Bool {
            (at, serial) < (other.at, other.serial)
        }
    }

    var isEmpty: Bool { heap.isEmpty }

    /// When the next thing happens.
    var next: BootTime? { heap.first?.at }

    mutating func plan(_ item: Item, at time: BootTime) {
        serial += 1
        heap.append(Entry(at: time, serial: serial, item: item))
        var child = heap.count - 1
        while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out what happens next.
    mutating func take() -> (at: BootTime, item: Item)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (first.at, first.item)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].precedes(heap[least]) { least = child }
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
