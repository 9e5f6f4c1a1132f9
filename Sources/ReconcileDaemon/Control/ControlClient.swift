import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import ReconcileControl
import ReconcileCore
import ReconcileEscrow
import ReconcilePolicy
import ReconcileStore

/// Asks the running service.
struct ControlClient: Sendable {
    private let places: [String]
    /// The places of the service that is meant, whatever it is.
    private let own: Set<String>
    /// The state that is meant, where somebody named one: no other service may answer.
    private let state: String?

    /// What came of asking.
    enum Outcome: Sendable {
        case answer(ControlAnswer)
        /// The service will not, for a reason that the asker can do something about.
        case refused(ControlRefusal)
        /// No service runs.
        case nobody
    }

    /// To connect, which is done at once or never on one machine.
    private static let connectTime = TimeAmount.seconds(5)
    /// Longer than the service works on anything but plans and looks.
    private static let answerTime = Duration.seconds(45)

    init(
        _ invocation: Invocation, _ configuration: Configuration,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let isNamed = invocation.stateDirectory != nil || environment["STATE_DIRECTORY"] != nil
        state =
            isNamed
            ? try Inputs.stateDirectory(invocation, configuration, environment: environment).path : nil
        places = ControlPlaces.candidates(configuration, state: state, environment: environment)
        own = Set([configuration.controlSocket].compactMap { $0 } + (state.map(ControlPlaces.ofState) ?? []))
    }

    init(places: [String]) {
        self.places = places
        own = []
        state = nil
    }

    /// - Throws: `CommandFailure` where a service is there and does not answer, or refuses.
    func ask(_ request: ControlRequest, _ form: AnswerForm) async throws -> Outcome {
        var denied: String?
        for place in places {
            switch try await connect(to: place) {
            case .nobody: continue
            case .denied: denied = denied ?? place
            case .connected(let connection):
                let response = try await exchange(request, form, over: connection, place)
                if response.status == ControlRefusal.otherState("").status { continue }
                return try outcome(response, place)
            }
        }
        if let denied, state == nil || own.contains(denied) {
            throw CommandFailure(
                .failed, "cannot connect to the control socket '\(denied)'", cause: "permission denied",
                hint: "root may, and the members of the group that it belongs to")
        }
        return .nobody
    }

    private func outcome(_ response: Response, _ place: String) throws -> Outcome {
        if let answer = ControlAnswer(body: response.body, field: response.field) { return .answer(answer) }
        if response.status == ControlRefusal.otherPolicies.status { return .refused(.otherPolicies) }
        let problem = try? JSONDecoder().decode(ControlProblem.self, from: Data(response.body.utf8))
        throw CommandFailure(
            response.status == 400 ? .usage : .failed,
            problem?.error ?? "the service at '\(place)' answered with status \(response.status)", hint: problem?.hint)
    }

    // MARK: One exchange

    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private enum Attempt {
        case connected(Connection)
        /// Nobody listens there.
        case nobody
        case denied
    }

    private struct Response: Sendable {
        var status = 0
        var fields = HTTPHeaders()
        var body = ""
        var isComplete = false

        func field(_ name: String) -> String? { fields.first(name: name) }
    }

    private func connect(to place: String) async throws -> Attempt {
        do {
            let connection = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(Self.connectTime)
                .connect(unixDomainSocketPath: place) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
            return .connected(connection)
        } catch let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM {
            return .denied
        } catch {
            return .nobody
        }
    }

    private func exchange(
        _ request: ControlRequest, _ form: AnswerForm, over connection: Connection, _ place: String
    ) async throws -> Response {
        let alarm = Task {
            try await Task.sleep(for: time(for: request))
            connection.channel.close(promise: nil)
        }
        defer { alarm.cancel() }
        // A connection that ends early is told below: what counts is whether the answer was complete.
        let response = try? await connection.executeThenClose { inbound, outbound in
            try await outbound.write(.head(head(of: request, form)))
            try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: request.body))))
            try await outbound.write(.end(nil))
            return try await Self.read(inbound)
        }
        guard let response, response.isComplete else {
            throw CommandFailure(
                .failed, "the service at '\(place)' did not answer", hint: "`systemctl status reconciled` may tell why")
        }
        return response
    }

    private func time(for request: ControlRequest) -> Duration {
        switch request {
        case .plan: PassCommand.planPatience + Self.answerTime
        case .now, .rotate: ControlLimits.lookTime + Self.answerTime
        // An escrow command may take its time.
        case .prove: EscrowCommand.timeLimit + Self.answerTime
        case .status, .explain, .history, .doctor, .pause, .resume, .waive, .release, .escrow, .metrics: Self.answerTime
        }
    }

    private func head(of request: ControlRequest, _ form: AnswerForm) -> HTTPRequestHead {
        var fields: HTTPHeaders = [
            "Host": "reconciled", "Connection": "close", "Content-Length": "\(request.body.count)",
            "Accept": form.format == .json ? "application/json" : "text/plain",
        ]
        if !request.body.isEmpty { fields.add(name: "Content-Type", value: "application/json") }
        if form.hasColour { fields.add(name: ControlField.colour, value: "yes") }
        if let state = state?.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) {
            fields.add(name: ControlField.state, value: state)
        }
        return HTTPRequestHead(
            version: .http1_1, method: request.method == "GET" ? .GET : .POST, uri: request.target, headers: fields)
    }

    private static func read(_ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>) async throws -> Response {
        var response = Response()
        var body = ByteBuffer()
        for try await part in inbound {
            switch part {
            case .head(let head):
                response.status = Int(head.status.code)
                response.fields = head.headers
            case .body(var bytes):
                body.writeBuffer(&bytes)
            case .end:
                response.body = String(buffer: body)
                response.isComplete = true
                return response
            }
        }
        return response
    }
}
