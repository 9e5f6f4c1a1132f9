/// A JSON document whose members keep their order, so that equal answers are equal bytes.
///
/// The simulator writes its answers with this and not with the types that decode them: a mistake in those would
/// otherwise be made on both sides and never show.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case string(String)
    case array([JSONValue])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSONValue
    }

    /// The member of that name; setting `nil` removes it. Anything but an object has none.
    package subscript(name: String) -> JSONValue? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.name == name }?.value
        }
        set {
            guard case .object(var members) = self else { return }
            let index = members.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): return
            }
            self = .object(members)
        }
    }

    /// The value as a Boolean, or `nil` where it is something else.
    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The value as a text, or `nil` where it is something else.
    package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    package var elements: [JSONValue] {
        guard case .array(let values) = self else { return [] }
        return values
    }

    /// A text, or null.
    package static func text(_ value: String?) -> JSONValue {
        value.map(JSONValue.string) ?? .null
    }

    /// The document in UTF-8, without any space between its parts.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return bytes
    }

    private func write(into bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        case .string(let value): Self.write(value, into: &bytes)
        case .array(let values):
            Self.write(values, between: "[]", into: &bytes) { $0.write(into: &$1) }
        case .object(let members):
            Self.write(members, between: "{}", into: &bytes) { member, bytes in
                Self.write(member.name, into: &bytes)
                bytes += ":".utf8
                member.value.write(into: &bytes)
            }
        }
    }

    private static func write<Part>(
        _ parts: [Part], between brackets: String, into bytes: inout [UInt8], one: (Part, inout [UInt8]) -> Void
    ) {
        bytes += brackets.prefix(1).utf8
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes += ",".utf8 }
            one(part, &bytes)
        }
        bytes += brackets.suffix(1).utf8
    }

    private static func write(_ text: String, into bytes: inout [UInt8]) {
        bytes += "\"".utf8
        if text.utf8.contains(where: needsEscape) {
            for byte in text.utf8 { write(byte, into: &bytes) }
        } else {
            bytes += text.utf8
        }
        bytes += "\"".utf8
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func write(_ byte: UInt8, into bytes: inout [UInt8]) {
        if byte < 0x20 {
            let digits = String(byte, radix: 16)
            bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
        } else {
            if needsEscape(byte) { bytes += "\\".utf8 }
            bytes.append(byte)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) {
        self = .string(value)
    }

    package init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    package init(integerLiteral value: Int) {
        self = .integer(value)
    }

    package init(nilLiteral: ()) {
        self = .null
    }

    package init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}
