import HeapModule

/// What is to be done when, for every resource: at most one valid entry each.
///
/// An entry is never taken out; a newer one for the same resource makes it void, and it is dropped when met.
struct WorkQueue: Sendable {
    private var later = Heap<Entry>()
    private var ready: [Heap<Entry>]
    private var serials: [UInt32] = []
    private var plans: [Entry?] = []
    /// How many resources have a request planned.
    private(set) var count = 0
    /// How many of these are due.
    private(set) var readyCount = 0
    /// How many are writes, confirmations, or reads that a write will rest on, due or not.
    private(set) var writingCount = 0
    private var isReady: [Bool] = []

    struct Entry: Comparable, Sendable {
        var due: BootTime
        /// True for what goes after all others of its class.
        var isLast: Bool
        var resource: Int
        /// `nil` where the resource is only to be judged again, without a request.
        var purpose: RequestClass?
        fileprivate var serial: UInt32

        static func < (left: Self, right: Self) -> Bool {
            (left.due, left.resource, left.serial) < (right.due, right.resource, right.serial)
        }
    }

    init() {
        ready = RequestClass.allCases.map { _ in Heap<Entry>() }
    }

    /// Replaces whatever was planned for the resource.
    mutating func plan(_ purpose: RequestClass?, for resource: Int, due: BootTime, isLast: Bool = false) {
        makeRoom(for: resource)
        if let plan = plans[resource], plan.purpose == purpose, plan.due == due, plan.isLast == isLast {
            // Judging a steady fleet over and over must not fill the queue with void entries.
            return
        }
        cancel(resource)
        let entry = Entry(due: due, isLast: isLast, resource: resource, purpose: purpose, serial: serials[resource])
        plans[resource] = entry
        if let purpose {
            count += 1
            if purpose.leadsToWrite { writingCount += 1 }
        }
        later.insert(entry)
    }

    mutating func cancel(_ resource: Int) {
        makeRoom(for: resource)
        serials[resource] &+= 1
        if let purpose = plans[resource]?.purpose {
            count -= 1
            if purpose.leadsToWrite { writingCount -= 1 }
        }
        if isReady[resource] { readyCount -= 1 }
        isReady[resource] = false
        plans[resource] = nil
    }

    private mutating func makeRoom(for resource: Int) {
        while serials.count <= resource {
            serials.append(0)
            plans.append(nil)
            isReady.append(false)
        }
    }

    /// Moves on what is due at `now`; the resources that are only to be judged again are returned.
    mutating func mature(at now: BootTime) -> [Int] {
        var toJudge: [Int] = []
        while let next = later.min, next.due <= now {
            later.removeMin()
            guard isValid(next) else { continue }
            if let purpose = next.purpose {
                var entry = next
                // Sorting behind everything that was ever due keeps the last ones last.
                if entry.isLast { entry.due = now + .days(3650) }
                ready[purpose.rawValue].insert(entry)
                isReady[next.resource] = true
                readyCount += 1
            } else {
                cancel(next.resource)
                toJudge.append(next.resource)
            }
        }
        return toJudge
    }

    /// The most urgent entry of a class that is due, without taking it.
    mutating func first(of purpose: RequestClass) -> Entry? {
        guard readyCount > 0 else { return nil }
        while let entry = ready[purpose.rawValue].min {
            if isValid(entry) { return entry }
            ready[purpose.rawValue].removeMin()
        }
        return nil
    }

    /// Takes what `first(of:)` returned.
    mutating func removeFirst(of purpose: RequestClass) {
        guard let entry = ready[purpose.rawValue].popMin() else { return }
        cancel(entry.resource)
    }

    /// When the next entry falls due that is not due yet.
    mutating func nextDue() -> BootTime? {
        while let entry = later.min {
            if isValid(entry) { return entry.due }
            later.removeMin()
        }
        return nil
    }

    private func isValid(_ entry: Entry) -> Bool {
        serials[entry.resource] == entry.serial
    }
}
