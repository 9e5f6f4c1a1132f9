import Foundation

/// An optional that is always there in JSON, as `null` where it is nil.
@propertyWrapper
struct Nullable<Value: Encodable & Sendable>: Encodable, Sendable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

/// The version of every JSON document that a command prints.
enum DocumentSchema {
    static let version = 1
}

extension Encodable {
    /// The value as indented JSON with sorted keys, so that two of them can be compared line by line.
    func json() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        } catch {
            preconditionFailure("\(#function): \(type(of: self)) cannot be encoded: \(error)")
        }
    }
}
