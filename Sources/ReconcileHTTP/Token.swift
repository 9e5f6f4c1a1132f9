/// An API key. Cannot be printed, compared or encoded: whatever shows it shows `<token>`.
package struct Token: Sendable {
    /// Only for the header that carries it.
    let secret: String

    /// No key of the API is near this; a longer file is not a token.
    private static let longest = 4096

    /// Takes the contents of a token file or variable; white space and newlines around it are dropped.
    ///
    /// - Throws: `TokenError` where nothing is left, or where it could not stand in a header as it is.
    package init(_ text: String) throws(TokenError) {
        try self.init(bytes: text.utf8)
    }

    /// As `init(_:)`, from bytes as they were read.
    package init(bytes: some Sequence<UInt8>) throws(TokenError) {
        let untrimmed = Array(bytes)
        guard let first = untrimmed.firstIndex(where: { !Self.isWhiteSpace($0) }),
            let last = untrimmed.lastIndex(where: { !Self.isWhiteSpace($0) })
        else { throw .empty }
        let bytes = untrimmed[first...last]
        guard bytes.count <= Self.longest else { throw .tooLong(limit: Self.longest) }
        if let index = bytes.firstIndex(where: { !Self.isVisible($0) }) {
            throw .unusableCharacter(position: index - first + 1)
        }
        secret = String(decoding: bytes, as: UTF8.self)
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0d).contains(byte)
    }

    /// Printable ASCII without the space: anything else could end the header or change its meaning.
    private static func isVisible(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte)
    }
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<token>" }
    package var debugDescription: String { "<token>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text cannot be a token. Never repeats any of it.
package enum TokenError: Error, Equatable, CustomStringConvertible {
    case empty
    case tooLong(limit: Int)
    /// `position` counts bytes from 1, after white space in front was dropped.
    case unusableCharacter(position: Int)

    package var description: String {
        switch self {
        case .empty:
            "the token is empty"
        case .tooLong(let limit):
            "the token is longer than \(limit) characters"
        case .unusableCharacter(let position):
            "character \(position) of the token cannot stand in a header: only printable ASCII without spaces can"
        }
    }

    package var hint: String {
        "it must hold the key and nothing else; make one at https://cloud.hostup.se/api-management"
    }
}
