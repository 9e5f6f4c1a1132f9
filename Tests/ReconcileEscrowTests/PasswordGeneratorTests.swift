import Foundation
import ReconcileCore
import Testing

@testable import ReconcileEscrow

@Suite struct PasswordGeneratorTests {
    private let names = ["acct_01hxa3b4c5d6e7f8g9h0j1k2m3", "example", "www.Example-Shop.com", "ab", "se"]

    private func passwords(
        _ count: Int, length: Int = PasswordGenerator.defaultLength,
        using generator: inout some RandomNumberGenerator
    ) throws -> [String] {
        let source = try PasswordGenerator(length: length, avoiding: names)
        return try (0..<count).map { _ in try source.password(using: &generator).text }
    }

    /// Pearson's statistic of all characters, if each of the 58 is equally likely.
    private func chiSquare(_ passwords: [String]) -> Double {
        var counts: [UInt8: Int] = [:]
        for password in passwords { for byte in password.utf8 { counts[byte, default: 0] += 1 } }
        let total = counts.values.reduce(0, +)
        let expected = Double(total) / 58
        return PasswordGenerator.alphabet.reduce(0) { sum, byte in
            let difference = Double(counts[byte] ?? 0) - expected
            return sum + difference * difference / expected
        }
    }

    /// What the statistic exceeds once in a thousand with 57 degrees of freedom.
    private let onceInAThousand = 95.75

    private func expectSound(_ passwords: [String], length: Int = PasswordGenerator.defaultLength) {
        let alphabet = Set(PasswordGenerator.alphabet)
        let words = ["acct", "01hxa3b4c5d6e7f8g9h0j1k2m3", "example", "www", "shop", "com"]
        #expect(passwords.allSatisfy { $0.utf8.count == length && $0.utf8.allSatisfy(alphabet.contains) })
        #expect(passwords.allSatisfy { $0.contains(where: \.isUppercase) && $0.contains(where: \.isLowercase) })
        #expect(passwords.allSatisfy { $0.contains(where: \.isNumber) })
        #expect(passwords.allSatisfy { password in !words.contains { password.lowercased().contains($0) } })
        #expect(Set(passwords).count == passwords.count)
    }

    @Test("ten thousand passwords have every class and no name in them, and each character is equally likely")
    func seeded() throws {
        var generator = SplitMix64(seed: 7)
        let passwords = try passwords(10_000, using: &generator)
        expectSound(passwords)
        #expect(chiSquare(passwords) < onceInAThousand)
    }

    @Test("so it is with the system's generator")
    func system() throws {
        var generator = SystemRandomNumberGenerator()
        let batches = try (0..<2).map { _ in try passwords(10_000, using: &generator) }
        batches.forEach { expectSound($0) }
        // Each batch of a sound generator fails once in a thousand, both once in a million.
        #expect(batches.contains { chiSquare($0) < onceInAThousand })
    }

    @Test("every allowed length is kept, every other one refused", arguments: [7, 8, 9, 127, 128, 129])
    func lengths(length: Int) throws {
        guard (8...128).contains(length) else {
            let error = #expect(throws: EscrowError.self) { try PasswordGenerator(length: length) }
            #expect(
                error?.description
                    == "cannot make passwords of \(length) characters: the provider takes 8 to 128")
            return
        }
        var generator = SplitMix64(seed: 1)
        expectSound(try passwords(200, length: length, using: &generator), length: length)
    }

    @Test("a password never contains a name or a label of one, whatever the case")
    func words() {
        let words = ForbiddenWords(["www.Example.com", "user-7", "xy", "bokföring"])
        let found = { (text: String) in Array(text.utf8).withUnsafeBytes { words.occur(in: $0) } }
        #expect(
            ["www", "aWwW1", "Example", "1eXAMPLE", "userA", "COM", "ring"].map(found)
                == .init(repeating: true, count: 7))
        #expect(["", "ww", "exampl", "xy", "7", "coexampl"].map(found) == .init(repeating: false, count: 6))
    }

    /// Draws `A`, `a`, `1` and so on for ever.
    private struct StuckGenerator: RandomNumberGenerator {
        private var draws = 0

        mutating func next() -> UInt64 {
            defer { draws += 1 }
            return [9, 33, 0][draws % 3]
        }
    }

    @Test("names that leave no password over end in an error and not in an endless search")
    func impossible() throws {
        var generator = StuckGenerator()
        #expect(try PasswordGenerator(length: 8).password(using: &generator).text == "Aa1Aa1Aa")
        let source = try PasswordGenerator(length: 8, avoiding: ["1aa.example.com"])
        let error = #expect(throws: EscrowError.self) { try source.password(using: &generator) }
        #expect(
            error?.description
                == "cannot make a password of 8 characters: each of 100 tries held a name of the account")
    }

    @Test("the same seed gives the same password, another seed another")
    func deterministic() throws {
        let source = try PasswordGenerator()
        var (first, again, other) = (SplitMix64(seed: 1), SplitMix64(seed: 1), SplitMix64(seed: 2))
        let password = try source.password(using: &first).text
        #expect(try source.password(using: &again).text == password)
        #expect(try source.password(using: &other).text != password)
    }

    @Test(
        "an estimator of guesses gives the best score to every password of 16 characters or more",
        .enabled(if: GuessEstimator.isAvailable, Comment(rawValue: GuessEstimator.whyNot)), arguments: [16, 32])
    func guesses(length: Int) throws {
        var generator = SplitMix64(seed: 5)
        let count = Self.judged
        #expect(try GuessEstimator.scores(of: passwords(count, length: length, using: &generator)) == "4 \(count)\n")
    }

    /// The estimator needs milliseconds for each; RECONCILED_JUDGED_PASSWORDS=10000 has more of them judged.
    private static let judged =
        ProcessInfo.processInfo.environment["RECONCILED_JUDGED_PASSWORDS"].flatMap(Int.init) ?? 300
}
