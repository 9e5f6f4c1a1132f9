/// What people say and ask while the engine runs.
extension Engine {
    /// Takes a person's word: it counts from this step on, for writes too whose intent is being made durable.
    mutating func told(_ entry: LedgerEntry, at now: Moment) {
        record(entry, at: now)
        if case .resumed(let row) = entry, row.identity {
            // The next complete list pins the account anew.
            identity.expectsList()
            for kind in inventory.kinds { listAtOnce(kind, at: now) }
        }
        if let index = entry.resource.flatMap({ indices[$0] }) {
            if entry.asksForWrite { resources[index].writeFailure = nil }
            judge(index, at: now)
        }
        if case .released = entry { textsToFill.formUnion(waveTexts.keys) }
        // Whatever drifted may be held by it, or no longer.
        judgeDrifted(at: now)
    }

    /// Looks again at once: ahead of what is on schedule, behind what leads to a write.
    mutating func lookRequested(_ ids: [ResourceID], includingLists: Bool, at now: Moment) {
        if includingLists { for kind in inventory.kinds { listAtOnce(kind, at: now) } }
        for index in ids.compactMap({ indices[$0] }) where isWorthReading(index) {
            guard !resources[index].kind.isSeenInList else {
                listAtOnce(resources[index].kind, at: now)
                continue
            }
            resources[index].askedAt = now.boot
            steadyUntil[index] = nil
            judge(index, at: now)
        }
    }

    /// A walk that is under way goes on: it is as new as one that begins now.
    mutating func listAtOnce(_ kind: ResourceKind, at now: Moment) {
        inventory.change(kind) { walk in
            if let due = walk.due, due > now.boot { walk.restart(due: now.boot) }
        }
    }

    /// A person's wish is met by whatever answer came to a read sent since; a limit or a refused token is none.
    mutating func endAsking(_ index: Int, sentAt: BootTime, _ outcome: Outcome) {
        guard let askedAt = resources[index].askedAt, sentAt >= askedAt else { return }
        if outcome.status == 429 || outcome.status == 401 { return }
        resources[index].askedAt = nil
    }

    /// How many of these still wait for the look that somebody asked for.
    package func looksLeft(_ ids: [ResourceID]) -> Int {
        ids.count { id in
            indices[id].map { resources[$0].askedAt != nil && isWorthReading($0) } ?? false
        }
    }

    /// What keeps the looks that still wait from being sent; `nil` where nothing but their turn does.
    package func holdOnLooks(_ ids: [ResourceID], at now: Moment) -> Hold? {
        let waiting = ids.compactMap { indices[$0] }.filter { resources[$0].askedAt != nil && isWorthReading($0) }
        return waiting.lazy.map { waitingForFirstRead($0, at: now) }.first { $0.reason != .stale }
    }

    /// Every resource that is known, whether or not a policy matches it.
    package var items: [InventoryItem] {
        resources.filter { !$0.isGone }.map(\.record.item)
    }

    package var policiesInForce: [Policy] { policies }

    /// Why nothing can be written into the ledger.
    package var ledgerDistrust: String? { configuration.ledgerDistrust }

    /// What the API said of the token, where it refuses it.
    package var credentialTrouble: String? { credentials.refused?.detail }

    /// What the API forbids this token, by family of requests.
    package func forbidden(_ verb: RequestFamily.Verb, of kind: ResourceKind) -> String? {
        families[RequestFamily(verb, of: kind)]?.stopped?.detail
    }

    /// True where a person could open what lay in the escrow for these people.
    package func isProven(_ target: EscrowTarget) -> Bool { memory.rotations.isProven(target) }

    /// The holds on every write of the process.
    package func stops(at now: Moment) -> [Hold] { globalStops(at: now) }
}
