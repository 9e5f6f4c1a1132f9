import HeapModule

/// Who may be written next under one policy text with waves: each wave has so many seats, given in the order of a fixed
/// hash of the id among those that want one, those that are likely to fail after all others.
///
/// A seat is held from when it is given until its resource is written, and so in the ledger, or gives it up. Nothing here
/// outlives the process: a wave that was begun is known by its members in the ledger.
struct WaveSeats: Sendable {
    /// The wave whose seats these are, 0 for the canaries.
    private(set) var wave: Int
    private(set) var seated: Set<ResourceID> = []
    private var waiting: Set<ResourceID> = []
    /// How far behind all others those are that were likely to fail when they last asked.
    private var late: [ResourceID: Int] = [:]
    /// Those waiting, and some that gave up meanwhile.
    private var order = Heap<Place>()
    /// The server that the process runs on, if it waits: its turn is after all others.
    private var last: ResourceID?

    private struct Place: Comparable {
        /// `nil` for one that is not likely to fail.
        var lateness: Int?
        var hash: UInt64
        var id: ResourceID

        init(_ id: ResourceID, lateness: Int?) {
            self.id = id
            self.lateness = lateness
            hash = StableHash.fnv1a(id.text.utf8)
        }

        static func < (left: Self, right: Self) -> Bool {
            (left.lateness ?? -1, left.hash, left.id) < (right.lateness ?? -1, right.hash, right.id)
        }
    }

    init(_ rollout: Rollout) {
        wave = rollout.wave
    }

    /// - Parameters:
    ///   - lateness: for one that is likely to fail, how far behind the others it goes, from 0 on.
    ///   - isLast: true for the server that the process runs on.
    /// - Returns: false where it had asked before.
    mutating func ask(_ id: ResourceID, lateness: Int? = nil, isLast: Bool = false) -> Bool {
        guard !seated.contains(id), !waiting.contains(id), last != id else { return false }
        if isLast {
            last = id
        } else {
            late[id] = lateness
            wait(id)
        }
        return true
    }

    /// It cannot be written now, or need not be.
    ///
    /// - Returns: true where it held a seat.
    mutating func leave(_ id: ResourceID) -> Bool {
        waiting.remove(id)
        if last == id { last = nil }
        return seated.remove(id) != nil
    }

    /// It is written: from now on the ledger counts it.
    mutating func used(_ id: ResourceID) {
        seated.remove(id)
    }

    /// Takes back the seats of a wave of which nothing is written yet: somebody of the one before is on trial again.
    mutating func goBack(to rollout: Rollout) {
        guard wave > rollout.wave else { return }
        wave = rollout.wave
        for id in seated { wait(id) }
        seated = []
    }

    private mutating func wait(_ id: ResourceID) {
        if waiting.insert(id).inserted { order.insert(Place(id, lateness: late[id])) }
    }

    /// Gives free seats to those that wait, and begins the next wave where this one is full and nobody of it is on trial.
    ///
    /// - Parameters:
    ///   - matched: how many resources there are, for batches that are a share of them.
    ///   - isOnTrial: whether a resource of the wave still has to prove itself.
    /// - Returns: those that have a seat now.
    mutating func fill(
        _ rollout: Rollout, _ waves: Waves, matched: Int, isOnTrial: (ResourceID, Rollout.Standing) -> Bool
    ) -> [ResourceID] {
        guard !waiting.isEmpty || last != nil, !rollout.isHalted(by: waves) else { return [] }
        wave = max(wave, rollout.wave)
        var room = waves.size(of: wave, matched: matched) - taken(rollout)
        if room <= 0, seated.isEmpty, wave == rollout.wave, !rollout.members.contains(where: isOnTrial) {
            wave += 1
            room = waves.size(of: wave, matched: matched)
        }
        var given: [ResourceID] = []
        while room > given.count, let place = order.popMin() {
            // One that gave up and asked again has its old place in the order, too.
            guard place.lateness == late[place.id], waiting.remove(place.id) != nil else { continue }
            given.append(place.id)
        }
        if let last, waiting.isEmpty, given.isEmpty, seated.isEmpty, !rollout.members.contains(where: isOnTrial) {
            // Canaries that are all well, though fewer than could be, let it go: there is nobody else.
            if wave == 0, !rollout.members.isEmpty { wave = 1 }
            if wave > 0 || rollout.isProven {
                self.last = nil
                given = [last]
            }
        }
        seated.formUnion(given)
        return given
    }

    private func taken(_ rollout: Rollout) -> Int {
        guard wave == rollout.wave else { return seated.count }
        return rollout.members.count + seated.count { rollout.members[$0] == nil }
    }
}

extension Waves {
    /// How many resources a wave has.
    func size(of wave: Int, matched: Int) -> Int {
        wave == 0 ? canary : batch.size(matched: matched)
    }

    /// The waves of several policies that govern together: the most careful of each.
    package static func merging(_ all: [Waves]) -> Waves? {
        guard var merged = all.first else { return nil }
        for waves in all.dropFirst() {
            merged.canary = min(merged.canary, waves.canary)
            merged.batch = merged.batch.smaller(waves.batch)
            merged.soak = max(merged.soak, waves.soak)
            merged.stopAfterFailures = min(merged.stopAfterFailures, waves.stopAfterFailures)
        }
        return merged
    }
}

extension Rollout {
    /// True where so many failed that only a person lets it go on.
    package func isHalted(by waves: Waves) -> Bool {
        failures.count >= waves.stopAfterFailures
    }
}
