package import Foundation

/// One thing to ask of the running service, or to tell it, over its control socket.
///
///     GET  /v1/status
///     GET  /v1/explain?resource=web-7
///     GET  /v1/history?resource=web-7&since=2026-11-21T12:00:00Z&ours=true
///     GET  /v1/doctor
///     POST /v1/plan      {"policies": [{"name": "…", "fingerprint": "…"}]}
///     POST /v1/now       {"selector": "web-7"}
///     POST /v1/pause     {"scope": "web-7", "reason": "…", "until": "…"}
///     POST /v1/resume    {"scope": "web-7", "reason": "…"}
///     POST /v1/waive     {"resource": "web-7", "reason": "…", "until": "…", "enabled": true}
///     POST /v1/release   {"policy": "…", "reason": "…"}
///     POST /v1/rotate    {"resource": "…", "reason": "…"}
///     POST /v1/prove     {"code": "…"}
///     GET  /v1/escrow
///     GET  /metrics
package enum ControlRequest: Hashable, Sendable {
    case status
    case explain(resource: String)
    /// `since` is RFC 3339, `ours` asks for our own changes alone.
    case history(resource: String?, since: String?, ours: Bool)
    case doctor
    case plan(PlanOrder)
    case now(LookOrder)
    case pause(PauseOrder)
    case resume(ResumeOrder)
    case waive(WaiveOrder)
    case release(ReleaseOrder)
    case rotate(RotateOrder)
    case prove(ProveOrder)
    case escrow
    case metrics

    /// What a person who asks must be allowed to do.
    package var right: ControlRight {
        switch self {
        case .status, .explain, .history, .doctor, .plan, .escrow, .metrics: .read
        // A look may lead to a write, sooner than it would have come.
        case .now, .pause, .resume, .waive, .release, .rotate, .prove: .write
        }
    }

    /// The path's last part.
    package var name: String {
        switch self {
        case .status: "status"
        case .explain: "explain"
        case .history: "history"
        case .doctor: "doctor"
        case .plan: "plan"
        case .now: "now"
        case .pause: "pause"
        case .resume: "resume"
        case .waive: "waive"
        case .release: "release"
        case .rotate: "rotate"
        case .prove: "prove"
        case .escrow: "escrow"
        case .metrics: "metrics"
        }
    }
}

/// What the peer of a connection may do: see, or also change.
package enum ControlRight: Hashable, Sendable {
    case read
    case write
}

// MARK: On the wire

extension ControlRequest {
    package static let prefix = "/v1/"
    /// Where everybody who collects metrics looks for them.
    package static let metricsPath = "/metrics"

    package var method: String {
        switch self {
        case .status, .explain, .history, .doctor, .escrow, .metrics: "GET"
        case .plan, .now, .pause, .resume, .waive, .release, .rotate, .prove: "POST"
        }
    }

    /// Path and query.
    package var target: String {
        var components = URLComponents()
        components.path = self == .metrics ? Self.metricsPath : Self.prefix + name
        let items = queryItems
        if !items.isEmpty { components.queryItems = items }
        // A plus sign is legal in a query, and many read it as a blank.
        let query = components.percentEncodedQuery?.replacingOccurrences(of: "+", with: "%2B")
        return components.percentEncodedPath + (query.map { "?\($0)" } ?? "")
    }

    private var queryItems: [URLQueryItem] {
        switch self {
        case .explain(let resource):
            [URLQueryItem(name: "resource", value: resource)]
        case .history(let resource, let since, let ours):
            [("resource", resource), ("since", since), ("ours", ours ? "true" : nil)].compactMap { name, value in
                value.map { URLQueryItem(name: name, value: $0) }
            }
        case .status, .doctor, .plan, .now, .pause, .resume, .waive, .release, .rotate, .prove, .escrow, .metrics: []
        }
    }

    /// The JSON of the orders; empty for questions.
    package var body: Data {
        switch self {
        case .status, .explain, .history, .doctor, .escrow, .metrics: Data()
        case .plan(let order): Self.encode(order)
        case .now(let order): Self.encode(order)
        case .pause(let order): Self.encode(order)
        case .resume(let order): Self.encode(order)
        case .waive(let order): Self.encode(order)
        case .release(let order): Self.encode(order)
        case .rotate(let order): Self.encode(order)
        case .prove(let order): Self.encode(order)
        }
    }

