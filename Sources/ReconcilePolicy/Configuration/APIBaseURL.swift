import Foundation
import ReconcileCore

/// The address under which the API is, without a trailing slash: https, or http to this machine alone.
package struct APIBaseURL: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package static let standard = APIBaseURL(trusted: "https://cloud.hostup.se/api/v2")

    private init(trusted text: String) {
        self.text = text
    }

    /// Checks an address that a person wrote.
    ///
    /// - Throws: `InvalidBaseURL`, which says why it cannot be used.
    package init(_ text: String) throws(InvalidBaseURL) {
        guard let parts = URLComponents(string: text, encodingInvalidCharacters: false),
            let scheme = parts.scheme?.lowercased(), let host = parts.encodedHost, !host.isEmpty
        else { throw .incomplete }
        // As written: what is no UTF-8 once decoded would read as absent.
        guard parts.percentEncodedUser == nil, parts.percentEncodedPassword == nil else {
            throw .extraPart("a user or password")
        }
        guard parts.percentEncodedQuery == nil else { throw .extraPart("a query") }
        guard parts.percentEncodedFragment == nil else { throw .extraPart("a fragment") }
        // A number too large for an integer has a range and no value.
        let hasPort = parts.rangeOfPort.map { !$0.isEmpty } ?? false
        guard !hasPort || (1...65535).contains(parts.port ?? 0) else { throw .incomplete }
        switch scheme {
        case "https": break
        case "http" where Self.isLoopback(host): break
        case "http": throw .plainHTTP(host: host)
        default: throw .unknownScheme(scheme)
        }
        var trimmed = Substring(text)
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.text = String(trimmed)
    }

    package var description: String { text }

    private static func isLoopback(_ host: String) -> Bool {
        var bare = Substring(host)
        if bare.hasPrefix("["), bare.hasSuffix("]") { bare = bare.dropFirst().dropLast() }
        guard let address = IPAddress(String(bare)) else { return host.lowercased() == "localhost" }
        return address.bytes.count == 4 ? address.bytes[0] == 127 : address == IPAddress("::1")
    }
}

/// Why an address cannot be the API's. Repeats no part of it in which a password might stand.
package enum InvalidBaseURL: Error, Hashable, Sendable {
    case incomplete
    case unknownScheme(String)
    /// A token would cross the network in the clear.
    case plainHTTP(host: String)
    case extraPart(String)

    /// The rest of a sentence that begins with what named the address, such as a key or a flag.
    package var reason: String {
        switch self {
        case .incomplete: "is not an absolute address with scheme and host"
        case .unknownScheme(let scheme): "has the scheme \(quoted(scheme)), not https"
        case .plainHTTP(let host): "is http to \(quoted(host)): the token would travel in the clear"
        case .extraPart(let part): "cannot have \(part)"
        }
    }

    /// What to do about it.
    package var hint: String {
        switch self {
        case .incomplete, .extraPart: "write one such as \(APIBaseURL.standard)"
        case .unknownScheme: "write https://"
        case .plainHTTP: "write https://; http:// is for localhost, 127.0.0.0/8 and [::1] alone"
        }
    }
}

extension InvalidBaseURL: CustomStringConvertible {
    package var description: String { "the address of the API \(reason)" }
}
