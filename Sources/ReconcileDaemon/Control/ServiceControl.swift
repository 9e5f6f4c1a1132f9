import Glibc
import ReconcileCore
import ReconcilePolicy
import ReconcileStore
import ReconcileSystemd
import Synchronization

/// The control socket of a service that runs. A service without one does its work all the same.
final class ServiceControl: Sendable {
    private let responder: ControlResponder
    private let server: ControlServer?
    private let stopping = Mutex<Task<Void, Never>?>(nil)

    private init(_ responder: ControlResponder, _ server: ControlServer?) {
        self.responder = responder
        self.server = server
    }

    /// Opens the socket; where that fails, the journal says why.
    static func open(
        _ session: Session, _ desk: EngineDesk, _ invocation: Invocation, _ sink: any JournalSink, since: WallTime
    ) async -> ServiceControl {
        let directory = session.store.directory
        let place = ControlPlaces.ofService(session.inputs.configuration, state: directory.path)
        let socket: ControlSocket?
        do {
            socket = try ControlSocket.open(at: place)
        } catch {
            sink.write(JournalEntry(priority: .error, message: CommandFailure(error).summary))
            socket = nil
        }
        let facts = Standpoint.ServiceFacts(
            pid: ProcessIdentity.current, version: Version.current, since: since, socket: socket?.path ?? place)
        let responder = ControlResponder(
            desk, directory, facts, session.inputs, noWrites: NoWritesFile(paths: invocation.noWritesFiles),
            ownUID: geteuid())
        guard let socket else { return ServiceControl(responder, nil) }
        do {
            return ServiceControl(responder, try await ControlServer.start(socket, responder))
        } catch {
            sink.write(
                JournalEntry(priority: .error, message: "cannot serve on the control socket '\(socket.path)': \(error)")
            )
            return ServiceControl(responder, nil)
        }
    }

    /// Other files are in force.
    func reloaded(_ inputs: Inputs) {
        responder.reloaded(inputs)
    }

    /// Answers what was asked until now, and takes nothing more. May be called again; all calls wait for the end.
    func stop() async {
        responder.end()
        let task = stopping.withLock { task in
            let started = task ?? Task { [server] in await server?.stop() }
            task = started
            return started
        }
        await task.value
    }
}
