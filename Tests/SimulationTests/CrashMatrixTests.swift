import Foundation
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
        arguments: [
            (answer: Fault?.none, trouble: VaultTrouble?.none), (.droppedAfterApply, nil), (.droppedBeforeApply, nil),
            (.silentAfterApply, nil), (.wrongAccount, nil), (.weakPassword, nil),
            (nil, .full), (nil, .commandFails), (nil, .readOnly), (nil, .keyGone),
        ])
    func oneAccount(answer: Fault?, trouble: VaultTrouble?) async throws {
        for after in trouble == nil ? [0] : [0, 1, 2] {
            try await kill(CrashMatrix(accounts: 1, answer: answer, trouble: trouble, after: after))
        }
    }

    private static let stride = ProcessInfo.processInfo.environment["RECONCILED_CRASH_STRIDE"].flatMap(Int.init) ?? 30

    private func kill(_ made: CrashMatrix) async throws {
        var matrix = made
        // Exhaustive for one crash; of the second ones every so-manieth, or all with RECONCILED_CRASH_STRIDE=1.
        try await matrix.run(stride: Self.stride)
        #expect(matrix.findings == [])
        #expect(matrix.runs > 30)
        #expect(matrix.states.count > 10)
    }
}
