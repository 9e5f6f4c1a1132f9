import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ReconcileSimulation

/// A simulator behind a socket on the loopback interface.
package struct SimulatorServer: Sendable {
    /// For changes to the world and for its report, without a request.
    package let simulator: Simulator
    package let port: Int
    private let serving: Task<Void, any Error>

    /// Where a client finds the API.
    package var baseURL: String {
        "http://127.0.0.1:\(port)\(APICarrier.basePath)"
    }

    /// Starts the OpenSSH servers, binds the socket, and returns once requests are served.
    ///
    /// - Throws: `SimulatorError`, or what binding threw; nothing is left running then.
    package static func start(_ configuration: SimulatorConfiguration) async throws -> SimulatorServer {
        let servers = try await SSHDGuest.startAll(configuration.backedBySSHD)
        let simulator = Simulator(configuration, servers: servers)
        let (ports, announcement) = AsyncThrowingStream.makeStream(of: Int.self)
        let application = application(simulator, port: configuration.port) { channel in
            announcement.yield(channel.localAddress?.port ?? configuration.port)
        }
        let serving = Task {
            do {
                try await application.run()
                announcement.finish()
            } catch {
                announcement.finish(throwing: error)
                throw error
            }
        }
        do {
            for try await port in ports {
                return SimulatorServer(simulator: simulator, port: port, serving: serving)
            }
            throw SimulatorError.notListening(port: configuration.port, reason: "it ended before it listened")
        } catch {
            await simulator.stopServers()
            throw error as? SimulatorError
                ?? .notListening(port: configuration.port, reason: String(describing: error))
        }
    }

    /// Ends every connection at once, then every OpenSSH server.
    package func stop() async {
        serving.cancel()
        _ = await serving.result
        await simulator.stopServers()
    }

    /// Hummingbird's application sets a `Date` of its own on what its responder returns. The simulator decides on that
    /// too, so the connections are given the carrier itself, and the application's responder is never asked.
    private static func application(
        _ simulator: Simulator, port: Int, onServerRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> some ApplicationProtocol {
        let carrier = APICarrier(simulator: simulator)
        var logger = Logger(label: "hostup-simulator")
        logger.logLevel = .critical
        return Application(
            responder: CallbackResponder { (_: Request, _: BasicRequestContext) in Response(status: .notFound) },
            server: HTTPServerBuilder { _ in
                HTTP1Channel(
                    responder: carrier.carry, configuration: .init(additionalChannelHandlers: [HangUpHandler()]))
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: onServerRunning,
            logger: logger)
    }
}

/// Closes a connection as soon as its client does, so that nobody goes on waiting for a client that is gone.
private final class HangUpHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
