import ReconcileCore

/// The 200 of `GET /vps` (https://developer.hostup.se/endpoints/vps-services/get-v2-vps).
///
/// The page documents `data` and `nextCursor`; `hasMore` is required on the API's other lists and may be absent here.
/// Members that are not named below are ignored.
struct VPSListPage: Decodable {
    let page: InventoryPage

    private enum Keys: String, CodingKey {
        case data
        case hasMore
        case nextCursor
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let items = try container.decode([VPSListItem].self, forKey: .data).map(\.item)
        let isLast = container.tolerated(Bool.self, forKey: .hasMore) == false
        page = InventoryPage(items: items, nextCursor: isLast ? nil : container.toleratedText(forKey: .nextCursor))
    }
}

/// One element of `data`; the fields are those of https://developer.hostup.se/endpoints/vps-services/get-v2-vps-id, all
/// of which are optional there. Only the id is needed: a page with a row that has none cannot be a complete list.
private struct VPSListItem: Decodable {
    let item: InventoryItem

    /// Ids are 30 characters long; one that is far longer is not an id.
    private static let longestID = 200

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
        let id = try container.decode(String.self, forKey: .id)
        guard Self.isUsable(id) else {
            throw DecodingError.dataCorruptedError(
                forKey: .id, in: container, debugDescription: "wants 1 to \(Self.longestID) printable ASCII characters")
        }
        let system = container.tolerated(OperatingSystem.self, forKey: .operatingSystem)
        item = InventoryItem(
            id: ResourceID(id),
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

    /// An id is sent back byte for byte and shown to people, so one that could steer a terminal is refused, not cleaned.
    /// So is one beyond ASCII: there two ids of different bytes can be equal as texts, and one server be taken for
    /// another.
    private static func isUsable(_ id: String) -> Bool {
        (1...longestID).contains(id.utf8.count) && id.utf8.allSatisfy { (0x20...0x7e).contains($0) }
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
