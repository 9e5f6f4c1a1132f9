package import HostUpAPI
import NIOHTTP1

/// Sends PATCH and POST requests with the write token, each at most once.
package struct HTTPWriter: WriteTransport {
    let carrier: HTTPCarrier

    package func patch(_ target: String, body: [UInt8]) async -> WireResult {
        await carrier.carry(.PATCH, target, token: carrier.tokens.write, body: body)
    }

    package func post(_ target: String, body: [UInt8]) async -> WireResult {
        await carrier.carry(.POST, target, token: carrier.tokens.write, body: body)
    }
}
