/// One thing to ask of the API.
package enum Request: Hashable, Codable, Sendable {
    case read(ReadRequest)
    case write(WriteRequest)
}

/// A request that changes nothing.
package enum ReadRequest: Hashable, Codable, Sendable {
    /// One page of the list of a kind; `limit` is 1...100.
    case list(ResourceKind, cursor: String?, limit: Int)
    /// The live state of one resource.
    case state(ResourceKind, ResourceID)
}

/// A request that changes one resource.
package struct WriteRequest: Hashable, Codable, Sendable {
    package var resource: ResourceID
    package var change: Change

    package init(resource: ResourceID, change: Change) {
        self.resource = resource
        self.change = change
    }
}

/// What a write is to bring about.
package enum Change: Hashable, Sendable {
    case sshPasswordLogin(enabled: Bool)
    /// The password of that number becomes the account's.
    case hostingPassword(version: Int)
}

/// Names one request under way; unique while the process lives.
package struct RequestID: Hashable, Codable, Sendable {
    package var number: UInt64

    package init(number: UInt64) {
        self.number = number
    }
}
