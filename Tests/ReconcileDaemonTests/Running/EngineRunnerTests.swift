import Foundation
import ReconcileSimulation
import ReconcileStore
import Testing

@testable import ReconcileCore
@testable import ReconcileDaemon

/// All of them run on the machine's clocks, but wait for nothing that does not happen.
@Suite("The runner, with a simulated API and a ledger on disk", .timeLimit(.minutes(2)))
struct EngineRunnerTests {
    private static let once = EngineConfiguration.Mode.once(patience: .seconds(60))

    @Test("a pass over 30 guests converges, and no write leaves before its intent is on disk")
    func converges() async throws {
        let world = try await RunnerWorld(guests: 30)
        let (finish, report) = await world.run(Self.once)
        #expect(finish == .settled)
        #expect(report.summary.compliant == 30)
        #expect(report.summary.written == 15)
        #expect(report.summary.confirmed == 15)
        #expect(await world.writer.unrecorded == [])
        #expect(await world.writer.writes == 15)
        let truth = await world.transport.report
        #expect(truth.violations == [])
        #expect(truth.guests.allSatisfy { !$0.enabled })
        let counts = try await world.ledgerCounts()
        #expect([counts[.intent], counts[.outcome], counts[.confirmed]] == [15, 15, 15])
        #expect(try await world.store.cache.load().resources.count == 30)
        await world.store.close()
    }

    @Test("a plan writes nothing, neither to the API nor to the state")
    func plan() async throws {
        let world = try await RunnerWorld(guests: 6)
        let (finish, report) = await world.run(.plan(patience: .seconds(60)))
        #expect(finish == .settled)
        #expect(report.resources.count { $0.change != nil } == 3)
        #expect(await world.writer.writes == 0)
        #expect(try await world.ledgerCounts() == [:])
        #expect(try await world.store.cache.load().resources == [])
        await world.store.close()
    }

    @Test("a file that forbids writes holds all that have not left when it appears")
    func noWritesFile() async throws {
        let world = try await RunnerWorld(guests: 6, drifted: 1)
        let path = world.noWritesPath
        await world.writer.onWrite { try? Data("moving racks\n".utf8).write(to: URL(fileURLWithPath: path)) }
        let (finish, report) = await world.run(Self.once)
        #expect(finish == .settled)
        // The first write of a policy's text goes alone.
        #expect(await world.writer.writes == 1)
        let held = report.resources.filter { $0.verdict == .drifted }
        #expect(held.count == 5)
        #expect(held.allSatisfy { $0.holds.contains { $0.reason == .paused && $0.detail.contains("moving racks") } })
        await world.store.close()
    }

    @Test("while the ledger cannot be written nothing is sent to change, people hear of it, and work goes on by itself")
    func fullDisk() async throws {
        let world = try await RunnerWorld(guests: 4, drifted: 1)
        let (ledger, mailbox, watcher) = (world.store.ledger, world.mailbox, world.watcher)
        try await ledger.setFull(true)
        watcher.onNotice { notice in
            switch notice {
            case .writesStopped(let hold) where hold.reason == .ledger: Task { try await ledger.setFull(false) }
            case .confirmed: if watcher.notices.count(where: \.isConfirmed) == 4 { mailbox.post(.stopping) }
            default: break
            }
        }
        let (finish, report) = await world.run(.service)
        #expect(finish == .stopped)
        #expect(report.summary.confirmed == 4)
        #expect(await world.writer.unrecorded == [])
        let notices = watcher.notices
        let stopped = notices.firstIndex { if case .writesStopped = $0 { true } else { false } }
        let allowed = notices.firstIndex(of: .writesAllowed(.ledger))
        #expect(try #require(stopped) < #require(allowed), "\(notices)")
        #expect(try await world.ledgerCounts()[.confirmed] == 4)
        await world.store.close()
    }

    @Test("told to stop, it ends")
    func stops() async throws {
        let world = try await RunnerWorld(guests: 1, drifted: 0)
        world.mailbox.post(.stopping)
        let (finish, _) = await world.run(.service)
        #expect(finish == .stopped)
        await world.store.close()
    }
}

extension Notice {
    fileprivate var isConfirmed: Bool {
        if case .confirmed = self { true } else { false }
    }
}
