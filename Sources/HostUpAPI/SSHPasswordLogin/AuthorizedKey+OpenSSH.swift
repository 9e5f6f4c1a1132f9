import ReconcileCore

extension AuthorizedKey {
    /// How much of an entry is kept: the longest RSA key that OpenSSH takes is 2,800 characters long, and options may
    /// precede it.
    private static let longestText = 8192

    /// Reads one line of an `authorized_keys` file as sshd does (sshd(8), AUTHORIZED_KEYS FILE FORMAT): options, type,
    /// key in base64, comment. The guest writes these lines, so the text that is kept is cleaned like any other.
    init(line: String) {
        self.init(text: line.cleaned(atMost: Self.longestText), reading: Reading(line: line))
    }
}

extension AuthorizedKey.Reading {
    /// A line that begins with no key type begins with options; sshd tries in that order too.
    fileprivate init(line: String) {
        let text = line.withoutWhiteSpaceAround
        if text.isEmpty || text.hasPrefix("#") || text.contains(where: \.isNewline) {
            self = .unparsable
        } else if let key = PublicKey(text) {
            self = .usable(fingerprint: key.fingerprint)
        } else if let (options, rest) = AuthorizedKeyOption.split(text), let key = PublicKey(rest) {
            if let obstacle = options.first(where: { !$0.letsPeopleIn }) {
                self = .restricted(option: obstacle.name.cleanedForDisplay)
            } else {
                self = .usable(fingerprint: key.fingerprint)
            }
        } else {
            self = .unparsable
        }
    }
}

/// One option in front of a key, such as `from="192.0.2.*"`.
struct AuthorizedKeyOption {
    /// In lower case: sshd does not regard case here.
    var name: String
    /// What follows `=`, quotes included; `nil` for a bare word.
    var value: String?

    /// Words under which a person still gets a session.
    private static let harmlessWords: Set<String> = [
        "agent-forwarding", "no-agent-forwarding", "port-forwarding", "no-port-forwarding", "pty", "no-pty", "restrict",
        "user-rc", "no-user-rc", "x11-forwarding", "no-x11-forwarding", "no-touch-required", "verify-required",
    ]
    /// Options with a quoted value under which a person still gets a session.
    private static let harmlessSettings: Set<String> = ["environment", "permitlisten", "permitopen", "tunnel"]

    /// False for `command`, `from`, `expiry-time` and `cert-authority`, and for every option that sshd does not know:
    /// it then refuses the whole line.
    var letsPeopleIn: Bool {
        guard let value else { return Self.harmlessWords.contains(name) }
        return Self.harmlessSettings.contains(name) && value.count >= 2 && value.hasPrefix("\"")
            && value.hasSuffix("\"")
    }

    /// Takes the options off the front of a line: everything to the first white space outside quotes, at commas.
    ///
    /// A backslash keeps the quote after it from counting, whatever stands before the backslash; sshd reads it so.
    ///
    /// - Returns: `nil` where a quote does not end, where an option has no name, or where nothing follows.
    static func split(_ line: String) -> (options: [Self], rest: String)? {
        var texts = [""]
        var isQuoted = false
        var isEscaped = false
        var end = line.startIndex
        for index in line.indices {
            let character = line[index]
            if !isQuoted, character.isKeyLineBlank { break }
            end = line.index(after: index)
            if !isQuoted, character == "," {
                texts.append("")
                continue
            }
            texts[texts.count - 1].append(character)
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = character == "\\"
        }
        let rest = String(line[end...]).withoutWhiteSpaceAround
        guard !isQuoted, !rest.isEmpty, !texts.contains(where: { $0.isEmpty || $0.hasPrefix("=") }) else { return nil }
        return (texts.map(Self.init(text:)), rest)
    }

    private init(text: String) {
        let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = (sides.first.map(String.init) ?? "").lowercased()
        value = sides.count == 2 ? String(sides[1]) : nil
    }
}

extension Character {
    /// What separates the fields of a line.
    var isKeyLineBlank: Bool { self == " " || self == "\t" }
}

extension String {
    fileprivate var withoutWhiteSpaceAround: String {
        let head = drop(while: \.isWhitespace)
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(head[...last])
    }
}
