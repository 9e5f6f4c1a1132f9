/// Words that a password must not contain, whatever their case.
struct ForbiddenWords: Sendable {
    /// Shorter ones occur by chance and help no guesser.
    static let shortestWord = 3

    /// In lower case, letters and digits only.
    private let words: Set<[UInt8]>

    /// - Parameter names: each counts with its labels, the runs of ASCII letters and digits in it. A name that has
    ///   anything else in it cannot occur whole in a password, as that consists of those.
    init(_ names: [String]) {
        words = Set(
            names.flatMap { name in
                Array(name.utf8).map(Self.lowered).split { !Self.isLetterOrDigit($0) }.map(Array.init)
            }.filter { $0.count >= Self.shortestWord })
    }

    /// True if one of them is in `bytes`. Looks in place and leaves no copy.
    func occur(in bytes: UnsafeRawBufferPointer) -> Bool {
        words.contains { word in
            (0..<max(0, bytes.count - word.count + 1)).contains { start in
                word.indices.allSatisfy { word[$0] == Self.lowered(bytes[start + $0]) }
            }
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// `byte` is in lower case.
    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
