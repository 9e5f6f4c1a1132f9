/// Encodes what is kept as JSON without blanks, its keys in order, so that the same value gives the same text.
///
/// Foundation's encoder gives the same text for four times the processor time, and each request costs a few records.
/// Foundation's decoder reads it back.
enum RecordEncoder {
    /// - Throws: `EncodingError` for a number that JSON does not have, and what the value itself throws.
    static func text(of value: some Encodable) throws -> String {
        let root = Node()
        try value.encode(to: NodeEncoder(node: root))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(expectedSize)
        root.write(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Most records are shorter.
    private static let expectedSize = 512

    /// A value that is still being put together.
    fileprivate final class Node {
        enum Content {
            case null
            case word(String)
            case text(String)
            case list([Node])
            case object([(name: String, value: Node)])
        }

        private(set) var content = Content.null

        init(_ content: Content = .null) {
            self.content = content
        }

        func set(_ content: Content) {
            self.content = content
        }

        /// A value may ask for its container in several places and adds to the same then.
        func beginObject() {
            guard case .object = content else { return content = .object([]) }
        }

        func beginList() {
            guard case .list = content else { return content = .list([]) }
        }

        func add(_ name: String, _ value: Node) {
            guard case .object(var members) = content else { preconditionFailure("\(#function) before beginObject") }
            content = .null
            members.removeAll { $0.name == name }
            members.append((name, value))
            content = .object(members)
        }

        func add(_ value: Node) {
            guard case .list(var elements) = content else { preconditionFailure("\(#function) before beginList") }
            content = .null
            elements.append(value)
            content = .list(elements)
        }

        var count: Int {
            guard case .list(let elements) = content else { return 0 }
            return elements.count
        }

        func write(into bytes: inout [UInt8]) {
            switch content {
            case .null: bytes += "null".utf8
            case .word(let word): bytes += word.utf8
            case .text(let text): Self.write(text, into: &bytes)
            case .list(let elements):
                bytes.append(UInt8(ascii: "["))
                for (index, element) in elements.enumerated() {
                    if index > 0 { bytes.append(UInt8(ascii: ",")) }
                    element.write(into: &bytes)
                }
                bytes.append(UInt8(ascii: "]"))
            case .object(let members):
                bytes.append(UInt8(ascii: "{"))
                for (index, member) in members.sorted(by: { $0.name < $1.name }).enumerated() {
                    if index > 0 { bytes.append(UInt8(ascii: ",")) }
                    Self.write(member.name, into: &bytes)
                    bytes.append(UInt8(ascii: ":"))
                    member.value.write(into: &bytes)
                }
                bytes.append(UInt8(ascii: "}"))
            }
        }

        private static func write(_ text: String, into bytes: inout [UInt8]) {
            bytes.append(UInt8(ascii: "\""))
            if text.utf8.contains(where: isEscaped) {
                for byte in text.utf8 { write(byte, into: &bytes) }
            } else {
                bytes += text.utf8
            }
            bytes.append(UInt8(ascii: "\""))
        }

        /// RFC 8259 section 7.
        private static func isEscaped(_ byte: UInt8) -> Bool {
            byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
        }

        private static func write(_ byte: UInt8, into bytes: inout [UInt8]) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0C: bytes += "\\f".utf8
            case 0x0D: bytes += "\\r".utf8
            case ..<0x20: bytes += ((byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16)).utf8
            default: bytes.append(byte)
            }
        }
    }

    /// Fills one node.
    private struct NodeEncoder: Encoder {
        let node: Node
        var codingPath: [any CodingKey] { [] }
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func container<Key: CodingKey>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
            node.beginObject()
            return KeyedEncodingContainer(Members<Key>(node: node))
        }

        func unkeyedContainer() -> any UnkeyedEncodingContainer {
            node.beginList()
            return Elements(node: node)
        }

        func singleValueContainer() -> any SingleValueEncodingContainer {
            Value(node: node)
        }
    }

    /// The node that a value makes.
    private static func node(of value: some Encodable) throws -> Node {
        switch value {
        case let text as String: return Node(.text(text))
        case let truth as Bool: return Node(.word(truth ? "true" : "false"))
        case let number as Int: return Node(.word(String(number)))
        default:
            let node = Node()
            try value.encode(to: NodeEncoder(node: node))
            return node
        }
    }

    private static func word(_ number: some BinaryFloatingPoint & LosslessStringConvertible) throws -> Node.Content {
        guard number.isFinite else {
            throw EncodingError.invalidValue(number, .init(codingPath: [], debugDescription: "JSON has no such number"))
        }
        return .word(String(number))
    }

    private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let node: Node
        var codingPath: [any CodingKey] { [] }

        func encodeNil(forKey key: Key) { node.add(key.stringValue, Node()) }

        func encode(_ value: some Encodable, forKey key: Key) throws {
            node.add(key.stringValue, try RecordEncoder.node(of: value))
        }

        func nestedContainer<NestedKey: CodingKey>(
            keyedBy: NestedKey.Type, forKey key: Key
        ) -> KeyedEncodingContainer<NestedKey> {
            superEncoder(at: key.stringValue).container(keyedBy: NestedKey.self)
        }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            superEncoder(at: key.stringValue).unkeyedContainer()
        }

        func superEncoder() -> any Encoder { superEncoder(at: "super") }
        func superEncoder(forKey key: Key) -> any Encoder { superEncoder(at: key.stringValue) }

        private func superEncoder(at name: String) -> NodeEncoder {
            let member = Node()
            node.add(name, member)
            return NodeEncoder(node: member)
        }
    }

    private struct Elements: UnkeyedEncodingContainer {
        let node: Node
        var codingPath: [any CodingKey] { [] }
        var count: Int { node.count }

        func encodeNil() { node.add(Node()) }

        func encode(_ value: some Encodable) throws { node.add(try RecordEncoder.node(of: value)) }

        func nestedContainer<NestedKey: CodingKey>(keyedBy: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
            element().container(keyedBy: NestedKey.self)
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { element().unkeyedContainer() }

        func superEncoder() -> any Encoder { element() }

        private func element() -> NodeEncoder {
            let element = Node()
            node.add(element)
            return NodeEncoder(node: element)
        }
    }

    private struct Value: SingleValueEncodingContainer {
        let node: Node
        var codingPath: [any CodingKey] { [] }

        func encodeNil() { node.set(.null) }
        func encode(_ value: Bool) { node.set(.word(value ? "true" : "false")) }
        func encode(_ value: String) { node.set(.text(value)) }
        func encode(_ value: Double) throws { node.set(try word(value)) }
        func encode(_ value: Float) throws { node.set(try word(value)) }
        func encode(_ value: Int) { node.set(.word(String(value))) }
        func encode(_ value: Int8) { node.set(.word(String(value))) }
        func encode(_ value: Int16) { node.set(.word(String(value))) }
        func encode(_ value: Int32) { node.set(.word(String(value))) }
        func encode(_ value: Int64) { node.set(.word(String(value))) }
        func encode(_ value: UInt) { node.set(.word(String(value))) }
        func encode(_ value: UInt8) { node.set(.word(String(value))) }
        func encode(_ value: UInt16) { node.set(.word(String(value))) }
        func encode(_ value: UInt32) { node.set(.word(String(value))) }
        func encode(_ value: UInt64) { node.set(.word(String(value))) }
        func encode(_ value: some Encodable) throws { try value.encode(to: NodeEncoder(node: node)) }
    }
}
