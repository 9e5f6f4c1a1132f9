/// The grammar of JSON (RFC 8259), and nothing of what a text means.
///
/// Decoders look closely only at the members that they are asked for. A damaged body must never be taken for a whole one,
/// so every byte is looked at here, before anything recurses into objects and lists.
struct JSONGrammar {
    private let bytes: [UInt8]
    private var position = 0
    /// What ends each object and list that is open, the innermost last.
    private var ends: [UInt8] = []

    enum Flaw: Hashable {
        /// Objects and lists nest deeper than allowed.
        case deep
        /// It is not one whole JSON text in UTF-8.
        case broken
    }

    /// - Parameter deepest: how deep objects and lists may nest.
    /// - Returns: what is wrong with a text; `nil` where nothing is.
    static func flaw(in bytes: [UInt8], deepest: Int) -> Flaw? {
        guard (try? UTF8Span(validating: bytes.span)) != nil else { return .broken }
        var grammar = JSONGrammar(bytes)
        return grammar.flaw(deepest: deepest)
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // Section 8.1 lets readers pass over a byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private enum Expected {
        case value
        /// A list may be empty.
        case valueOrEnd
        case name
        /// An object may be empty.
        case nameOrEnd
        case commaOrEnd
    }

    private mutating func flaw(deepest: Int) -> Flaw? {
        var expected = Expected.value
        while true {
            skipBlanks()
            // Where nothing is open any more and a value was read, the text is at its end.
            if expected == .commaOrEnd, ends.isEmpty { return position == bytes.count ? nil : .broken }
            guard let next = step(expected) else { return .broken }
            if ends.count > deepest { return .deep }
            expected = next
        }
    }

    /// Reads one value, opening, name, comma or end.
    ///
    /// - Returns: what has to follow; `nil` where it is not what was expected.
    private mutating func step(_ expected: Expected) -> Expected? {
        guard let byte = peek else { return nil }
        switch expected {
        case .value: return value(byte)
        case .valueOrEnd: return byte == UInt8(ascii: "]") ? end(byte) : value(byte)
        case .name: return name()
        case .nameOrEnd: return byte == UInt8(ascii: "}") ? end(byte) : name()
        case .commaOrEnd:
            guard byte == UInt8(ascii: ",") else { return end(byte) }
            position += 1
            return ends.last == UInt8(ascii: "}") ? .name : .value
        }
    }

    private mutating func value(_ byte: UInt8) -> Expected? {
        switch byte {
        case UInt8(ascii: "{"): return open(UInt8(ascii: "}"), .nameOrEnd)
        case UInt8(ascii: "["): return open(UInt8(ascii: "]"), .valueOrEnd)
        case UInt8(ascii: "\""): return string() ? .commaOrEnd : nil
        case UInt8(ascii: "t"): return literal("true") ? .commaOrEnd : nil
        case UInt8(ascii: "f"): return literal("false") ? .commaOrEnd : nil
        case UInt8(ascii: "n"): return literal("null") ? .commaOrEnd : nil
        default: return number() ? .commaOrEnd : nil
        }
    }

    private mutating func open(_ end: UInt8, _ expected: Expected) -> Expected {
        ends.append(end)
        position += 1
        return expected
    }

    private mutating func end(_ byte: UInt8) -> Expected? {
        guard ends.last == byte else { return nil }
        ends.removeLast()
        position += 1
        return .commaOrEnd
    }

    private mutating func name() -> Expected? {
        guard string() else { return nil }
        skipBlanks()
        return take(UInt8(ascii: ":")) ? .value : nil
    }

    // MARK: Tokens

    private var peek: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func literal(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in expected.allSatisfy { take($0) } }
    }

    /// Section 7: no bare control characters, and no escapes but the nine.
    private mutating func string() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"): if !escape() { return false }
            case ..<0x20: return false
            default: break
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard let byte = peek else { return false }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        case UInt8(ascii: "u"): return (0..<4).allSatisfy { _ in hexadecimalDigit() }
        default: return false
        }
    }

    private mutating func hexadecimalDigit() -> Bool {
        guard let byte = peek, Character(UnicodeScalar(byte)).isHexDigit else { return false }
        position += 1
        return true
    }

    /// Section 6: no leading zeros, and digits on both sides of a point.
    private mutating func number() -> Bool {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), !digits() { return false }
        if take(UInt8(ascii: ".")), !digits() { return false }
        guard take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) else { return true }
        if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
        return digits()
    }

    private mutating func digits() -> Bool {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position > start
    }
}
