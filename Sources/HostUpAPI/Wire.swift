package import ReconcileCore

/// One answer as it came, nothing interpreted.
package struct WireResponse: Sendable {
    package var status: Int
    /// In the order of the wire; look names up without regard to case.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header field.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.isHeaderName(name) }?.value
    }

    /// Overwrites a secret that whoever answered has sent back, so that no message or log can show it.
    ///
    /// - Parameter secret: as it was sent; printable ASCII that JSON does not escape. One that is very short is found by
    ///   chance, and is left alone.
    package mutating func blank(_ secret: some Collection<UInt8>) {
        guard secret.count >= Self.shortestSecret else { return }
        body = body.blanking(Array(secret))
        for index in headers.indices where headers[index].value.utf8.count >= secret.count {
            let value = Array(headers[index].value.utf8)
            headers[index].value = String(decoding: value.blanking(Array(secret)), as: UTF8.self)
        }
    }

    /// As long as the shortest password that is ever set.
    private static let shortestSecret = 8

    /// All values of a header field, in the order of the wire.
    func headers(named name: String) -> [String] {
        headers.filter { $0.name.isHeaderName(name) }.map(\.value)
    }
}

extension String {
    /// Whether both name one header field: case does not count (RFC 9110 section 5.1), and a name is ASCII.
    fileprivate func isHeaderName(_ other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }
}

extension [UInt8] {
    /// The same with every occurrence of a text replaced by as many asterisks.
    fileprivate func blanking(_ secret: [UInt8]) -> [UInt8] {
        guard let first = secret.first, count >= secret.count else { return self }
        var bytes = self
        var index = 0
        while index <= count - secret.count {
            guard bytes[index] == first, bytes[index..<(index + secret.count)].elementsEqual(secret) else {
                index += 1
                continue
            }
            for position in index..<(index + secret.count) { bytes[position] = UInt8(ascii: "*") }
            index += secret.count
        }
        return bytes
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}

/// Either an answer, whatever it says, or the lack of one.
package enum WireResult: Sendable {
    case response(WireResponse)
    case lost(Loss)

    /// The same without a secret that the answer has sent back.
    package func blanking(_ secret: some Collection<UInt8>) -> WireResult {
        switch self {
        case .response(var response):
            response.blank(secret)
            return .response(response)
        case .lost: return self
        }
    }
}

/// Carries requests that change nothing. Has no way to write, so whoever is handed only this cannot.
package protocol ReadTransport: Sendable {
    /// - Parameter target: percent-encoded path and query below the base URL, beginning with `/`.
    func get(_ target: String) async -> WireResult
}

/// Carries requests that change something.
package protocol WriteTransport: Sendable {
    /// - Parameters:
    ///   - target: percent-encoded path below the base URL, beginning with `/`.
    ///   - body: a JSON document.
    func patch(_ target: String, body: [UInt8]) async -> WireResult
    /// As `patch`, for an action.
    func post(_ target: String, body: [UInt8]) async -> WireResult
}
