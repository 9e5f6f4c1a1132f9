import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon
@testable import ReconcileStore

@Suite("What makes durable", .timeLimit(.minutes(1)))
struct RecorderTests {
    private func update(_ number: Int) -> CacheUpdate {
        .resource(ResourceRecord(item: InventoryItem(id: ResourceID("vps_\(number)"), kind: .sshPasswordLogin)))
    }

    /// Waits until the cache knows so many resources; the suite's time limit bounds it.
    private func wait(for count: Int, in store: StateStore) async throws {
        while try await store.cache.load().resources.count < count { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test("what is only worth keeping is kept while the run goes on, though nothing goes into the ledger")
    func updatesAlone() async throws {
        let world = try await RunnerWorld(guests: 0)
        let recorder = Recorder(world.store, Vault(world.store), observer: world.watcher, mailbox: world.mailbox)
        let running = Task { await recorder.run() }
        recorder.take([], [], [update(1)], [])
        try await wait(for: 1, in: world.store)
        // Too soon for another transaction: it is put off, not forgotten.
        recorder.take([], [], [update(2)], [])
        try await wait(for: 2, in: world.store)
        recorder.finish()
        await running.value
        await world.store.close()
    }

    @Test("two transactions are never closer together than a disk likes, and the first waits for nothing")
    func gap() async throws {
        let world = try await RunnerWorld(guests: 0)
        let recorder = Recorder(world.store, Vault(world.store), observer: world.watcher, mailbox: world.mailbox)
        let running = Task { await recorder.run() }
        let pause = LedgerEntry.resumed(
            .init(policy: nil, resource: nil, identity: false, reason: "x", by: Actor(uid: 0, name: nil)))
        let start = SystemClock.now().boot
        for count in 1...3 {
            recorder.take([pause], [], [], [])
            #expect(await world.mailbox.take() == [.recorded(count: UInt64(count))])
        }
        #expect(SystemClock.now().boot - start >= Recorder.leastGap * 2)
        recorder.finish()
        await running.value
        await world.store.close()
    }

    @Test("a notice waits for what its own step records, and no longer")
    func notices() async throws {
        let world = try await RunnerWorld(guests: 0)
        let recorder = Recorder(world.store, Vault(world.store), observer: world.watcher, mailbox: world.mailbox)
        recorder.take([.stopped(.init())], [.canListAgain], [], [])
        recorder.take([], [.reachableAgain], [], [])
        #expect(world.watcher.notices == [.reachableAgain])
        recorder.finish()
        await recorder.run()
        #expect(world.watcher.notices == [.reachableAgain, .canListAgain])
        #expect(await world.mailbox.take() == [.recorded(count: 1)])
        await world.store.close()
    }

    @Test("what was not written down when the run ends is not said to be, and its notices are not shown")
    func failure() async throws {
        let world = try await RunnerWorld(guests: 0)
        let recorder = Recorder(world.store, Vault(world.store), observer: world.watcher, mailbox: world.mailbox)
        await world.store.ledger.close()
        recorder.take([.stopped(.init())], [.canListAgain], [], [])
        recorder.finish()
        await recorder.run()
        #expect(world.watcher.notices == [])
        guard case .recordingFailed = await world.mailbox.take().first else {
            Issue.record("nobody was told of the failure")
            return
        }
        await world.store.close()
    }
}
