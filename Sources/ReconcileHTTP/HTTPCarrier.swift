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
    private let deadlines = Deadlines()

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
        settings.timeout.connect = .init(configuration.timeout + Self.margin)
        settings.connectionPool.idleTimeout = Self.longestIdle
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, configuration.concurrency)
        settings.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(configuration: settings)
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
        var request = HTTPClientRequest(url: configuration.baseURL + target)
        request.method = method
        request.headers = [
            "Authorization": "Bearer \(token.secret)",
            "Accept": "application/json",
            "User-Agent": configuration.userAgent,
        ]
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        }
        return await exchangeBeforeDeadline(request)
    }

    /// The deadline is ours, not the client's: the client's ends when the head of the answer is there, and a body that
    /// drips would keep its slot for ever.
    private func exchangeBeforeDeadline(_ request: HTTPClientRequest) async -> WireResult {
        let exchange = Task { await self.exchange(request) }
        let deadline = deadlines.set(.now + configuration.timeout) { exchange.cancel() }
        let result = await withTaskCancellationHandler {
            await exchange.value
        } onCancel: {
            exchange.cancel()
        }
        guard deadlines.met(deadline) else {
            return .lost(Loss(timedOut: true, detail: "no answer within \(configuration.timeout.inWords)"))
        }
        return result
    }

    private func exchange(_ request: HTTPClientRequest) async -> WireResult {
        do {
            let response = try await client.execute(request, timeout: .init(configuration.timeout + Self.margin))
            var body: [UInt8] = []
            for try await chunk in response.body {
                guard body.count + chunk.readableBytes <= Self.longestBody else {
                    return .lost(Loss(timedOut: false, detail: "the answer is longer than 1 MiB"))
                }
                body.append(contentsOf: chunk.readableBytesView)
            }
            return .response(
                WireResponse(
                    status: Int(response.status.code),
                    headers: response.headers.map { (name: $0.name, value: $0.value) },
                    body: body))
        } catch {
            return .lost(Loss(error, timeout: configuration.timeout))
        }
    }
}
