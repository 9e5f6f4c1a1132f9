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
    ///
    /// It is read by its bytes, as sshd reads it: a combining mark behind a quote does not hide the quote.
    fileprivate init(line: String) {
        let text = KeyLine.trimmed(Array(line.utf8)[...])
        if text.isEmpty || text.first == UInt8(ascii: "#") || text.contains(where: KeyLine.isLineEnd) {
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

/// The bytes of a line, as far as sshd looks at them.
enum KeyLine {
    /// What separates the fields.
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    /// Without blanks and line ends around it. Other white space, as of Unicode, is part of the line to sshd.
    static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isOutside = { (byte: UInt8) in isBlank(byte) || isLineEnd(byte) }
        let tail = line.drop(while: isOutside)
        guard let last = tail.lastIndex(where: { !isOutside($0) }) else { return [] }
        return tail[...last]
    }

    static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
