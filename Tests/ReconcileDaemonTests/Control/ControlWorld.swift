import Glibc
import HostUpAPI
import ReconcileSimulation
import Synchronization

@testable import ReconcileControl
@testable import ReconcileCore
@testable import ReconcileDaemon
@testable import ReconcilePolicy
@testable import ReconcileStore

/// A service in this process: an engine that runs against the simulated API, and what answers for it.
struct ControlWorld {
    let world: RunnerWorld
    let desk: EngineDesk
    let metrics: ServiceMetrics
    let responder: ControlResponder
    private let running: Task<Finish, Never>

    static let ownUID: UInt32 = 901
    private static let policy = """
        name: login-off
        resource: vps.sshPasswordLogin
        mode: enforce
        match: all
        desired: {enabled: false}
        brake: {changesPerDay: 100%}

        """

    /// Lets the service run for as long as the body takes.
    @discardableResult
    static func with<Value: Sendable>(
        guests: Int, drifted: Double = 0, _ body: (ControlWorld) async throws -> Value
    ) async throws -> Value {
        let world = try await ControlWorld(guests: guests, drifted: drifted)
        do {
            let value = try await body(world)
            await world.end()
            return value
        } catch {
            await world.end()
            throw error
        }
    }

    private init(guests: Int, drifted: Double) async throws {
        world = try await RunnerWorld(guests: guests, drifted: drifted)
        let policies = try PolicyLoader.parse(text: Self.policy, file: "a.yaml", now: SystemClock.now().wall).get()
        let inputs = Inputs(
            configuration: Configuration(), policies: policies.policies, files: ["a.yaml"], warnings: [])
        let desk = EngineDesk(world.mailbox)
        self.desk = desk
        let noWrites = NoWritesFile(paths: [world.noWritesPath])
        metrics = ServiceMetrics(desk, world.state, at: SystemClock.now())
        responder = ControlResponder(
            desk, world.state, .sample, inputs, metrics, noWrites: noWrites, ownUID: Self.ownUID)
        let clock: @Sendable () -> WallTime = { SystemClock.now().wall }
        let engine = Engine(
            EngineConfiguration(mode: .service, settings: Settings(), seed: 1), policies: policies.policies,
            memory: LedgerMemory(), at: SystemClock.now())
        let api = API(
            reader: APIReader(transport: world.transport, clock: clock),
            writer: APIWriter(transport: world.writer, clock: clock))
        running = Task { [world, metrics] in
            var runner = EngineRunner(
                engine, api: api, mailbox: world.mailbox, store: world.store, noWrites: noWrites,
                observer: RunObservers(world.watcher, metrics.run), desk: desk)
            return await runner.run().0
        }
    }

    func end() async {
        responder.end()
        world.mailbox.post(.stopping)
        _ = await running.value
        await world.store.close()
    }

    func ask(_ request: ControlRequest, uid: UInt32? = 0) async throws -> ControlAnswer {
        try await responder.answer(request, from: ControlPeer(uid: uid), AnswerForm(.json, hasColour: false))
    }

    var guests: [String] {
        get async { await world.transport.withAPI { $0.guests.map(\.id) } }
    }

    /// Somebody else opens a door.
    func reopen(_ guest: String) async {
        await world.transport.withAPI { _ = $0.change(guest, .reopen) }
    }

    /// Waits until every guest has been read.
    func settle(_ count: Int) async throws {
        for _ in 0..<2000 {
            let report = try await desk.ask { engine, now in engine.report(at: now) }
            if report.isListed, report.resources.count == count,
                report.resources.allSatisfy({ $0.verdict != .unknown })
            {
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Overdue()
    }

    struct Overdue: Error {}
}
