import Crypto
import Foundation

/// Reads a header as strictly as its format wants it: of two files with the same meaning only one is valid.
struct AgeHeaderReader {
    struct Result {
        var header: AgeHeader
        /// The bytes that the code has to fit.
        var authenticated: ArraySlice<UInt8>
        var code: [UInt8]
        /// What comes after the header.
        var payload: ArraySlice<UInt8>
    }

    private var rest: ArraySlice<UInt8>

    /// - Throws: `AgeError.malformedHeader`.
    static func read(_ bytes: [UInt8]) throws(AgeError) -> Result {
        var reader = Self(rest: bytes[...])
        guard try reader.line() == ArraySlice(AgeHeader.firstLine.utf8) else {
            throw .malformedHeader("it does not begin with '\(AgeHeader.firstLine)'")
        }
        var stanzas: [AgeHeader.Stanza] = []
        while reader.isAt(AgeHeader.stanzaMark) { stanzas.append(try reader.stanza()) }
        guard !stanzas.isEmpty else { throw .malformedHeader("it names no recipient") }
        guard reader.isAt(AgeHeader.endMark + " ") else { throw .malformedHeader("its last line is missing") }
        let markEnd = reader.rest.startIndex + AgeHeader.endMark.utf8.count
        let last = try reader.line().dropFirst(AgeHeader.endMark.utf8.count + 1)
        guard let code = AgeBase64.bytes(last), code.count == SHA256.byteCount else {
            throw .malformedHeader("its code is not one")
        }
        return Result(
            header: AgeHeader(stanzas: stanzas), authenticated: bytes[..<markEnd], code: code, payload: reader.rest)
    }

    private func isAt(_ mark: String) -> Bool {
        rest.starts(with: mark.utf8)
    }

    /// The bytes before the next line break, which is taken too.
    private mutating func line() throws(AgeError) -> ArraySlice<UInt8> {
        guard let end = rest.firstIndex(of: 0x0a) else { throw .malformedHeader("it is cut short") }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    /// Printable ASCII without the space.
    private static func isArgument(_ word: ArraySlice<UInt8>) -> Bool {
        !word.isEmpty && word.allSatisfy { (0x21...0x7e).contains($0) }
    }

    private mutating func stanza() throws(AgeError) -> AgeHeader.Stanza {
        let words = try line().split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count > 1, words[0].elementsEqual(AgeHeader.stanzaMark.utf8),
            words.dropFirst().allSatisfy(Self.isArgument)
        else { throw .malformedHeader("a recipient's first line is not as it has to be") }
        var body: [UInt8] = []
        var last: ArraySlice<UInt8>
        repeat {
            last = try line()
            guard last.count <= AgeHeader.bodyColumns, let bytes = AgeBase64.bytes(last) else {
                throw .malformedHeader("a recipient's body is not as it has to be")
            }
            body += bytes
        } while last.count == AgeHeader.bodyColumns
        return AgeHeader.Stanza(arguments: words.dropFirst().map { String(decoding: $0, as: UTF8.self) }, body: body)
    }
}
