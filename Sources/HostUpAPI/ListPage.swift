import ReconcileCore

/// The 200 of a list: `GET /vps` (https://developer.hostup.se/endpoints/vps-services/get-v2-vps) and
/// `GET /shared-hosting` (https://developer.hostup.se/endpoints/webhosting-services/get-v2-shared-hosting).
///
/// The pages document `data` and `nextCursor`; `hasMore` is required on the API's other lists and may be absent here.
/// Members that are not named below are ignored.
struct ListPage<Row: ListRow>: Decodable {
    let page: InventoryPage

    private enum Keys: String, CodingKey {
        case data
        case hasMore
        case nextCursor
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let items = try container.decode([Row].self, forKey: .data).map(\.item)
        let isLast = container.tolerated(Bool.self, forKey: .hasMore) == false
        page = InventoryPage(items: items, nextCursor: isLast ? nil : container.toleratedText(forKey: .nextCursor))
    }
}

/// One element of `data`.
protocol ListRow: Decodable {
    var item: InventoryItem { get }
}

extension KeyedDecodingContainer {
    /// The id of a row: the one field that every row must have, as a page with a row that has none cannot be a complete
    /// list.
    ///
    /// An id is sent back byte for byte and shown to people, so one that could steer a terminal is refused, not cleaned.
    /// So is one beyond ASCII: there two ids of different bytes can be equal as texts, and one resource be taken for
    /// another.
    func resourceID(forKey key: Key) throws -> ResourceID {
        let id = try decode(String.self, forKey: key)
        guard (1...longestID).contains(id.utf8.count), id.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "wants 1 to \(longestID) printable ASCII characters")
        }
        return ResourceID(id)
    }
}

/// Ids are 30 characters long; one that is far longer is not an id.
private let longestID = 200
