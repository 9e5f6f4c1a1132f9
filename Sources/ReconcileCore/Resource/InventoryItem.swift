/// One row of a list endpoint: what is known of a resource without asking its guest.
///
/// A field is `nil` where the row lacks it, has null there or has it in a wrong type.
package struct InventoryItem: Hashable, Codable, Sendable {
    package var id: ResourceID
    package var kind: ResourceKind
    package var name: String?
    package var address: String?
    package var serviceStatus: ServiceStatus?
    package var powerState: PowerState?
    /// The family of the operating system in lower case, as in `debian`.
    package var osFamily: String?
    package var tags: [String]?
    /// The sites of a hosting account, its main one first.
    package var domains: [String]?
    /// Which control panel a hosting account has, as in `cpanel`.
    package var controlPanel: String?

    package init(
        id: ResourceID,
        kind: ResourceKind,
        name: String? = nil,
        address: String? = nil,
        serviceStatus: ServiceStatus? = nil,
        powerState: PowerState? = nil,
        osFamily: String? = nil,
        tags: [String]? = nil,
        domains: [String]? = nil,
        controlPanel: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.address = address
        self.serviceStatus = serviceStatus
        self.powerState = powerState
        self.osFamily = osFamily
        self.tags = tags
        self.domains = domains
        self.controlPanel = controlPanel
    }
}

/// The provider's word for the contract behind a resource. Any string is kept: the list of values may grow.
package struct ServiceStatus: Hashable, Codable, Sendable, RawRepresentable {
    package var rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let active = Self(rawValue: "active")
    package static let suspended = Self(rawValue: "suspended")
}

/// The provider's word for whether a guest runs. Any string is kept: the list of values may grow.
package struct PowerState: Hashable, Codable, Sendable, RawRepresentable {
    package var rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let running = Self(rawValue: "running")
    package static let stopped = Self(rawValue: "stopped")

    /// True for the states in which no guest agent can answer, so that asking would only cost a request.
    package var meansNotRunning: Bool {
        switch rawValue {
        case "running": false
        case "stopped", "stopping", "paused", "provisioning": true
        default: false
        }
    }
}

/// One page of a list endpoint.
package struct InventoryPage: Hashable, Codable, Sendable {
    package var items: [InventoryItem]
    /// Where the next page begins, or `nil` on the last one.
    package var nextCursor: String?
    /// What is wrong with the first row that could not be read; `nil` where all could.
    package var flaw: String?

    package init(items: [InventoryItem], nextCursor: String?, flaw: String? = nil) {
        self.items = items
        self.nextCursor = nextCursor
        self.flaw = flaw
    }
}
