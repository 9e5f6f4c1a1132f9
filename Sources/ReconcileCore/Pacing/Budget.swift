/// What may still be sent, for people and scripts.
package struct Budget: Hashable, Codable, Sendable {
    package var limit: Int?
    package var window: Duration?
    package var remaining: Int?
    package var source: Source

    package init(limit: Int?, window: Duration?, remaining: Int?, source: Source) {
        self.limit = limit
        self.window = window
        self.remaining = remaining
        self.source = source
    }

    package enum Source: String, Hashable, Codable, Sendable {
        case header
        case learned
        case configured
        case unknown
    }
}
