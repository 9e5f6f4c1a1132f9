import ReconcileSimulation
import Testing

@Suite("runs that must end alike")
struct DifferentialTests {
    @Test("faults change neither the end nor which changes are asked for", arguments: 0..<8 as Range<UInt64>)
    func faults(seed: UInt64) async throws {
        let (faulty, faultless) = try await Differential.withAndWithoutFaults(seed: seed)
        #expect(faulty.findings == [] && faultless.findings == [], "seed \(seed)")
        #expect(faulty.end == faultless.end, "seed \(seed)")
    }

    @Test("two histories under the same policies end in the same state", arguments: 0..<8 as Range<UInt64>)
    func histories(seed: UInt64) async throws {
        let (one, other) = try await Differential.twoHistories(seed: seed)
        #expect(one.findings == [] && other.findings == [], "seed \(seed)")
        #expect(one.end.guests == other.end.guests, "seed \(seed)")
    }
}
