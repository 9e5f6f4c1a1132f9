/// Reads JSON (RFC 8259) by its grammar, every byte of it: a damaged body must never be taken for a whole one, and a
/// reader that looks closely only at what it is asked for would.
struct JSONParser {
    private let bytes: [UInt8]
    private let deepest: Int
    private var position = 0

    /// How deep objects and lists of an answer may nest. The API's own stay under 8; the rest is room to grow. No answer
    /// can exhaust the stack.
    static let deepestAnswer = 64

    enum Flaw: Error, Hashable {
        /// Objects and lists nest deeper than allowed.
        case deep
        /// It is not one whole JSON text in UTF-8.
        case broken
    }

    /// - Parameter deepest: how deep objects and lists may nest.
    static func tree(of bytes: [UInt8], deepest: Int) throws(Flaw) -> JSONTree {
        guard (try? UTF8Span(validating: bytes.span)) != nil else { throw .broken }
        var parser = JSONParser(bytes, deepest)
        let tree = try parser.value(depth: 0)
        parser.skipBlanks()
        guard parser.position == bytes.count else { throw .broken }
        return tree
    }

    private init(_ bytes: [UInt8], _ deepest: Int) {
        self.bytes = bytes
        self.deepest = deepest
        // Section 8.1 lets readers pass over a byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private mutating func value(depth: Int) throws(Flaw) -> JSONTree {
        skipBlanks()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try list(depth: depth + 1)
        case UInt8(ascii: "\""): return try text().map(JSONTree.text) ?? .garbledText
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(Flaw) -> JSONTree {
        guard depth <= deepest else { throw .deep }
        position += 1
        var members: [JSONObject.Member] = []
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(JSONObject(members: members)) }
        repeat {
            skipBlanks()
            let name = try text()
            skipBlanks()
            try require(UInt8(ascii: ":"))
            let value = try value(depth: depth)
            // Nobody asks for a name with half a character in it.
            if let name { members.append(JSONObject.Member(name: name, value: value)) }
            skipBlanks()
        } while take(UInt8(ascii: ","))
        try require(UInt8(ascii: "}"))
        return .object(JSONObject(members: members))
    }

    private mutating func list(depth: Int) throws(Flaw) -> JSONTree {
        guard depth <= deepest else { throw .deep }
        position += 1
        var elements: [JSONTree] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .list(elements) }
        repeat {
            elements.append(try value(depth: depth))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        try require(UInt8(ascii: "]"))
        return .list(elements)
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

    private mutating func require(_ byte: UInt8) throws(Flaw) {
        guard take(byte) else { throw .broken }
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func literal(_ word: StaticString, _ meaning: JSONTree) throws(Flaw) -> JSONTree {
        guard word.withUTF8Buffer({ expected in expected.allSatisfy { take($0) } }) else { throw .broken }
        return meaning
    }

    /// Section 6: no leading zeros, and digits on both sides of a point.
    private mutating func number() throws(Flaw) -> JSONTree {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        guard take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) else { return .number }
        if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
        try digits()
        return .number
    }

    private mutating func digits() throws(Flaw) {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw .broken }
    }

    /// Section 7: no bare control characters, and no escapes but the nine.
    ///
    /// - Returns: `nil` for a text with half a character in it.
    private mutating func text() throws(Flaw) -> String? {
        try require(UInt8(ascii: "\""))
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw .broken }
            if byte == UInt8(ascii: "\\") { return try textWithEscapes(from: start) }
            position += 1
        }
        let plain = bytes[start..<position]
        try require(UInt8(ascii: "\""))
        return String(decoding: plain, as: UTF8.self)
    }

    private mutating func textWithEscapes(from start: Int) throws(Flaw) -> String? {
        var text = Array(bytes[start..<position])
        var isWhole = true
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw .broken }
            position += 1
            if byte != UInt8(ascii: "\\") {
                text.append(byte)
            } else if let scalar = try escaped() {
                text += String(scalar).utf8
            } else {
                isWhole = false
            }
        }
        try require(UInt8(ascii: "\""))
        return isWhole ? String(decoding: text, as: UTF8.self) : nil
    }

    /// - Returns: `nil` for half a character.
    private mutating func escaped() throws(Flaw) -> Unicode.Scalar? {
        guard let byte = peek else { throw .broken }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try escapedUnit()
        default: throw .broken
        }
    }

    /// `\u00e5`, or two of them for what lies beyond 16 bits.
    private mutating func escapedUnit() throws(Flaw) -> Unicode.Scalar? {
        let unit = try hexadecimalUnit()
        guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
        let next = position
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), case let trail = try hexadecimalUnit(),
            UTF16.isTrailSurrogate(trail)
        else {
            position = next
            return nil
        }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    private mutating func hexadecimalUnit() throws(Flaw) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw .broken }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
