import Foundation
import HostUpAPI
import ReconcileCore
import ReconcileHTTP

func makeTransports(
    _ baseURL: String, timeout: Duration = .seconds(30), concurrency: Int = 8
) throws -> HTTPTransports {
    try HTTPTransports(
        HTTPConfiguration(
            baseURL: baseURL, userAgent: "reconciled/1 (test)", timeout: timeout, concurrency: concurrency),
        read: Token("read-secret"), write: Token("write-secret"))
}

/// Runs `body` with transports to `baseURL` and ends them, whatever happens.
func withTransports<Result: Sendable>(
    _ baseURL: String, timeout: Duration = .seconds(30), concurrency: Int = 8,
    _ body: @Sendable (HTTPTransports) async throws -> Result
) async throws -> Result {
    let transports = try makeTransports(baseURL, timeout: timeout, concurrency: concurrency)
    do {
        let result = try await body(transports)
        await transports.shutdown()
        return result
    } catch {
        await transports.shutdown()
        throw error
    }
}

func withTransports<Result: Sendable>(
    _ server: ScriptedServer, timeout: Duration = .seconds(30), concurrency: Int = 8,
    _ body: @Sendable (HTTPTransports) async throws -> Result
) async throws -> Result {
    try await withTransports(server.baseURL, timeout: timeout, concurrency: concurrency, body)
}

/// Status and body of an answer, or why there is none.
func text(_ result: WireResult) -> String {
    switch result {
    case .response(let response): "\(response.status) \(String(decoding: response.body, as: UTF8.self))"
    case .lost(let loss): "lost: \(loss.detail)"
    }
}

func loss(_ result: WireResult) -> Loss? {
    switch result {
    case .response: nil
    case .lost(let loss): loss
    }
}

/// Something that a server's thread reports once.
final class Flag: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func raise() {
        continuation.yield()
        continuation.finish()
    }

    /// Waits until it is raised; false where that does not happen in time.
    func isRaised(within limit: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { [stream] in
                for await _ in stream { return true }
                return false
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            let isRaised = await group.next() ?? false
            group.cancelAll()
            return isRaised
        }
    }
}
