import Foundation
import ReconcileCore

/// Where a page of the list begins: a count of rows, so pages shift when rows come or go, as the provider's do.
struct PageCursor: Codable {
    var offset: Int

    init(offset: Int) {
        self.offset = offset
    }

    /// Reads base64 in either alphabet, padded or not.
    init?(_ text: String) {
        var standard = text.replacing("-", with: "+").replacing("_", with: "/")
        standard += String(repeating: "=", count: (4 - standard.count % 4) % 4)
        guard let data = Data(base64Encoded: standard),
            let cursor = try? JSONDecoder().decode(Self.self, from: data), cursor.offset >= 0
        else { return nil }
        self = cursor
    }

    var text: String {
        let plain = Data("{\"offset\":\(offset)}".utf8).base64EncodedString()
        return plain.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// The query of the list endpoint.
private struct ListQuery {
    var limit = 20
    var cursor = PageCursor(offset: 0)
    var name: String?
    var address: String?

    /// The provider's range and its stated default on other lists.
    static let limits = 1...100

    /// - Throws: a `ProblemDocument` that says which parameter is wrong.
    init(_ target: String) throws(ProblemDocument) {
        let query = target.drop { $0 != "?" }.dropFirst()
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1].replacing("+", with: " ").removingPercentEncoding ?? "" : ""
            try set(String(parts[0]), value)
        }
    }

    private mutating func set(_ parameter: String, _ value: String) throws(ProblemDocument) {
        switch parameter {
        case "limit":
            guard let number = Int(value), Self.limits.contains(number) else {
                throw .invalidRequest("`limit` must be between 1 and 100.", pointer: "/query/limit")
            }
            limit = number
        case "cursor":
            guard let read = PageCursor(value) else { throw .invalidCursor }
            cursor = read
        case "name": name = value.lowercased()
        case "primaryIp": address = value
        case "include" where value == "pendingMaintenance": return
        default: throw .invalidRequest("`\(parameter)` is not supported.", pointer: "/query/\(parameter)")
        }
    }

    func admits(_ guest: SimulatedGuest) -> Bool {
        if let name, guest.name.lowercased() != name { return false }
        if let address, guest.address != address { return false }
        return true
    }
}

extension ProblemDocument: Error {}

extension SimulatedAPI {
    /// One page of the inventory, with what a fault does to it.
    mutating func list(_ exchange: Exchange) -> Draft {
        do {
            return .document(page(try ListQuery(exchange.target), exchange))
        } catch {
            return .problem(error)
        }
    }

    private mutating func page(_ query: ListQuery, _ exchange: Exchange) -> JSONValue {
        let rows = guests.filter(query.admits)
        var start = query.cursor.offset
        if exchange.fault == .shiftingPages, start > 0 { start += oddityDraws.next() % 2 == 0 ? 1 : -1 }
        if exchange.fault == .emptyPage { return Self.document([], next: nil) }
        let size = min(query.limit, configuration.pageLimit)
        let page = Array(rows.dropFirst(start).prefix(size))
        let end = query.cursor.offset + size
        let repeats = exchange.fault == .repeatedCursor
        let next = repeats ? query.cursor.text : end < rows.count ? PageCursor(offset: end).text : nil
        return Self.document(rendered(page, exchange), next: next)
    }

    private static func document(_ rows: [JSONValue], next: String?) -> JSONValue {
        ["data": .array(rows), "hasMore": .bool(next != nil), "nextCursor": .text(next)]
    }

    private mutating func rendered(_ page: [SimulatedGuest], _ exchange: Exchange) -> [JSONValue] {
        var rows = page.map(\.row)
        guard let strike = exchange.strike, strike.fault.concernsRow, !rows.isEmpty else { return rows }
        let named = page.firstIndex { $0.id == strike.guest || $0.name == strike.guest }
        let drawn = Int(oddityDraws.next() % UInt64(rows.count))
        guard let index = strike.guest == nil ? drawn : named else { return rows }
        bend(&rows[index], strike.fault)
        return rows
    }

    private func bend(_ row: inout JSONValue, _ fault: Fault) {
        switch fault {
        case .novelStates:
            row["serviceStatus"] = "hibernated"
            row["powerState"] = "dreaming"
        case .powerStateNull:
            row["powerState"] = .null
        default:
            row["name"] = 7
            row["powerState"] = ["running"]
            row["tags"] = "prod"
        }
    }
}

extension SimulatedGuest {
    /// The row of the list endpoint, in the order of the published fields.
    fileprivate var row: JSONValue {
        [
            "id": .string(id),
            "name": .string(name),
            "primaryIp": .string(address),
            "serviceStatus": .string(serviceStatus),
            "powerState": .string(powerState),
            "operatingSystem": [
                "displayName": .string(system.displayName), "family": .string(system.family),
                "version": .string(system.version), "variant": nil,
            ],
            "billing": [
                "amount": 199, "currencyCode": "SEK", "billingCycle": "monthly", "isPayg": false, "periodYears": nil,
            ],
            "resources": ["cpuCores": 2, "memoryGb": 4, "storageGb": 80],
            "bandwidth": [
                "usedGb": 12, "limitGb": 1000, "inboundGb": 5, "outboundGb": 7, "usagePercent": 1,
            ],
            "tags": .array(tags.map(JSONValue.string)),
            "pinned": false,
        ]
    }
}
