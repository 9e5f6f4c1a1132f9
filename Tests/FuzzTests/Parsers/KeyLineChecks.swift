import ReconcileCore

@testable import HostUpAPI

/// Lines of `authorized_keys`, which guests write.
enum KeyLineChecks {
    static func check(_ input: [UInt8]) throws(BrokenPromise) {
        guard let line = String(validating: input, as: UTF8.self) else { return }
        let key = AuthorizedKey(line: line)
        try promiseSound(key)
        try promiseEqual(key.reading, AuthorizedKey(line: " \(line)\t").reading, "what blanks stand around")
        switch key.reading {
        case .usable:
            try promise(SSHDOptions.letsPeopleIn(Array(line.utf8)), "sshd takes '\(line)'")
            try promiseRestricted(line)
        case .restricted, .unparsable:
            // Where a line is no way in, no further option makes it one.
            try promiseUnusable("no-pty,\(line)")
            try promiseUnusable("no-pty \(line)")
        }
    }

    static func promiseSound(_ key: AuthorizedKey) throws(BrokenPromise) {
        try promiseShowable(key.text, atMost: 8192, "a key's line")
        switch key.reading {
        case .usable(let fingerprint):
            let isWhole = fingerprint.utf8.count == 50 && fingerprint.hasPrefix("SHA256:")
            try promise(isWhole, "'\(fingerprint)' is a fingerprint")
        case .restricted(let option):
            try promiseShowable(option, atMost: String.longestForDisplay, "a restricting option")
        case .unparsable:
            break
        }
    }

    /// `command=` in front keeps people out, whether options stood there before or not.
    private static func promiseRestricted(_ line: String) throws(BrokenPromise) {
        try promiseUnusable("command=\"x\" \(line)")
        let start = line.drop(while: \.isWhitespace)
        try promiseUnusable("command=\"a b\",\(start)")
        try promiseUnusable("#\(line)")
    }

    private static func promiseUnusable(_ line: String) throws(BrokenPromise) {
        if case .usable = AuthorizedKey(line: line).reading { throw BrokenPromise("no way in by '\(line)'") }
    }
}

/// Options in front of a key as OpenSSH reads them: a transcription of `sshauthopt_parse`, `opt_flag`, `opt_match` and
/// `opt_dequote` of auth-options.c and misc.c (OpenSSH 9.9), without what they store.
private struct SSHDOptions {
    private var rest: ArraySlice<UInt8>

    /// True where the line begins with a key type, or with options that sshd can read and that keep nobody out.
    static func letsPeopleIn(_ line: [UInt8]) -> Bool {
        let start = line.drop { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
        let types = ["ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"]
        if types.contains(where: { start.starts(with: $0.utf8) }) { return true }
        var options = Self(rest: start)
        return options.parse()
    }

    private mutating func parse() -> Bool {
        while let first = rest.first, first != 0x20, first != 0x09 {
            guard takeFlag() || takeSetting() else { return false }
            guard let next = rest.first, next != 0x20, next != 0x09 else { break }
            guard next == UInt8(ascii: ","), rest.count > 1 else { return false }
            rest = rest.dropFirst()
        }
        return !rest.isEmpty
    }

    /// What counts as restricting here, such as `cert-authority`, is no flag.
    private mutating func takeFlag() -> Bool {
        let flags = ["agent-forwarding", "port-forwarding", "pty", "user-rc", "x11-forwarding"]
        let words = flags + flags.map { "no-\($0)" } + ["restrict", "no-touch-required", "verify-required"]
        return words.contains { take($0, before: [nil, 0x20, 0x09, UInt8(ascii: ",")]) }
    }

    private mutating func takeSetting() -> Bool {
        for name in ["environment", "permitopen", "permitlisten", "tunnel"]
        where take(name, before: [UInt8(ascii: "=")]) {
            rest = rest.dropFirst()
            guard let value = takeQuoted() else { return false }
            switch name {
            case "environment": return value.dropFirst().contains(UInt8(ascii: "="))
            case "tunnel": return !value.isEmpty
            case "permitlisten": return !value.isEmpty
            default: return value.contains(UInt8(ascii: ":"))
            }
        }
        return false
    }

    private mutating func take(_ word: String, before ends: [UInt8?]) -> Bool {
        let count = word.utf8.count
        guard String(decoding: rest.prefix(count), as: UTF8.self).lowercased() == word,
            ends.contains(rest.dropFirst(count).first)
        else { return false }
        rest = rest.dropFirst(count)
        return true
    }

    private mutating func takeQuoted() -> [UInt8]? {
        let quote = UInt8(ascii: "\"")
        guard rest.popFirst() == quote else { return nil }
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == quote { return value }
            if byte == UInt8(ascii: "\\"), rest.first == quote { rest = rest.dropFirst() }
            value.append(byte)
        }
        return nil
    }
}