    private static func encode(_ order: some Encodable) -> Data {
        do {
            return try JSONEncoder().encode(order)
        } catch {
            preconditionFailure("\(#function): \(type(of: order)) cannot be encoded: \(error)")
        }
    }

    /// Reads a request.
    ///
    /// - Throws: `ControlRefusal` where it names nothing, by the wrong method, or says something that cannot be read.
    package init(method: String, target: String, body: Data) throws(ControlRefusal) {
        guard let components = URLComponents(string: target), let form = Self.form(at: components.path) else {
            throw .unknownPath
        }
        guard form.method == method else { throw .wrongMethod(allowed: form.method) }
        let query = try ControlQuery(components.queryItems ?? [], allowed: form.parameters)
        do {
            self = try form.read(query, body)
        } catch let refusal as ControlRefusal {
            throw refusal
        } catch {
            throw .malformed(Self.fault(error))
        }
    }

    /// How the request at one path is spelled.
    private struct Form {
        var method: String
        var parameters: Set<String> = []
        var read: (ControlQuery, Data) throws -> ControlRequest
    }

    private static func form(at path: String) -> Form? {
        guard path != metricsPath else { return Form(method: "GET") { _, _ in .metrics } }
        return path.hasPrefix(prefix) ? form(named: path.dropFirst(prefix.count)) : nil
    }

    private static func form(named name: Substring) -> Form? {
        switch name {
        case "status": Form(method: "GET") { _, _ in .status }
        case "doctor": Form(method: "GET") { _, _ in .doctor }
        case "escrow": Form(method: "GET") { _, _ in .escrow }
        case "explain":
            Form(method: "GET", parameters: ["resource"]) { query, _ in
                .explain(resource: try query.required("resource"))
            }
        case "history":
            Form(method: "GET", parameters: ["resource", "since", "ours"]) { query, _ in
                .history(resource: query["resource"], since: query["since"], ours: try query.flag("ours"))
            }
        case "plan": Form(method: "POST") { .plan(try decode($1)) }
        case "now": Form(method: "POST") { .now(try decode($1)) }
        case "pause": Form(method: "POST") { .pause(try decode($1)) }
        case "resume": Form(method: "POST") { .resume(try decode($1)) }
        case "waive": Form(method: "POST") { .waive(try decode($1)) }
        case "release": Form(method: "POST") { .release(try decode($1)) }
        case "rotate": Form(method: "POST") { .rotate(try decode($1)) }
        case "prove": Form(method: "POST") { .prove(try decode($1)) }
        default: nil
        }
    }

    private static func decode<Order: Decodable>(_ body: Data) throws -> Order {
        try JSONDecoder().decode(Order.self, from: body)
    }

    private static func fault(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, _): return "'\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is of the wrong type"
        case .dataCorrupted(let context): return context.debugDescription
        @unknown default: return "it cannot be read"
        }
    }
}

/// The parameters of a request, each at most once.
struct ControlQuery {
    private var values: [String: String] = [:]

    init(_ items: [URLQueryItem], allowed: Set<String>) throws(ControlRefusal) {
        for item in items {
            guard allowed.contains(item.name) else { throw .malformed("there is no parameter '\(item.name)'") }
            guard values.updateValue(item.value ?? "", forKey: item.name) == nil else {
                throw .malformed("'\(item.name)' stands twice")
            }
        }
    }

    subscript(_ name: String) -> String? { values[name] }

    func required(_ name: String) throws(ControlRefusal) -> String {
        guard let value = values[name], !value.isEmpty else { throw .malformed("'\(name)' is missing") }
        return value
    }

    func flag(_ name: String) throws(ControlRefusal) -> Bool {
        switch values[name] {
        case nil, "false": return false
        case "true": return true
        case let value?: throw .malformed("'\(name)' wants true or false, got '\(value)'")
        }
    }
}
