/// Draws passwords that the provider takes and that nothing between us and a login field trips over.
///
/// Each character is drawn evenly from 58. A candidate that lacks a class or holds a forbidden word is thrown away
/// whole: mending single characters would make some passwords likelier than others.
package struct PasswordGenerator: Sendable {
    /// What the provider takes (`newPassword` of `reset-password`: 8-128 characters).
    package static let lengths = 8...128

    /// 187 bits, far more than can be guessed, and still short enough to be typed in an emergency.
    package static let defaultLength = 32

    /// At 8 characters 28 in 100 candidates lack a class, at 32 one in 220. A hundred failures in a row can only
    /// come from words that leave nothing over.
    static let tryLimit = 100

    /// The letters and digits without `0`, `O`, `I` and `l`, which look alike. None of them means anything to a shell,
    /// an INI file or a URL.
    static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

    private let length: Int
    private let words: ForbiddenWords

    /// - Parameters:
    ///   - length: in characters.
    ///   - names: what a guesser would try first, such as the ids and names of the account and its sites. A password
    ///     contains none of them and none of their labels (`example` of `www.example.com`), in whatever case.
    /// - Throws: `EscrowError.passwordLength` outside of `lengths`.
    package init(length: Int = defaultLength, avoiding names: [String] = []) throws(EscrowError) {
        guard Self.lengths.contains(length) else { throw .passwordLength(length) }
        self.length = length
        words = ForbiddenWords(names)
    }

    /// Draws a password from the system's generator.
    ///
    /// - Throws: `EscrowError.noPassword` where the words leave none over.
    package func password() throws(EscrowError) -> Password {
        var generator = SystemRandomNumberGenerator()
        return try password(using: &generator)
    }

    /// As `password()`, from any generator: a simulation's gives the same passwords again.
    package func password(using generator: inout some RandomNumberGenerator) throws(EscrowError) -> Password {
        for _ in 0..<Self.tryLimit {
            let candidate = SecretMemory(byteCount: length) { memory in
                for index in memory.indices { memory[index] = Self.character(using: &generator) }
            }
            if candidate.withBytes({ Self.hasAllClasses($0) && !words.occur(in: $0) }) { return Password(candidate) }
        }
        throw .noPassword(length: length, tries: Self.tryLimit)
    }

    /// Six random bits at a time; those that name no character are drawn again, so that each is equally likely.
    private static func character(using generator: inout some RandomNumberGenerator) -> UInt8 {
        while true {
            let draw = Int((generator.next() as UInt8) & 0x3f)
            if alphabet.indices.contains(draw) { return alphabet[draw] }
        }
    }

    /// The provider wants an upper-case letter, a lower-case one and a digit.
    private static func hasAllClasses(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let upper = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let lower = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return [upper, lower, digits].allSatisfy { range in bytes.contains { range.contains($0) } }
    }
}
