import Foundation
import Yams

/// The part of JSON Schema (draft 2020-12) that the schemas of this repository use.
///
/// A keyword it does not know is an error of the schema: what is not checked must not look checked.
struct JSONSchema {
    struct Unsupported: Error {
        var what: String
    }

    private let root: [String: Any]

    init(_ text: String) throws {
        guard let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            throw Unsupported(what: "a schema that is no object")
        }
        self.root = root
    }

    func accepts(_ yaml: String) throws -> Bool {
        guard let node = try Yams.compose(yaml: yaml, .basic, .default, .utf8) else { return false }
        return try accepts(node, root)
    }

    private func accepts(_ node: Node, _ schema: [String: Any]) throws -> Bool {
        for (keyword, wanted) in schema {
            guard try accepts(node, keyword, wanted, in: schema) else { return false }
        }
        return true
    }

    /// - Parameter schema: an object, or a Boolean for anything or nothing.
    private func accepts(_ node: Node, any schema: Any) throws -> Bool {
        if let schema = schema as? [String: Any] { return try accepts(node, schema) }
        guard let isAccepted = schema as? Bool else { throw Unsupported(what: "\(schema) for a schema") }
        return isAccepted
    }

    private func accepts(_ node: Node, _ keyword: String, _ wanted: Any, in schema: [String: Any]) throws -> Bool {
        switch (keyword, wanted) {
        case ("$schema", _), ("$id", _), ("$defs", _), ("title", _), ("description", _), ("default", _), ("format", _):
            return true
        case ("$ref", let reference as String):
            return try accepts(node, definition(reference))
        case ("oneOf", let schemas as [[String: Any]]):
            return try schemas.count { try accepts(node, $0) } == 1
        case ("if", let condition as [String: Any]):
            return try schema[try accepts(node, condition) ? "then" : "else"].map { try accepts(node, any: $0) } ?? true
        case ("then", _), ("else", _):
            return true
        case ("type", let type as String):
            return try node.isOf(type: type)
        case ("const", let value as String):
            return node.scalar?.string == value
        case ("enum", let values as [String]):
            return node.scalar.map { values.contains($0.string) } ?? false
        default:
            return try accepts(node.content, keyword, wanted, in: schema)
        }
    }

    private func accepts(_ content: Content, _ keyword: String, _ wanted: Any, in schema: [String: Any]) throws -> Bool
    {
        switch (keyword, wanted, content) {
        case ("pattern", let pattern as String, .scalar(let text)):
            return text.range(of: pattern, options: .regularExpression) != nil
        case ("minimum", let limit as Int, .scalar(let text)):
            return Int(text).map { $0 >= limit } ?? false
        case ("maximum", let limit as Int, .scalar(let text)):
            return Int(text).map { $0 <= limit } ?? false
        case ("minLength", let limit as Int, .scalar(let text)):
            return text.unicodeScalars.count >= limit
        case ("maxLength", let limit as Int, .scalar(let text)):
            return text.unicodeScalars.count <= limit
        case ("minItems", let limit as Int, .list(let items)):
            return items.count >= limit
        case ("maxItems", let limit as Int, .list(let items)):
            return items.count <= limit
        case ("prefixItems", let schemas as [[String: Any]], .list(let items)):
            return try zip(items, schemas).allSatisfy { try accepts($0, $1) }
        case ("items", let item as [String: Any], .list(let items)):
            let prefix = (schema["prefixItems"] as? [Any])?.count ?? 0
            return try items.dropFirst(prefix).allSatisfy { try accepts($0, item) }
        case ("uniqueItems", true as Bool, .list(let items)):
            return Set(items.map { $0.scalar?.string }).count == items.count
        case ("minProperties", let limit as Int, .mapping(let entries)):
            return entries.count >= limit
        case ("required", let keys as [String], .mapping(let entries)):
            return keys.allSatisfy { entries[$0] != nil }
        case ("properties", let properties as [String: Any], .mapping(let entries)):
            return try entries.allSatisfy { key, value in
                try properties[key].map { try accepts(value, any: $0) } ?? true
            }
        case ("additionalProperties", false as Bool, .mapping(let entries)):
            let known = schema["properties"] as? [String: Any] ?? [:]
            return entries.keys.allSatisfy { known[$0] != nil }
        case ("pattern", _, _), ("minimum", _, _), ("maximum", _, _), ("minLength", _, _), ("maxLength", _, _),
            ("minItems", _, _), ("maxItems", _, _), ("prefixItems", _, _), ("items", _, _), ("uniqueItems", _, _),
            ("minProperties", _, _), ("required", _, _), ("properties", _, _), ("additionalProperties", _, _):
            // It is about values of another type.
            return true
        default:
            throw Unsupported(what: keyword)
        }
    }

    private func definition(_ reference: String) throws -> [String: Any] {
        let definitions = root["$defs"] as? [String: [String: Any]]
        guard let found = definitions?[reference.replacingOccurrences(of: "#/$defs/", with: "")] else {
            throw Unsupported(what: reference)
        }
        return found
    }
}

/// A node as JSON would have it.
private enum Content {
    case scalar(String)
    case list([Node])
    case mapping([String: Node])
}

extension Node {
    fileprivate var content: Content {
        switch self {
        case .scalar(let scalar): .scalar(scalar.string)
        case .sequence(let sequence): .list(Array(sequence))
        case .mapping(let mapping):
            .mapping(Dictionary(mapping.map { ($0.key.scalar?.string ?? "", $0.value) }) { $1 })
        case .alias: .scalar("")
        }
    }

    /// By the rules of YAML 1.2's core schema: quoted scalars are strings, plain ones what they look like.
    fileprivate func isOf(type: String) throws -> Bool {
        let plain = scalar.flatMap { $0.style == .plain ? $0.string : nil }
        let isBoolean = plain.map { ["true", "false"].contains($0) } ?? false
        let isNull = plain.map { ["", "~", "null"].contains($0) } ?? false
        let isInteger = plain.map { Int($0) != nil } ?? false
        switch type {
        case "object": return mapping != nil
        case "array": return sequence != nil
        case "boolean": return isBoolean
        case "integer": return isInteger
        case "string": return scalar != nil && !isBoolean && !isInteger && !isNull
        default: throw JSONSchema.Unsupported(what: "type \(type)")
        }
    }
}
