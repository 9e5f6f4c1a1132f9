import ReconcileCore

/// The 200 of a list: `GET /vps` (https://developer.hostup.se/endpoints/vps-services/get-v2-vps) and
/// `GET /shared-hosting` (https://developer.hostup.se/endpoints/webhosting-services/get-v2-shared-hosting).
///
/// The pages document `data` and `nextCursor`; `hasMore` is required on the API's other lists and may be absent here.
/// Members that are not named below are ignored.
///
/// A row that cannot be read keeps no other from being read, but its page is not whole: what it does not name may be
/// there. A page that does not say where the next one begins, and not that there is none, cannot be read at all.
struct ListPage<Row: ListRow>: JSONContent {
    let page: InventoryPage

    init(_ object: JSONObject) throws(MalformedAnswer) {
        let rows = try object.list("data").enumerated().map { Self.row($0.element, $0.offset) }
        page = InventoryPage(
            items: rows.compactMap { try? $0.get() }, nextCursor: try Self.nextCursor(of: object),
            flaw: rows.lazy.compactMap(\.flaw).first)
    }

    private static func row(_ element: JSONTree, _ index: Int) -> Result<InventoryItem, MalformedAnswer> {
        do throws(MalformedAnswer) {
            guard let object = element.object else { throw MalformedAnswer(element, isNot: "an object") }
            return .success(try Row(object).item)
        } catch {
            return .failure(error.within(index).within("data"))
        }
    }

    private static func nextCursor(of object: JSONObject) throws(MalformedAnswer) -> String? {
        let hasMore = object["hasMore"]?.bool
        if hasMore == false { return nil }
        let cursor = try object.textIfPresent("nextCursor") ?? ""
        guard cursor.isEmpty else { return cursor }
        guard hasMore == nil else {
            throw MalformedAnswer("is not usable: there is more, and nothing says where").within("nextCursor")
        }
        return nil
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
protocol ListRow {
    var item: InventoryItem { get }

    init(_ object: JSONObject) throws(MalformedAnswer)
}

extension JSONObject {
    /// The id of a row: the one field that every row must have.
    ///
    /// An id is sent back byte for byte and shown to people, so one that could steer a terminal is refused, not cleaned.
    /// So is one beyond ASCII: there two ids of different bytes can be equal as texts, and one resource be taken for
    /// another.
    func resourceID(_ name: String) throws(MalformedAnswer) -> ResourceID {
        let id = try text(name)
        guard (1...longestID).contains(id.utf8.count), id.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw MalformedAnswer("is not usable: wants 1 to \(longestID) printable ASCII characters").within(name)
        }
        return ResourceID(id)
    }
}

/// Ids are 30 characters long; one that is far longer is not an id.
private let longestID = 200
