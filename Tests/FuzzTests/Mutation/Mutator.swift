import ReconcileCore

/// Makes new inputs of kept ones, without looking at what they reach: the same seed makes the same inputs for ever.
struct Mutator {
    private var random: SplitMix64
    private let corpus: Corpus

    /// Numbers at which arithmetic changes its ways.
    private static let numbers = [
        "0", "-1", "1e9", "0.5", "255", "65536", "999999999", "2147483648", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "18446744073709551615", "1e308", "1e400", "0x10", "00",
    ].map { Array($0.utf8) }

    init(_ corpus: Corpus, seed: UInt64) {
        self.corpus = corpus
        random = SplitMix64(seed: seed)
    }

    mutating func next() -> [UInt8] {
        var input = anyInput()
        for _ in 0...Int.random(in: 0..<4, using: &random) { change(&input) }
        return Array(input.prefix(Corpus.longestInput))
    }

    private mutating func change(_ input: inout [UInt8]) {
        let range = anyRange(of: input)
        switch Int.random(in: 0..<8, using: &random) {
        case 0 where !range.isEmpty: input[range.lowerBound] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where !range.isEmpty: input[range.lowerBound] = UInt8.random(in: .min ... .max, using: &random)
        case 2: input.removeSubrange(range)
        case 3: input.insert(contentsOf: input[range], at: Int.random(in: 0...input.count, using: &random))
        case 4: input.replaceSubrange(number(in: input, after: range.lowerBound), with: any(of: Self.numbers))
        case 5:
            let other = anyInput()
            input.replaceSubrange(range, with: other[anyRange(of: other)])
        case 6: input.replaceSubrange(range, with: any(of: corpus.words))
        default: input.insert(contentsOf: any(of: corpus.words), at: range.lowerBound)
        }
    }

    private mutating func anyInput() -> [UInt8] {
        corpus.inputs.randomElement(using: &random)?.bytes ?? []
    }

    private mutating func any(of words: [[UInt8]]) -> [UInt8] {
        words.randomElement(using: &random) ?? []
    }

    /// Mostly short, so that most of an input stays what it was.
    private mutating func anyRange(of input: [UInt8]) -> Range<Int> {
        let start = Int.random(in: 0...input.count, using: &random)
        return start..<min(input.count, start + Int.random(in: 0..<24, using: &random))
    }

    /// The first run of digits at `index` or after it.
    private func number(in input: [UInt8], after index: Int) -> Range<Int> {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let start = input[index...].firstIndex(where: isDigit) ?? input.endIndex
        return start..<(input[start...].firstIndex { !isDigit($0) } ?? input.endIndex)
    }
}
