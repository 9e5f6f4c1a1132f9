import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import ReconcileSimulation

/// Takes requests off a connection and puts answers on it: late, cut off or not at all, as the simulator says.
struct APICarrier: Sendable {
    static let basePath = "/api/v2"
    let simulator: Simulator

    /// More than any request of the API or of a test needs.
    private static let longestBody = 1 << 20
    /// Waits longer than this end at once when the client hangs up; shorter ones are not worth watching for it.
    private static let watchedWait: Duration = .milliseconds(500)
    /// How long a request without an answer is kept: longer than any client waits.
    private static let silence: Duration = .seconds(3600)

    /// The connection ends here, and its client is to see that.
    private struct Dropped: Error {}

    @Sendable
    func carry(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        let arrived = ContinuousClock.now
        let body = try await Array(buffer: request.body.collect(upTo: Self.longestBody))
        let target = request.head.path ?? ""
        guard target.hasPrefix(Self.basePath + "/") else {
            let response = await SimulatorControl(simulator: simulator).answer(request.method, target, body)
            return try await write(response, to: writer)
        }
        let answer = await simulator.answer(
            SimulatedRequest(
                method: request.method.rawValue,
                target: String(target.dropFirst(Self.basePath.count)),
                headers: request.headers.map { (name: $0.name.rawName, value: $0.value) },
                body: body))
        let response = await wait(for: answer, since: arrived, channel)
        await simulator.delivered(answer)
        guard let response else {
            try await channel.close()
            throw Dropped()
        }
        try await write(response, to: writer)
    }

    /// Waits out the latency; `nil` where no answer is to be sent, or nobody is left to get it.
    private func wait(
        for answer: SimulatedAnswer, since arrived: ContinuousClock.Instant, _ channel: any Channel
    ) async -> SimulatedResponse? {
        switch answer.delivery {
        case .response(let response):
            return await sleep(until: arrived + answer.latency, channel) ? response : nil
        case .dropped:
            await sleep(until: arrived + answer.latency, channel)
            return nil
        case .silence:
            await sleep(until: arrived + Self.silence, channel)
            return nil
        }
    }

    /// - Returns: false where the server is stopped, or the client has hung up, before the time.
    @discardableResult
    private func sleep(until deadline: ContinuousClock.Instant, _ channel: any Channel) async -> Bool {
        guard deadline > .now else { return !Task.isCancelled }
        let nap = Task { try await Task.sleep(until: deadline, clock: .continuous) }
        if deadline - .now > Self.watchedWait {
            channel.closeFuture.whenComplete { _ in nap.cancel() }
        }
        return await withTaskCancellationHandler {
            await (try? nap.value) != nil
        } onCancel: {
            nap.cancel()
        }
    }

    private func write(_ wire: SimulatedResponse, to writer: consuming ResponseWriter) async throws {
        var fields = HTTPFields()
        for (name, value) in wire.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        let response = Response(
            status: .init(code: wire.status), headers: fields,
            body: .init(byteBuffer: ByteBuffer(bytes: wire.body)))
        try await writer.write(response: response.head, body: response.body)
    }
}
