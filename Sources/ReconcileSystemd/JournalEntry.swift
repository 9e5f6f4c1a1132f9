/// One line in the journal, with all that a query may want to know about it.
package struct JournalEntry: Equatable, Sendable {
    /// How urgent it is, as in syslog(3).
    package enum Priority: Int, CaseIterable, Sendable {
        case emergency = 0
        case alert = 1
        case critical = 2
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
        case debug = 7
    }

    /// The class of the entry, which leads to its explanation in the catalog: 32 lower-case hexadecimal digits.
    package var messageID: String?
    package var priority: Priority
    /// One sentence, without final stop.
    package var message: String
    /// The variables of the sentence, in order; a name may come more than once.
    package var fields: [JournalField]

    package init(messageID: String? = nil, priority: Priority, message: String, fields: [JournalField] = []) {
        self.messageID = messageID
        self.priority = priority
        self.message = message
        self.fields = fields
    }
}

/// One `NAME=value` of a journal entry.
package struct JournalField: Equatable, Sendable {
    /// The longest value, in bytes: nothing here is longer but by mistake, and a mistake must not fill the journal.
    package static let valueByteLimit = 64 * 1024

    package var name: Name
    /// Without NUL, which ends strings in too many readers, and no longer than `valueByteLimit`.
    package let value: String

    package init(_ name: Name, _ value: String) {
        self.name = name
        let text = value.utf8.contains(0) ? value.replacing("\0", with: "") : value
        self.value = text.prefix(fittingBytes: Self.valueByteLimit)
    }
}

extension JournalField {
    /// The name of a field that a client may set: `A` to `Z`, `0` to `9` and `_`, beginning with a letter.
    ///
    /// journald drops a field of any other name without a word; names that begin with `_` are its own.
    package struct Name: Hashable, Sendable, ExpressibleByStringLiteral {
        /// journald takes no longer name.
        package static let byteLimit = 64

        package let text: String

        /// - Returns: `nil` where the text is not a valid name.
        package init?(_ text: String) {
            guard let first = text.utf8.first, Self.letters.contains(first), text.utf8.count <= Self.byteLimit,
                text.utf8.allSatisfy({ Self.letters.contains($0) || Self.digits.contains($0) || $0 == Self.underscore })
            else { return nil }
            self.text = text
        }

        /// A name written in the source, which has to be valid.
        package init(stringLiteral text: String) {
            guard let name = Self(text) else {
                preconditionFailure("'\(text)' is not the name of a journal field")
            }
            self = name
        }

        private static let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        private static let underscore = UInt8(ascii: "_")
    }
}

/// The fields of our own entries.
extension JournalField.Name {
    package static let resource: Self = "RECONCILED_RESOURCE"
    package static let policy: Self = "RECONCILED_POLICY"
    package static let verdict: Self = "RECONCILED_VERDICT"
    package static let action: Self = "RECONCILED_ACTION"
    package static let hold: Self = "RECONCILED_HOLD"
    package static let claimed: Self = "RECONCILED_CLAIMED"
    package static let confirmed: Self = "RECONCILED_CONFIRMED"
    package static let requestID: Self = "RECONCILED_REQUEST_ID"
    package static let httpStatus: Self = "RECONCILED_HTTP_STATUS"
    /// The number of a password of a hosting account.
    package static let version: Self = "RECONCILED_VERSION"
    /// What opens with a new password, in the provider's words with blanks between.
    package static let affectedAccess: Self = "RECONCILED_AFFECTED_ACCESS"
    package static let ledgerHead: Self = "RECONCILED_LEDGER_HEAD"
    /// The code with which the process ends, as in the README.
    package static let exitStatus: Self = "RECONCILED_EXIT_STATUS"
    /// The configuration or policy file that a line is about, and the place in it, counted from 1.
    package static let file: Self = "RECONCILED_FILE"
    package static let line: Self = "RECONCILED_LINE"
    package static let column: Self = "RECONCILED_COLUMN"
    /// The label of the library's logger that an entry came from.
    package static let logger: Self = "RECONCILED_LOGGER"
}
