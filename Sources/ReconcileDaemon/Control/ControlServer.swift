import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ReconcileControl
import ReconcileCore

/// HTTP/1.1 on the control socket, or on the one for metrics, on a thread of its own: nobody who connects delays a
/// write.
final class ControlServer: Sendable {
    private let channel: any Channel
    private let connections: ControlConnections
    private let serving: Task<Void, Never>
    private let watching: Task<Void, Never>
    private let threads: MultiThreadedEventLoopGroup
    private let socket: any ListenedSocket

    /// How often what takes too long is looked for.
    private static let watchEvery = Duration.milliseconds(500)

    private init(
        _ socket: any ListenedSocket, _ channel: any Channel, _ connections: ControlConnections,
        _ serving: Task<Void, Never>, _ threads: MultiThreadedEventLoopGroup
    ) {
        self.socket = socket
        self.channel = channel
        self.connections = connections
        self.serving = serving
        self.threads = threads
        watching = Task {
            while !Task.isCancelled {
                connections.closeOverdue(at: SystemClock.now().boot)
                try? await Task.sleep(for: Self.watchEvery)
            }
        }
    }

    /// Serves on a socket that is listened on; the descriptor is the server's from here on.
    static func start(
        _ socket: any ListenedSocket, _ responder: any ControlResponding, _ limits: ControlConnections.Limits = .init()
    ) async throws -> ControlServer {
        let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let connections = ControlConnections(limits)
        let carrier = ControlCarrier(responder: responder, connections: connections)
        var logger = Logger(label: "control")
        // What goes wrong on a connection is its peer's affair.
        logger.logLevel = .critical
        let http = HTTP1Channel(
            responder: carrier.carry,
            configuration: .init(
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: ControlLimits.longestHead, maxHeaderListSize: ControlLimits.longestHead,
                    maxHeaderFieldCount: ControlLimits.mostFields)))
        // A connection that nobody takes up any more must not have been made ready: it could not be let go of again.
        let listening = try await ServerBootstrap(group: threads)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.autoRead, value: false)
            .bind(socket.descriptor) { channel -> EventLoopFuture<any Channel> in
                channel.eventLoop.makeSucceededFuture(channel)
            }
        let serving = Task { [logger] in
            await accept(listening, connections) { await serve($0, http, logger) }
        }
        return ControlServer(socket, listening.channel, connections, serving, threads)
    }

    private static func accept(
        _ listening: NIOAsyncChannel<any Channel, Never>, _ connections: ControlConnections,
        _ serve: @escaping @Sendable (any Channel) async -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            // An end with an error leaves nothing to be told: whoever connects sees that nobody answers.
            try? await listening.executeThenClose { incoming in
                for try await channel in incoming {
                    group.addTask {
                        if connections.admit(channel, at: SystemClock.now().boot) {
                            await serve(channel)
                            connections.forget(channel)
                        } else {
                            channel.close(promise: nil)
                        }
                    }
                }
            }
        }
    }

    private static func serve(_ channel: any Channel, _ http: HTTP1Channel, _ logger: Logger) async {
        let ready = try? await channel.eventLoop.flatSubmit { http.setup(channel: channel, logger: logger) }.get()
        guard let ready else {
            channel.close(promise: nil)
            return
        }
        channel.setOption(.autoRead, value: true).whenFailure { _ in channel.close(promise: nil) }
        await http.handle(value: ready, logger: logger)
    }

    /// Takes no more connections, waits for the answers under way, bounded, and takes the socket away.
    func stop() async {
        socket.remove()
        channel.close(promise: nil)
        connections.quiesce()
        let end = SystemClock.now().boot + ControlLimits.quiescingTime
        while connections.count > 0, SystemClock.now().boot < end {
            try? await Task.sleep(for: .milliseconds(20))
        }
        connections.closeAll()
        watching.cancel()
        await serving.value
        try? await threads.shutdownGracefully()
    }
}
