import ReconcileCore
import Testing

@Suite struct Bech32Tests {
    /// From BIP 173.
    @Test(
        "valid texts are read and written again as they were",
        arguments: [
            "A12UEL5L", "a12uel5l",
            "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
            "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
            "?1ezyfcl",
        ])
    func valid(text: String) throws {
        #expect(try Bech32(text).text == text)
    }

    @Test("bytes of every length come back", arguments: 0..<70)
    func roundTrip(count: Int) throws {
        var draws = SplitMix64(seed: UInt64(count))
        let bytes = (0..<count).map { _ in draws.next() as UInt8 }
        let word = Bech32(prefix: "age", bytes: bytes)
        #expect(try Bech32(word.text) == word)
        #expect(try Bech32(word.text.uppercased()) == Bech32(prefix: "AGE", bytes: word.bytes))
    }

    @Test(
        "what is wrong is said",
        arguments: [
            ("", Bech32.Fault.noSeparator), ("1nwldj5", .noSeparator), ("pzry9x0s0muk", .noSeparator),
            ("a12UEL5L", .mixedCase), ("x1b4n0q5v", .character(position: 3)), ("li1dgmt3", .checksum),
            ("A1G7SGD8", .checksum), ("a12uel5m", .checksum), ("a 1", .character(position: 2)),
            ("å1", .character(position: 1)),
        ])
    func invalid(text: String, fault: Bech32.Fault) {
        #expect(throws: fault) { try Bech32(text) }
    }

    @Test("left-over bits that are not zero are refused: each value has one text")
    func padding() throws {
        // One byte takes two symbols of five bits, of which two bits are left over.
        let words = (0..<32).flatMap { first in
            (0..<32).map { Bech32.text(prefix: "a", symbols: [UInt8(first), UInt8($0)]) }
        }
        #expect(words.count { (try? Bech32($0)) != nil } == 256)
    }
}
