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

/// The query of a list endpoint.
struct ListQuery {
    var limit = 20
    var cursor = PageCursor(offset: 0)
    var name: String?
    var address: String?
    /// What rows are asked to have beside their usual fields.
    var includes: Set<String> = []

    /// The provider's range and its stated default on other lists.
    static let limits = 1...100

    /// - Throws: a `ProblemDocument` that says which parameter is wrong.
    init(_ target: String, of kind: ResourceKind) throws(ProblemDocument) {
        let query = target.drop { $0 != "?" }.dropFirst()
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1].replacing("+", with: " ").removingPercentEncoding ?? "" : ""
            try set(String(parts[0]), value, of: kind)
        }
    }

    private mutating func set(
        _ parameter: String, _ value: String, of kind: ResourceKind
    ) throws(ProblemDocument) {
        switch parameter {
        case "limit":
            guard let number = Int(value), Self.limits.contains(number) else {
                throw .invalidRequest("`limit` must be between 1 and 100.", pointer: "/query/limit")
            }
            limit = number
        case "cursor":
            guard let read = PageCursor(value) else { throw .invalidCursor }
            cursor = read
        case "name" where kind == .sshPasswordLogin: name = value.lowercased()
        case "primaryIp" where kind == .sshPasswordLogin: address = value
        case "include" where Self.known(of: kind).contains(value): includes.insert(value)
        default: throw .invalidRequest("`\(parameter)` is not supported.", pointer: "/query/\(parameter)")
        }
    }

    /// The values that `include` takes.
    private static func known(of kind: ResourceKind) -> [String] {
        switch kind {
        case .sshPasswordLogin: ["pendingMaintenance"]
        case .hostingPassword: ["billingCycleOptions", "domains"]
        }
    }

    func admits(_ guest: SimulatedGuest) -> Bool {
        if let name, guest.name.lowercased() != name { return false }
        if let address, guest.address != address { return false }
        return true
    }
}

extension ProblemDocument: Error {}

/// What a list endpoint has rows of.
protocol ListedResource {
    var id: String { get }
    var name: String { get }

    func row(_ query: ListQuery) -> JSONValue

    /// Does to one row what a fault of rows does.
    static func bend(_ row: inout JSONValue, _ fault: Fault)
}

extension SimulatedAPI {
    /// One page of the inventory, with what a fault does to it.
    mutating func list(_ exchange: Exchange) -> Draft {
        do {
            let query = try ListQuery(exchange.target, of: exchange.about)
            switch exchange.about {
            case .sshPasswordLogin: return .document(page(of: guests.filter(query.admits), query, exchange))
            case .hostingPassword: return .document(page(of: accounts, query, exchange))
            }
        } catch {
            return .problem(error)
        }
    }

    private mutating func page(
        of rows: [some ListedResource], _ query: ListQuery, _ exchange: Exchange
    ) -> JSONValue {
        var start = query.cursor.offset
        if exchange.fault == .shiftingPages, start > 0 { start += oddityDraws.next() % 2 == 0 ? 1 : -1 }
        if exchange.fault == .emptyPage { return Self.document([], next: nil) }
        let size = min(query.limit, configuration.pageLimit)
        let page = Array(rows.dropFirst(start).prefix(size))
        let end = query.cursor.offset + size
        let repeats = exchange.fault == .repeatedCursor
        let next = repeats ? query.cursor.text : end < rows.count ? PageCursor(offset: end).text : nil
        return Self.document(rendered(page, query, exchange), next: next)
    }

    private static func document(_ rows: [JSONValue], next: String?) -> JSONValue {
        ["data": .array(rows), "hasMore": .bool(next != nil), "nextCursor": .text(next)]
    }

    private mutating func rendered<Listed: ListedResource>(
        _ page: [Listed], _ query: ListQuery, _ exchange: Exchange
    ) -> [JSONValue] {
        var rows = page.map { $0.row(query) }
        guard let strike = exchange.strike, strike.fault.concernsRow, !rows.isEmpty else { return rows }
        let named = page.firstIndex { $0.id == strike.guest || $0.name == strike.guest }
        let drawn = Int(oddityDraws.next() % UInt64(rows.count))
        guard let index = strike.guest == nil ? drawn : named else { return rows }
        Listed.bend(&rows[index], strike.fault)
        return rows
    }
}

extension SimulatedGuest: ListedResource {
    static func bend(_ row: inout JSONValue, _ fault: Fault) {
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

    /// The row of the list endpoint, in the order of the published fields.
    func row(_ query: ListQuery) -> JSONValue {
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
