import AsyncHTTPClient
import HostUpAPI
import NIOCore
import NIOHTTP1
import ReconcileCore

/// Carries one request and brings back one answer, or the reason why there is none.
///
/// A request is sent at most once. async-http-client sends nothing again by itself: it only retries to connect, which
/// is turned off here because the caller has a backoff of its own.
final class HTTPCarrier: Sendable {
    let tokens: Tokens
    private let configuration: HTTPConfiguration
    private let client: HTTPClient

    /// The longest body that is read: a page of 100 rows is about 100 KiB.
    static let longestBody = 1 << 20
    /// How much later than our deadline the client's own timers run out. They are only a net: its timer for connecting,
    /// for one, also runs while a request waits for a connection that others use.
    private static let margin = Duration.seconds(1)
    /// How long an unused connection is kept: less than the 5 s after which some servers close theirs, so that a write
    /// is not sent into a connection that is just being closed and its outcome lost.
    private static let longestIdle = TimeAmount.seconds(3)

    init(_ configuration: HTTPConfiguration, tokens: Tokens) {
        self.configuration = configuration
        self.tokens = tokens
        var settings = HTTPClient.Configuration()
        settings.redirectConfiguration = .disallow
        settings.decompression = .disabled
        settings.httpVersion = .http1Only
        // Nobody traces: without this the client asks for a tracer at each request.
        settings.tracing.tracer = nil
        settings.timeout.connect = .init(configuration.timeout + Self.margin)
        settings.connectionPool.idleTimeout = Self.longestIdle
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, configuration.concurrency)
        settings.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(
            eventLoopGroup: configuration.eventLoop ?? HTTPClient.defaultEventLoopGroup, configuration: settings)
    }

    deinit {
        // A client that is dropped before its end traps in debug builds. Callers end it; this covers their error paths.
        let client = client
        Task { try? await client.shutdown() }
    }

    func shutdown() async {
        // Fails only where it was shut down before.
        try? await client.shutdown()
    }

    func carry(_ method: HTTPMethod, _ target: String, token: Token, body: [UInt8]? = nil) async -> WireResult {
        var headers: HTTPHeaders = [
            "Authorization": "Bearer \(token.secret)",
            "Accept": "application/json",
            "User-Agent": configuration.userAgent,
        ]
        if body != nil { headers.add(name: "Content-Type", value: "application/json") }
        do {
            let request = try HTTPClient.Request(
                url: configuration.baseURL + target, method: method, headers: headers, body: body.map { .bytes($0) })
            return .response(WireResponse(try await answer(to: request))).blanking(token.secret.utf8)
        } catch {
            return .lost(Loss(error, timeout: configuration.timeout))
        }
    }

    /// The whole answer is gathered where it comes in, and this task is woken once. The deadline covers all of it, a body
    /// that drips too.
    private func answer(to request: HTTPClient.Request) async throws -> HTTPClient.Response {
        let gathering = ResponseAccumulator(request: request, maxBodySize: Self.longestBody)
        let exchange = client.execute(
            request: request, delegate: gathering, deadline: .now() + TimeAmount(configuration.timeout))
        return try await withTaskCancellationHandler {
            try await exchange.get()
        } onCancel: {
            exchange.cancel()
        }
    }
}

extension WireResponse {
    fileprivate init(_ response: HTTPClient.Response) {
        self.init(
            status: Int(response.status.code),
            headers: response.headers.map { (name: $0.name, value: $0.value) },
            body: response.body.map { Array($0.readableBytesView) } ?? [])
    }
}
