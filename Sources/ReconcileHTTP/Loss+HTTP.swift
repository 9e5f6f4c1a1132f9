import AsyncHTTPClient
import Foundation
import HostUpAPI
import NIOHTTP1
import ReconcileCore

extension Loss {
    static let cancelledDetail = "the request was cancelled"
    private static let closedEarlyDetail = "the connection was closed before the answer was complete"

    /// Puts an error of the network in words. None of these errors holds a header, and so none the token.
    init(_ error: any Error, timeout: Duration) {
        switch error {
        case let error as HTTPClientError:
            self.init(error, timeout: timeout)
        case HTTPParserError.invalidEOFState:
            self.init(timedOut: false, detail: Self.closedEarlyDetail)
        case let error as HTTPParserError:
            self.init(timedOut: false, detail: "the answer is not HTTP: \(error)")
        case is ResponseAccumulator.ResponseTooBigError:
            self.init(timedOut: false, detail: "the answer is longer than 1 MiB")
        case is CancellationError:
            self.init(timedOut: false, detail: Self.cancelledDetail)
        default:
            self.init(timedOut: false, detail: Self.detailOfConnecting(error).cleanedForDisplay)
        }
    }

    private init(_ error: HTTPClientError, timeout: Duration) {
        switch error {
        case .deadlineExceeded, .connectTimeout, .tlsHandshakeTimeout:
            self.init(timedOut: true, detail: "no answer within \(timeout.inWords)")
        case .remoteConnectionClosed:
            self.init(timedOut: false, detail: Self.closedEarlyDetail)
        case .cancelled:
            self.init(timedOut: false, detail: Self.cancelledDetail)
        case .alreadyShutdown:
            self.init(timedOut: false, detail: "the client was shut down")
        default:
            self.init(timedOut: false, detail: error.shortDescription)
        }
    }

    /// The types of these errors are in modules that are not imported here, so their own words decide, as far as they
    /// are for people: `connection refused`, `DNS: Name or service not known …`, `TLS: certificate verify failed`.
    private static func detailOfConnecting(_ error: any Error) -> String {
        let words = String(describing: error)
        if words.hasPrefix("DNS error: ") { return "DNS: " + lastPart(of: words[...]) }
        if String(reflecting: type(of: error)).hasPrefix("NIOSSL") { return "TLS: " + reasonOfTLS(words) }
        // The kernel's own words stand before its number: `(…: Connection refused) (errno: 111)`.
        guard let end = words.range(of: ") (errno: ")?.lowerBound else { return words }
        return lastPart(of: words[..<end]).lowercased()
    }

    private static func lastPart(of words: Substring) -> Substring {
        words[(words.range(of: ": ", options: .backwards)?.upperBound ?? words.startIndex)...]
    }

    /// BoringSSL puts the reason behind its module and before its place: `OPENSSL_internal:WRONG_VERSION_NUMBER at …`.
    private static func reasonOfTLS(_ words: String) -> String {
        guard let start = words.range(of: "OPENSSL_internal:")?.upperBound,
            let end = words.range(of: " at ", range: start..<words.endIndex)?.lowerBound
        else { return words }
        return words[start..<end].lowercased().replacingOccurrences(of: "_", with: " ")
    }
}

extension Duration {
    /// As in `30 s` and `300 ms`.
    var inWords: String {
        milliseconds.isMultiple(of: 1000) ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
