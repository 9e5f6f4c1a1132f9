import ReconcileCore

/// The 200 of a list: `GET /vps` (https://developer.hostup.se/endpoints/vps-services/get-v2-vps) and
/// `GET /shared-hosting` (https://developer.hostup.se/endpoints/webhosting-services/get-v2-shared-hosting).
///
/// The pages document `data` and `nextCursor`; `hasMore` is required on the API's other lists and may be absent here.
/// Members that are not named below are ignored.
///
/// A row that cannot be read keeps no other from being read, but its page is not whole: what it does not name may be
/// there. A page that does not say where the next one begins, and not that there is none, cannot be read at all.
struct ListPage<Row: ListRow>: Decodable {
    let page: InventoryPage

    private enum Keys: String, CodingKey {
        case data
        case hasMore
        case nextCursor
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let rows = try container.decode([Attempt].self, forKey: .data).map(\.row)
        page = InventoryPage(
            items: rows.compactMap { try? $0.get() }, nextCursor: try Self.nextCursor(in: container),
            flaw: rows.lazy.compactMap(\.flaw).first)
    }

    private static func nextCursor(in container: KeyedDecodingContainer<Keys>) throws -> String? {
        let hasMore = container.tolerated(Bool.self, forKey: .hasMore)
        if hasMore == false { return nil }
        let cursor = try container.decodeIfPresent(String.self, forKey: .nextCursor) ?? ""
        guard cursor.isEmpty else { return cursor }
        guard hasMore == nil else {
            throw DecodingError.dataCorruptedError(
                forKey: .nextCursor, in: container, debugDescription: "there is more, and nothing says where")
        }
        return nil
    }

    /// One element of `data`, or what is wrong with it.
    private struct Attempt: Decodable {
        let row: Result<InventoryItem, MalformedAnswer>

        init(from decoder: any Decoder) throws {
            do {
                row = .success(try Row(from: decoder).item)
            } catch let error as DecodingError {
                row = .failure(MalformedAnswer(error))
            }
        }
    }
}

extension Result where Failure == MalformedAnswer {
    fileprivate var flaw: String? {
        switch self {
        case .success: nil
        case .failure(let malformed): malformed.description
        }
    }
}

/// One element of `data`.
protocol ListRow: Decodable {
    var item: InventoryItem { get }
}

extension KeyedDecodingContainer {
    /// The id of a row: the one field that every row must have.
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
