/// One option in front of a key, such as `from="192.0.2.*"`.
struct AuthorizedKeyOption {
    /// In lower case: sshd does not regard case here.
    var name: String
    /// What follows `=`, quotes included; `nil` for a bare word.
    var value: ArraySlice<UInt8>?

    /// Words under which a person still gets a session.
    private static let harmlessWords: Set<String> = [
        "agent-forwarding", "no-agent-forwarding", "port-forwarding", "no-port-forwarding", "pty", "no-pty", "restrict",
        "user-rc", "no-user-rc", "x11-forwarding", "no-x11-forwarding", "no-touch-required", "verify-required",
    ]

    /// False for `command`, `from`, `expiry-time` and `cert-authority`, and for every option that sshd does not know or
    /// whose value it cannot read: it then refuses the whole line (OpenSSH's auth-options.c).
    var letsPeopleIn: Bool {
        guard let value else { return Self.harmlessWords.contains(name) }
        guard let text = Self.unquoted(value) else { return false }
        switch name {
        case "environment": return Self.isAssignment(text)
        case "permitopen": return Self.isHostAndPort(text)
        case "permitlisten": return Self.isHostAndPort(text) || Self.isPort(text[...])
        case "tunnel": return text.lowercased() == "any" || Self.isNumber(text[...], in: 0...Self.largestTunnel)
        default: return false
        }
    }

    /// Takes the options off the front of a line: everything to the first white space outside quotes, at commas.
    ///
    /// A backslash keeps the quote after it from counting, whatever stands before the backslash; sshd reads it so.
    ///
    /// - Returns: `nil` where a quote does not end, where an option has no name, or where nothing follows.
    static func split(_ line: ArraySlice<UInt8>) -> (options: [Self], rest: ArraySlice<UInt8>)? {
        var texts: [[UInt8]] = [[]]
        var isQuoted = false
        var isEscaped = false
        let end = line.firstIndex { byte in
            if !isQuoted, KeyLine.isBlank(byte) { return true }
            if !isQuoted, byte == UInt8(ascii: ",") {
                texts.append([])
                return false
            }
            texts[texts.count - 1].append(byte)
            if byte == quote, !isEscaped { isQuoted.toggle() }
            isEscaped = byte == backslash
            return false
        }
        let rest = KeyLine.trimmed(line[(end ?? line.endIndex)...])
        let hasNameless = texts.contains { $0.isEmpty || $0.first == UInt8(ascii: "=") }
        guard !isQuoted, !rest.isEmpty, !hasNameless else { return nil }
        return (texts.map(Self.init(text:)), rest)
    }

    private init(text: [UInt8]) {
        let sides = text.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        name = String(decoding: sides[0], as: UTF8.self).lowercased()
        value = sides.count == 2 ? sides[1] : nil
    }
}

/// What sshd takes for a value. Where it takes more than these, the key counts as restricted: no way in is lost by that.
extension AuthorizedKeyOption {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    /// NI_MAXHOST of netdb.h, with the final NUL.
    private static let longestHost = 1025
    /// SSH_TUNID_MAX of OpenSSH's misc.h.
    private static let largestTunnel = 0x7fff_fffd

    /// What stands between the quotes; `nil` where there are none, or where one ends the value too early.
    private static func unquoted(_ value: ArraySlice<UInt8>) -> String? {
        guard value.count >= 2, value.first == quote, value.last == quote else { return nil }
        var text: [UInt8] = []
        for byte in value.dropFirst().dropLast() {
            if byte == quote, text.popLast() != backslash { return nil }
            text.append(byte)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `NAME=VALUE`.
    private static func isAssignment(_ text: String) -> Bool {
        guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
        let name = text.utf8[..<sign]
        return !name.isEmpty
            && name.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default:
                    false
                }
            }
    }

    /// `HOST:PORT`, where an IPv6 address stands in brackets.
    private static func isHostAndPort(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else { return false }
        var host = bytes[..<colon]
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(UInt8(ascii: ":")) {
            return false
        }
        let isHost = !host.isEmpty && host.count + 2 < longestHost && !host.contains { "[]/".utf8.contains($0) }
        return isHost && isPort(Substring(decoding: bytes[(colon + 1)...], as: UTF8.self))
    }

    private static func isPort(_ text: Substring) -> Bool {
        text == "*" || isNumber(text, in: 1...65535)
    }

    private static func isNumber(_ text: Substring, in range: ClosedRange<Int>) -> Bool {
        let isDecimal = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isDecimal && Int(text).map(range.contains) ?? false
    }
}
