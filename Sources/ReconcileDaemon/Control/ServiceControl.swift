import Glibc
import ReconcileCore
import ReconcilePolicy
import ReconcileStore
import ReconcileSystemd
import Synchronization

/// Where a service that runs can be asked: its control socket, and the port for its metrics where there is to be one. A
/// service without them does its work all the same.
final class ServiceControl: Sendable {
    private let responder: ControlResponder
    private let servers: [ControlServer]
    private let stopping = Mutex<Task<Void, Never>?>(nil)

    private init(_ responder: ControlResponder, _ servers: [ControlServer]) {
        self.responder = responder
        self.servers = servers
    }

    /// Opens the sockets; where that fails, the journal says why.
    static func open(
        _ session: Session, _ desk: EngineDesk, _ invocation: Invocation, _ metrics: ServiceMetrics,
        _ sink: any JournalSink, since: WallTime
    ) async -> ServiceControl {
        let directory = session.store.directory
        let place = ControlPlaces.ofService(session.inputs.configuration, state: directory.path)
        let socket: ControlSocket?
        do {
            socket = try ControlSocket.open(at: place)
        } catch {
            sink.write(.notServed(CommandFailure(error).summary))
            socket = nil
        }
        let facts = Standpoint.ServiceFacts(
            pid: ProcessIdentity.current, version: Version.current, since: since, socket: socket?.path ?? place)
        let responder = ControlResponder(
            desk, directory, facts, session.inputs, metrics, noWrites: NoWritesFile(paths: invocation.noWritesFiles),
            ownUID: geteuid())
        var servers: [ControlServer] = []
        if let socket, let server = await serve(on: socket, "control socket '\(socket.path)'", responder, sink) {
            servers.append(server)
        }
        if let address = session.inputs.configuration.metricsListen,
            let server = await serveMetrics(metrics, at: address, sink)
        {
            servers.append(server)
        }
        return ServiceControl(responder, servers)
    }

    private static func serveMetrics(
        _ metrics: ServiceMetrics, at address: Configuration.ListenAddress, _ sink: any JournalSink
    ) async -> ControlServer? {
        do {
            let socket = try MetricsSocket.open(at: address)
            return await serve(on: socket, "metrics address '\(address)'", MetricsResponder(metrics: metrics), sink)
        } catch {
            sink.write(.notServed(CommandFailure(error).summary))
            return nil
        }
    }

    private static func serve(
        on socket: any ListenedSocket, _ name: String, _ responder: any ControlResponding, _ sink: any JournalSink
    ) async -> ControlServer? {
        do {
            return try await ControlServer.start(socket, responder)
        } catch {
            sink.write(.notServed("cannot serve on the \(name): \(error)"))
            return nil
        }
    }

    /// Other files are in force.
    func reloaded(_ inputs: Inputs) {
        responder.reloaded(inputs)
    }

    func reloadRefused(_ refusal: ReloadRefusal) {
        responder.reloadRefused(refusal)
    }

    /// Answers what was asked until now, and takes nothing more. May be called again; all calls wait for the end.
    func stop() async {
        responder.end()
        let task = stopping.withLock { task in
            let started =
                task
                ?? Task { [servers] in
                    await withDiscardingTaskGroup { group in
                        for server in servers { group.addTask { await server.stop() } }
                    }
                }
            task = started
            return started
        }
        await task.value
    }
}
