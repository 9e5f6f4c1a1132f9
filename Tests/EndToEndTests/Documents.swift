import Foundation
import ReconcileCore

/// JSON as it was printed, whose objects must have exactly the keys of the contract.
struct StrictJSON {
    struct Violation: Error {
        var path: String
        var detail: String
    }

    /// The keys of the objects at each path; an object elsewhere is left alone. A key that ends in `?` may be missing.
    typealias Shape = [String: Set<String>]

    static func decode<Document: Decodable>(_ type: Document.Type, _ text: String, _ shape: Shape) throws -> Document {
        let data = Data(text.utf8)
        try check(JSONSerialization.jsonObject(with: data), at: "", shape)
        let decoder = JSONDecoder()
        return try decoder.decode(type, from: data)
    }

    private static func check(_ value: Any, at path: String, _ shape: Shape) throws {
        if let list = value as? [Any] {
            for element in list { try check(element, at: path + "[]", shape) }
        }
        guard let object = value as? [String: Any] else { return }
        if let keys = shape[path] {
            let optional = Set(keys.filter { $0.hasSuffix("?") }.map { String($0.dropLast()) })
            let required = keys.filter { !$0.hasSuffix("?") }
            let found = Set(object.keys)
            guard required.isSubset(of: found), found.isSubset(of: required.union(optional)) else {
                let odd = found.symmetricDifference(required).subtracting(optional).sorted()
                throw Violation(path: path, detail: "missing or unknown: \(odd.joined(separator: ", "))")
            }
        }
        for (key, inner) in object { try check(inner, at: "\(path).\(key)", shape) }
    }

    /// A resource as `once`, `plan` and `explain` show it, where it stands in their documents.
    static func resource(
        at path: String, _ more: Set<String> = [], of kind: ResourceKind = .sshPasswordLogin
    ) -> Shape {
        let shape: Shape = [
            path: more.union([
                "id", "kind", "name", "policy", "verdict", "desired", "observed", "action", "holds", "operation",
            ]),
            path + ".holds[]": ["reason", "detail", "code", "since", "until"],
            path + ".operation": ["requested", "claimed", "confirmed", "message", "requestId", "at"],
        ]
        let special = kind == .sshPasswordLogin ? login(at: path) : password(at: path)
        return shape.merging(special) { first, _ in first }
    }

    private static func login(at path: String) -> Shape {
        let gate: Set<String> = ["allowed", "reason", "code"]
        return [
            path + ".desired": ["enabled", "scope?"],
            path + ".observed": [
                "at", "available", "enabled", "reason", "passwordAuthentication", "permitRootLogin", "source",
                "sshKeysConfigured", "sshKeys", "actions",
            ],
            path + ".observed.actions": ["canEnable", "canDisable"],
            path + ".observed.actions.canEnable": gate,
            path + ".observed.actions.canDisable": gate,
            path + ".operation.requested": ["enabled", "scope?"],
        ]
    }

    private static func password(at path: String) -> Shape {
        [
            path + ".desired": ["rotatedWithin", "firstRotation"],
            path + ".observed": ["at", "controlPanel", "version", "rotatedAt", "dueAt", "candidates"],
            path + ".operation.requested": ["version"],
            path + ".rotation": ["versions", "request", "escrow"],
            path + ".rotation.versions[]": ["version", "state", "since", "madeAt", "escrowed"],
            path + ".rotation.request": ["since", "supersede"],
            path + ".rotation.escrow": ["recipients", "command"],
        ]
    }
}

/// What `once` and `plan` print.
struct PassDocument: Decodable, Sendable {
    var schema: Int
    var resources: [ResourceDocument]
    var summary: Summary
    var budget: Budget
    var error: String?

    struct Summary: Decodable, Hashable, Sendable {
        var matched = 0
        var compliant = 0
        var drifted = 0
        var unknown = 0
        var held = 0
        var written = 0
        var confirmed = 0
    }

    struct Budget: Decodable, Sendable {
        var limit: Int?
        var windowSeconds: Int?
        var remaining: Int?
        var source: String
    }

    init(_ text: String, of kind: ResourceKind = .sshPasswordLogin) throws {
        let shape: StrictJSON.Shape = [
            "": ["schema", "at", "resources", "summary", "budget", "error"],
            ".summary": ["matched", "compliant", "drifted", "unknown", "held", "written", "confirmed"],
            ".budget": ["limit", "windowSeconds", "remaining", "source"],
        ]
        let whole = shape.merging(StrictJSON.resource(at: ".resources[]", of: kind)) { first, _ in first }
        self = try StrictJSON.decode(PassDocument.self, text, whole)
    }

    /// The reasons of all holds, with the ids that have them.
    var heldBy: [String: Set<String>] {
        resources.reduce(into: [:]) { held, resource in
            for hold in resource.holds { held[hold.reason, default: []].insert(resource.id) }
        }
    }

    func resource(_ nameOrID: String) -> ResourceDocument? {
        resources.first { $0.id == nameOrID || $0.name == nameOrID }
    }
}

struct ResourceDocument: Decodable, Sendable {
    var id: String
    var kind: String
    var name: String?
    var policy: String
    var verdict: String
    var action: String
    var holds: [Hold]
    var operation: Operation?

    struct Hold: Decodable, Hashable, Sendable {
        var reason: String
        var detail: String
        var code: String?
        var until: String?
    }

    struct Operation: Decodable, Hashable, Sendable {
        var claimed: Bool?
        var confirmed: Bool
    }
}

/// What `history` prints, as far as the tests ask.
struct HistoryDocument: Decodable, Sendable {
    var schema: Int
    var events: [Event]

    struct Event: Decodable, Sendable {
        var seq: Int
        var at: String
        var kind: String
        var hash: String
        var resource: String?
        var policy: String?
        var intent: Int?
        var result: String?
    }

    init(_ text: String) throws {
        self = try StrictJSON.decode(HistoryDocument.self, text, ["": ["schema", "at", "events", "error"]])
    }

    /// For each intent, how many outcomes it has.
    var outcomesByIntent: [Int: Int] {
        let intents = events.filter { $0.kind == "intent" }.compactMap(\.intent)
        var counts = Dictionary(intents.map { ($0, 0) }) { first, _ in first }
        for event in events where event.kind == "outcome" {
            if let intent = event.intent { counts[intent, default: 0] += 1 }
        }
        return counts
    }
}
