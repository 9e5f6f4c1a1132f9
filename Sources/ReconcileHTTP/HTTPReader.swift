package import HostUpAPI
import NIOHTTP1

/// Sends GET requests with the read token.
package struct HTTPReader: ReadTransport {
    let carrier: HTTPCarrier

    package func get(_ target: String) async -> WireResult {
        await carrier.carry(.GET, target, token: carrier.tokens.read)
    }
}
