import NIOCore
import ReconcileControl
import ReconcileCore
import Synchronization

/// The open connections of the control socket, and how far each is, so that none stays for ever.
final class ControlConnections: Sendable {
    private let state = Mutex(State())
    private let limits: Limits

    /// As `ControlLimits`, but for tests.
    struct Limits: Hashable, Sendable {
        var requestTime = ControlLimits.requestTime
        var readingTime = ControlLimits.readingTime
        var mostConnections = ControlLimits.mostConnections
    }

    init(_ limits: Limits) {
        self.limits = limits
    }

    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        var isQuiescing = false
    }

    private struct Connection {
        let channel: any Channel
        var stage: Stage
    }

    enum Stage: Hashable, Sendable {
        /// For a request, from its first byte to its last. Leaves to `answering`.
        case reading(since: BootTime)
        /// Its answer is being made, which has limits of its own. Leaves to `writing`.
        case answering
        /// The answer is on its way. Leaves to `reading` of the next request.
        case writing(since: BootTime)

        func isOverdue(_ limits: Limits, at now: BootTime) -> Bool {
            switch self {
            case .reading(let since): now - since > limits.requestTime
            case .answering: false
            case .writing(let since): now - since > limits.readingTime
            }
        }
    }

    /// - Returns: false where there are too many, or none is taken any more.
    func admit(_ channel: any Channel, at now: BootTime) -> Bool {
        state.withLock { state in
            guard !state.isQuiescing, state.connections.count < limits.mostConnections else { return false }
            state.connections[ObjectIdentifier(channel)] = Connection(channel: channel, stage: .reading(since: now))
            return true
        }
    }

    func note(_ channel: any Channel, _ stage: Stage) {
        state.withLock { $0.connections[ObjectIdentifier(channel)]?.stage = stage }
    }

    func forget(_ channel: any Channel) {
        state.withLock { $0.connections[ObjectIdentifier(channel)] = nil }
    }

    /// Ends what takes too long.
    func closeOverdue(at now: BootTime) {
        let overdue = state.withLock { state in
            state.connections.values.filter { $0.stage.isOverdue(limits, at: now) }.map(\.channel)
        }
        for channel in overdue { channel.close(promise: nil) }
    }

    var isQuiescing: Bool { state.withLock(\.isQuiescing) }
    var count: Int { state.withLock(\.connections.count) }

    /// Takes no more; each connection ends with the answer that is under way, the idle ones at once.
    func quiesce() {
        let channels = state.withLock { state in
            state.isQuiescing = true
            return state.connections.values.map(\.channel)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    func closeAll() {
        for channel in state.withLock({ $0.connections.values.map(\.channel) }) { channel.close(promise: nil) }
    }
}
