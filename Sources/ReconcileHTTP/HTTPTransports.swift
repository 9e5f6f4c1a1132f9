package import NIOCore
import Synchronization

/// Both transports over one HTTP client, so that they share its connections and one way to end it.
///
/// Reading and writing are handed out separately: whoever is given only `reader` cannot write.
package struct HTTPTransports: Sendable {
    package let reader: HTTPReader
    package let writer: HTTPWriter
    private let carrier: HTTPCarrier

    /// - Parameters:
    ///   - read: the token for GET.
    ///   - write: the token for PATCH, where that is another one.
    /// - Throws: `UserAgentError`.
    package init(_ configuration: HTTPConfiguration, read: Token, write: Token? = nil) throws(UserAgentError) {
        try configuration.checkUserAgent()
        carrier = HTTPCarrier(configuration, tokens: Tokens(read: read, write: write))
        reader = HTTPReader(carrier: carrier)
        writer = HTTPWriter(carrier: carrier)
    }

    /// Replaces the tokens for every request that begins from here on.
    package func update(read: Token, write: Token? = nil) {
        carrier.tokens.update(read: read, write: write)
    }

    /// Closes all connections. Requests under way are lost, later ones too. May be called twice.
    package func shutdown() async {
        await carrier.shutdown()
    }
}

package struct HTTPConfiguration: Sendable {
    /// An absolute address without a trailing slash, already checked.
    package var baseURL: String
    /// HostUp's edge refuses the default names of some HTTP libraries, so ours is always sent.
    package var userAgent: String
    /// From the call to the last byte of the answer, waiting for a connection included.
    package var timeout: Duration
    /// The most connections at once, at least 1; more requests than that wait for one.
    package var concurrency: Int
    /// Where answers arrive; `nil` for any thread of the library's.
    package var eventLoop: (any EventLoop)?

    /// - Parameter timeout: by default the 30 s that calls through a guest agent may take.
    package init(
        baseURL: String, userAgent: String, timeout: Duration = .seconds(30), concurrency: Int = 8,
        eventLoop: (any EventLoop)? = nil
    ) {
        self.baseURL = baseURL
        self.userAgent = userAgent
        self.timeout = timeout
        self.concurrency = concurrency
        self.eventLoop = eventLoop
    }

    fileprivate func checkUserAgent() throws(UserAgentError) {
        let isPrintable = userAgent.utf8.allSatisfy { (0x20...0x7e).contains($0) }
        guard isPrintable, userAgent.contains(where: { $0 != " " }) else { throw UserAgentError() }
    }
}

package struct UserAgentError: Error, Equatable, CustomStringConvertible {
    package var description: String { "the user agent must be printable ASCII and not empty" }
}

/// The tokens in force, which can be replaced while requests are under way.
final class Tokens: Sendable {
    private let tokens: Mutex<(read: Token, write: Token)>

    init(read: Token, write: Token?) {
        tokens = Mutex((read, write ?? read))
    }

    var read: Token { tokens.withLock(\.read) }
    var write: Token { tokens.withLock(\.write) }

    func update(read: Token, write: Token?) {
        tokens.withLock { $0 = (read, write ?? read) }
    }
}
