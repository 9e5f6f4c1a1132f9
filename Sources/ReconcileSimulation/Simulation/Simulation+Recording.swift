import ReconcileCore
import ReconcileStore

/// The recorder: the ledger, then what may be shown of it, then the cache.
extension Simulation {
    /// Takes what one step wants kept.
    func hand(_ entries: [LedgerEntry], _ updates: [CacheUpdate], _ orders: [EscrowOrder]) {
        guard let process, !scenario.isPlan || !entries.isEmpty else { return }
        if !entries.isEmpty {
            see(.handedOut(entries))
            for entry in entries {
                trace.mix(entry.kind.rawValue)
                if let resource = entry.resource { trace.mix(resource.text) }
                trace.say(clock, "  record \(entry.kind.rawValue) \(entry.resource?.text ?? "") \(entry.remark)")
                if vault.isLeaked(by: "\(entry)") { inspector.note("Secret", "a password is in a row of the ledger") }
                if case .outcome(let outcome) = entry { marks.hit("outcome \(outcome.result.rawValue)") }
                if case .drift(let drift) = entry { marks.hit("drift by \(drift.cause.rawValue)") }
                if case .soaked(let soaked) = entry { marks.hit("soaked \(soaked.result.rawValue)") }
            }
        }
        process.recorder.entries += entries
        process.recorder.updates += updates
        if entries.isEmpty { orders.forEach(plan) } else { process.recorder.orders += orders }
        if !process.recorder.entries.isEmpty || !process.recorder.updates.isEmpty { ring() }
    }

    private func ring(after delay: Duration = .zero) {
        guard let process else { return }
        agenda.plan(.bell(life: process.life), at: clock.now + delay)
    }

    /// One turn of the recorder's loop.
    func hearBell() async {
        guard let process else { return }
        guard !process.recorder.isBusy else {
            process.recorder.isRung = true
            return
        }
        let now = clock.machine.boot
        if let retryAt = process.recorder.retryAt, now < retryAt { return }
        process.recorder.retryAt = nil
        if !process.recorder.isUrgent, process.recorder.lingerUntil.map({ now < $0 }) ?? true {
            if process.recorder.lingerUntil == nil { ring(after: RecorderState.linger) }
            process.recorder.lingerUntil = process.recorder.lingerUntil ?? now + RecorderState.linger
            return
        }
        process.recorder.lingerUntil = nil
        await beginCommit()
    }

    private func beginCommit() async {
        guard let process else { return }
        guard !process.recorder.entries.isEmpty else { return await keepUpdates() }
        if isCut(process.recorder.isUrgent ? .beforeCommitOfIntent : .beforeCommit) { return await die() }
        process.recorder.isBusy = true
        process.recorder.committing = process.recorder.entries
        process.recorder.entries = []
        process.recorder.committingOrders = process.recorder.orders
        process.recorder.orders = []
        agenda.plan(.commit(life: process.life), at: clock.now + scenario.commitTime)
    }

    /// The commit that was under way ends, well or not.
    func commit() async {
        guard let process else { return }
        let entries = process.recorder.committing
        let orders = process.recorder.committingOrders
        let sealed = vault.changes(with: entries, orders)
        let hasIntent = process.recorder.hasIntent
        let failure = ledgerFailures.isEmpty ? nil : ledgerFailures.removeFirst()
        do {
            let rows = try await state.append(entries, at: clock.machine.wall, sealed: sealed, failing: failure)
            process.recorder.committing = []
            process.recorder.committingOrders = []
            vault.recorded(sealed)
            see(.durable(rows))
            if !sealed.erased.isEmpty { await checkSealed() }
            if isCut(hasIntent ? .afterCommitOfIntent : .afterCommit) { return await die() }
            process.recorder.recordedCount += UInt64(entries.count)
            orders.forEach(plan)
            post(.recorded(count: process.recorder.recordedCount))
            await keepUpdates()
        } catch {
            if let failure { marks.hit("\(failure.rawValue) while \(hasIntent ? "recordingIntent" : "idle")") }
            trace.say(clock, "commit failed: \(error)")
            process.recorder.committing = []
            process.recorder.entries = entries + process.recorder.entries
            process.recorder.orders = orders + process.recorder.orders
            process.recorder.committingOrders = []
            if isCut(.afterFailedCommit) { return await die() }
            post(.recordingFailed(detail: "\(error)"))
            process.recorder.retryAt = clock.machine.boot + RecorderState.retryDelay
            ring(after: RecorderState.retryDelay)
            rest()
        }
    }

    private func keepUpdates() async {
        guard let process else { return }
        let now = clock.machine.boot
        let isDue = process.recorder.updatedAt.map { now - $0 >= RecorderState.updateEvery } ?? true
        if isDue || process.recorder.updates.count >= RecorderState.updatesAtOnce {
            process.recorder.updatedAt = now
            if await writeUpdates(), isCut(.afterCacheCommit) { return await die() }
        }
        if !process.recorder.updates.isEmpty { ring(after: RecorderState.updateEvery) }
        rest()
    }

    /// The loop is at its end and takes the bell that rang meanwhile.
    private func rest() {
        guard let process else { return }
        process.recorder.isBusy = false
        guard process.recorder.isRung else { return }
        process.recorder.isRung = false
        ring()
    }

    /// - Returns: true where something was written.
    private func writeUpdates() async -> Bool {
        guard let process else { return false }
        let updates = process.recorder.updates
        guard !updates.isEmpty else { return false }
        process.recorder.updates = []
        let failure = cacheFailures.isEmpty ? nil : cacheFailures.removeFirst()
        do {
            let newest = Self.withoutSuperseded(updates)
            try await state.update(newest, failing: failure)
            see(.remembered(newest))
            return true
        } catch {
            marks.hit("cache failed")
            process.recorder.updates = (updates + process.recorder.updates).suffix(RecorderState.mostUpdatesKept)
            return false
        }
    }

    /// Of several records of one resource only the newest counts.
    private static func withoutSuperseded(_ updates: [CacheUpdate]) -> [CacheUpdate] {
        var seen: Set<ResourceID> = []
        return updates.reversed().filter { update in
            switch update {
            case .resource(let record): seen.insert(record.item.id).inserted
            case .forget, .evidence, .pacing: true
            }
        }.reversed()
    }

    /// At the end: what waits is written with one try.
    ///
    /// - Returns: false where the ledger could not be written.
    func writeAll() async -> Bool {
        guard let process else { return false }
        let entries = process.recorder.committing + process.recorder.entries
        process.recorder.committing = []
        process.recorder.entries = []
        if !entries.isEmpty {
            let failure = ledgerFailures.isEmpty ? nil : ledgerFailures.removeFirst()
            let sealed = vault.changes(with: entries, process.recorder.committingOrders + process.recorder.orders)
            let now = clock.machine.wall
            guard let rows = try? await state.append(entries, at: now, sealed: sealed, failing: failure) else {
                return true
            }
            see(.durable(rows))
        }
        _ = await writeUpdates()
        return true
    }
}
