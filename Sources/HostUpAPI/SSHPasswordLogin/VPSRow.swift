import ReconcileCore

/// One row of `GET /vps`; the fields are those of https://developer.hostup.se/endpoints/vps-services/get-v2-vps-id, all of
/// which are optional there. Only the id is needed.
struct VPSRow: ListRow {
    let item: InventoryItem

    private enum Keys: String, CodingKey {
        case id
        case name
        case primaryIp
        case serviceStatus
        case powerState
        case operatingSystem
        case tags
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let system = container.tolerated(OperatingSystem.self, forKey: .operatingSystem)
        item = InventoryItem(
            id: try container.resourceID(forKey: .id),
            kind: .sshPasswordLogin,
            name: container.tolerated(String.self, forKey: .name)?.cleanedForDisplay,
            address: container.tolerated(String.self, forKey: .primaryIp)?.cleanedForDisplay,
            serviceStatus: container.toleratedText(forKey: .serviceStatus)
                .map { ServiceStatus(rawValue: $0.cleanedForDisplay) },
            powerState: container.toleratedText(forKey: .powerState)
                .map { PowerState(rawValue: $0.cleanedForDisplay) },
            osFamily: system?.family,
            tags: container.tolerated([Tag].self, forKey: .tags)?.map(\.name.cleanedForDisplay))
    }
}

private struct OperatingSystem: Decodable {
    /// In lower case, without white space around it; `nil` where there is nothing else.
    let family: String?

    private enum Keys: String, CodingKey {
        case family
    }

    init(from decoder: any Decoder) throws {
        let text = try decoder.container(keyedBy: Keys.self).tolerated(String.self, forKey: .family) ?? ""
        let words = text.lowercased().split(whereSeparator: \.isWhitespace)
        family = words.isEmpty ? nil : words.joined(separator: " ").cleanedForDisplay
    }
}

/// A tag is a string, as on the older API, or an object with a name: the page of the list does not say which.
private struct Tag: Decodable {
    let name: String

    private enum Keys: String, CodingKey {
        case name
    }

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            name = text
        } else {
            name = try decoder.container(keyedBy: Keys.self).decode(String.self, forKey: .name)
        }
    }
}
