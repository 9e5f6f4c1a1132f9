import ReconcileCore
import Testing

@Suite("numbers that are the same everywhere")
struct StableNumbersTests {
    @Test("SplitMix64 gives the numbers of its reference implementation")
    func splitMix() {
        var zero = SplitMix64(seed: 0)
        #expect(
            (0..<3).map { _ in zero.next() } == [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f])
        var other = SplitMix64(seed: 1_234_567)
        #expect(
            (0..<3).map { _ in other.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }

    @Test("a unit is never 1, and spreads")
    func unit() {
        var random = SplitMix64(seed: 7)
        let units = (0..<1000).map { _ in random.unit() }
        #expect(units.allSatisfy { (0..<1).contains($0) })
        #expect((0.45...0.55).contains(units.reduce(0, +) / 1000))
    }

    @Test(
        "FNV-1a gives the published values",
        arguments: [
            ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
        ])
    func fnv(text: String, hash: String) {
        #expect(StableHash.fingerprint(of: text) == hash)
    }

    @Test("a fingerprint always has 16 digits")
    func width() {
        #expect((0..<2000).allSatisfy { StableHash.fingerprint(of: String($0)).count == 16 })
    }
}
