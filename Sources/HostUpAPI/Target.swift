/// Builds the path and query of a request below the base URL.
enum Target {
    /// One path segment that carries `text` and nothing else, whatever it holds.
    ///
    /// Everything but RFC 3986's unreserved characters is percent-encoded, so that `/`, `?` and `%` stay data. A text of
    /// only dots has those encoded too: bare, `.` and `..` would be resolved away.
    static func segment(_ text: String) -> String {
        let isDots = text == "." || text == ".."
        return isDots ? text.utf8.map(encoded).joined() : escaped(text)
    }

    /// One page of a list.
    ///
    /// - Parameter limit: the API takes 1...100; anything else is brought into that range.
    static func page(of list: String, cursor: String?, limit: Int) -> String {
        let target = "\(list)?limit=\(min(max(limit, 1), 100))"
        return cursor.map { "\(target)&cursor=\(escaped($0))" } ?? target
    }

    /// Nearly every text has nothing to escape.
    private static func escaped(_ text: String) -> String {
        if text.utf8.allSatisfy(isUnreserved) { return text }
        return text.utf8.map { isUnreserved($0) ? String(UnicodeScalar($0)) : encoded($0) }.joined()
    }

    /// RFC 3986 section 2.3.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default:
            false
        }
    }

    private static func encoded(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
    }
}
