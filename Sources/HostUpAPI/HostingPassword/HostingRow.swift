import ReconcileCore

/// One row of `GET /shared-hosting`
/// (https://developer.hostup.se/endpoints/webhosting-services/get-v2-shared-hosting). Only the id is needed.
struct HostingRow: ListRow {
    let item: InventoryItem

    private enum Keys: String, CodingKey {
        case id
        case name
        case customName
        case primaryDomain
        case domains
        case serviceStatus
        case controlPanel
        case tags
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        func text(_ key: Keys) -> String? {
            container.tolerated(String.self, forKey: key)?.cleanedForDisplay
        }
        let primary = text(.primaryDomain)
        let domains = (container.tolerated([String].self, forKey: .domains) ?? []).map(\.cleanedForDisplay)
        item = InventoryItem(
            id: try container.resourceID(forKey: .id),
            kind: .hostingPassword,
            name: text(.name) ?? text(.customName) ?? primary,
            serviceStatus: container.toleratedText(forKey: .serviceStatus)
                .map { ServiceStatus(rawValue: $0.cleanedForDisplay) },
            tags: container.tolerated([String].self, forKey: .tags)?.map(\.cleanedForDisplay),
            domains: [primary].compactMap { $0 } + domains.filter { $0 != primary },
            controlPanel: container.tolerated(ControlPanel.self, forKey: .controlPanel)?.type)
    }
}

/// The 200 of `GET /shared-hosting/{accountId}`: of all that it says only the control panel is not in the list.
struct HostingAccount: Decodable {
    let controlPanel: String?

    private enum Keys: String, CodingKey {
        case controlPanel
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        controlPanel = container.tolerated(ControlPanel.self, forKey: .controlPanel)?.type
    }
}

/// Only `cpanel` is documented; what accounts with another panel show is not.
private struct ControlPanel: Decodable {
    let type: String?

    private enum Keys: String, CodingKey {
        case type
    }

    init(from decoder: any Decoder) throws {
        let text = try decoder.container(keyedBy: Keys.self).toleratedText(forKey: .type)
        type = text?.cleanedForDisplay.lowercased()
    }
}
