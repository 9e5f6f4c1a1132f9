import ReconcileSimulation
import Testing

@Suite("crashes at every boundary")
struct CrashMatrixTests {
    @Test("killed at every effect boundary of one write, once or twice, it comes right by itself")
    func oneGuest() async throws {
        var matrix = CrashMatrix(guests: 1)
        try await matrix.run(stride: 5)
        #expect(matrix.findings == [])
        #expect(matrix.runs > 100)
        #expect(matrix.states.count > 20)
    }

    @Test(
        "killed at every effect boundary of a rotation, once or twice, its password opens from the escrow and the ledger says which",
        arguments: CrashMatrix.rotations.indices)
    func oneAccount(world: Int) async throws {
        var matrix = CrashMatrix.rotations[world]
        // Exhaustive for one crash; `reconcile-sim crashes` goes through every second one too.
        try await matrix.run(stride: 30)
        #expect(matrix.findings == [])
        #expect(matrix.runs > 30)
        #expect(matrix.states.count > 10)
    }
}
