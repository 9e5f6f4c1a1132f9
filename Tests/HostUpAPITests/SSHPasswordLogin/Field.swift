import Foundation
import Testing

/// A required field of the state, by its path, with what may stand there; changes bodies for the tests.
struct Field: Sendable, CustomTestStringConvertible {
    enum Kind: Sendable {
        case boolean
        case booleanOrNull
        case string
        case stringOrNull
        case strings
        case object
    }

    var path: [String]
    var kind: Kind

    var name: String { path.joined(separator: ".") }
    var testDescription: String { name }

    static let required = [
        Self(path: ["available"], kind: .boolean),
        Self(path: ["enabled"], kind: .booleanOrNull),
        Self(path: ["reason"], kind: .stringOrNull),
        Self(path: ["passwordAuthentication"], kind: .stringOrNull),
        Self(path: ["permitRootLogin"], kind: .stringOrNull),
        Self(path: ["source"], kind: .string),
        Self(path: ["sshKeysConfigured"], kind: .boolean),
        Self(path: ["sshKeys"], kind: .strings),
        Self(path: ["actions"], kind: .object),
        Self(path: ["actions", "canEnable"], kind: .object),
        Self(path: ["actions", "canEnable", "allowed"], kind: .boolean),
        Self(path: ["actions", "canDisable"], kind: .object),
        Self(path: ["actions", "canDisable", "allowed"], kind: .boolean),
    ]

    static let requiredAfterWrite =
        required + [
            Self(path: ["lastOperation"], kind: .object),
            Self(path: ["lastOperation", "requestedEnabled"], kind: .boolean),
            Self(path: ["lastOperation", "verified"], kind: .boolean),
            Self(path: ["lastOperation", "message"], kind: .stringOrNull),
        ]

    /// Whether `value`, as `JSONSerialization` gives it, may stand here. Written without the code under test.
    func accepts(_ value: Any?) -> Bool {
        guard let value else { return false }
        switch kind {
        case .boolean: return isBoolean(value)
        case .booleanOrNull: return isBoolean(value) || value is NSNull
        case .string: return isString(value)
        case .stringOrNull: return isString(value) || value is NSNull
        case .strings: return (value as? [Any])?.allSatisfy(isString) ?? false
        case .object: return value is [String: Any]
        }
    }

    /// What stands here in a parsed body, or `nil`.
    func value(in root: Any) -> Any? {
        path.reduce(root as Any?) { ($0 as? [String: Any])?[$1] }
    }

    func removed(from body: String) -> String {
        text(edited(parse(body), path[...]) { $0.removeValue(forKey: $1) })
    }

    func set(to value: Any, in body: String) -> String {
        text(edited(parse(body), path[...]) { $0[$1] = value })
    }

    private func edited(
        _ node: [String: Any], _ path: ArraySlice<String>, change: (inout [String: Any], String) -> Void
    ) -> [String: Any] {
        var node = node
        guard let key = path.first else { return node }
        if path.count == 1 {
            change(&node, key)
        } else {
            node[key] = edited(node[key] as? [String: Any] ?? [:], path.dropFirst(), change: change)
        }
        return node
    }

    private func parse(_ body: String) -> [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }

    private func text(_ object: [String: Any]) -> String {
        (try? JSONSerialization.data(withJSONObject: object)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

/// `JSONSerialization` gives booleans and numbers as `NSNumber`; only a boolean has the C type of one.
func isBoolean(_ value: Any) -> Bool {
    (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
}

func isString(_ value: Any) -> Bool {
    value is String
}
