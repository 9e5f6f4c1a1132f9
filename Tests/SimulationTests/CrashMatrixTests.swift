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
}
