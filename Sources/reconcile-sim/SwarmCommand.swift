import ArgumentParser
import Foundation
import ReconcileSimulation

/// `swarm`: many seeds, and what they came to.
struct SwarmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swarm", abstract: "Runs many seeds; exits 1 where one fails or a state stays unreached.")

    @Option(help: "How many seeds at most.")
    var seeds = 1000

    @Option(help: "The first seed; without it, one that the clock gives.")
    var from: UInt64?

    @Option(help: "No new seed begins after so many minutes.")
    var minutes: Double?

    @Option(help: "How many guests in each world, in place of a number that the seed draws.")
    var guests: Int?

    @Option(help: "How many worlds at a time.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Print how often each state was reached.")
    var marks = false

    func run() async throws {
        let first = from ?? UInt64(Date().timeIntervalSince1970)
        let began = Date()
        let guests = guests
        var swarm = Swarm()
        try await swarm.run(
            first..<(first + UInt64(max(0, seeds))), jobs: jobs,
            scenario: { Scenario.drawn(seed: $0, guests: guests) },
            while: { minutes.map { Date().timeIntervalSince(began) < $0 * 60 } ?? true },
            finished: report)
        let took = max(Date().timeIntervalSince(began), 0.001)
        print(summary(swarm, first, took))
        if marks { printMarks(swarm) }
        guard swarm.failed.isEmpty, isReached(swarm) else { throw ExitCode.failure }
    }

    private func report(_ result: RunResult) {
        guard let first = result.findings.first else { return }
        print("seed \(result.seed) failed: \(first)")
        print("    reconcile-sim replay \(result.seed) --verbose")
        fflush(nil)
    }

    private func summary(_ swarm: Swarm, _ first: UInt64, _ took: Double) -> String {
        let hours = swarm.secondsSimulated / 3600
        return """
            \(swarm.seeds) seeds from \(first), \(swarm.failed.count) failed, \(Int(Double(swarm.seeds) / took)) seeds a second
            \(Int(hours)) hours simulated in \(Int(took)) s, \(Int(swarm.secondsSimulated / took)) times real time
            \(swarm.requests) requests, \(swarm.writes) of them writes, \(swarm.boundaries) effect boundaries
            \(swarm.statesCut.count) distinct states in which a process was killed
            """
    }

    private func printMarks(_ swarm: Swarm) {
        for (mark, count) in swarm.marks.counts.sorted(by: { $0.key < $1.key }) { print("    \(count) \(mark)") }
    }

    private func isReached(_ swarm: Swarm) -> Bool {
        let missing = swarm.marks.missing
        print("\(Marks.required.count - missing.count) of \(Marks.required.count) states were reached")
        for mark in missing { print("    not reached: \(mark)") }
        return missing.isEmpty || swarm.seeds < Marks.seedBudget
    }
}
