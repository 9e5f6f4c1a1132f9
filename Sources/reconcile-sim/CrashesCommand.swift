import ArgumentParser
import Foundation
import ReconcileSimulation

/// `crashes`: the crash matrix, world by world.
struct CrashesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crashes",
        abstract: "Kills the process at every boundary of small worlds, once and twice; exits 1 where that does harm.")

    @Option(help: "Of the second crashes every so-manieth; 1 makes all.")
    var stride = 1

    @Option(help: "How many worlds at a time.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
        guard stride > 0, jobs > 0 else { throw ValidationError("A stride and a number of jobs are 1 or more.") }
    }

    func run() async throws {
        var left = ArraySlice([CrashMatrix(guests: 1), CrashMatrix(guests: 2)] + CrashMatrix.rotations)
        var runs = 0
        var failed = 0
        try await withThrowingTaskGroup { group in
            for world in left.prefix(jobs) { start(world, &group) }
            left = left.dropFirst(jobs)
            while let ended = try await group.next() {
                report(ended)
                runs += ended.runs
                failed += ended.findings.count
                if let next = left.popFirst() { start(next, &group) }
            }
        }
        print("\(runs) runs, \(failed) failed")
        guard failed == 0 else { throw ExitCode.failure }
    }

    private func start(_ world: CrashMatrix, _ group: inout ThrowingTaskGroup<CrashMatrix, any Error>) {
        let stride = stride
        group.addTask {
            var matrix = world
            try await matrix.run(stride: stride)
            return matrix
        }
    }

    private func report(_ matrix: CrashMatrix) {
        print(
            "\(matrix.name): \(matrix.runs) runs over \(matrix.boundaries) boundaries, one or two crashes, "
                + "\(matrix.states.count) distinct states, \(matrix.findings.count) failed")
        for finding in matrix.findings.prefix(5) { print("    \(finding)") }
        fflush(nil)
    }
}
