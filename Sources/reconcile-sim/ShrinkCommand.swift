import ArgumentParser
import ReconcileSimulation

/// `shrink`: the shortest story in which a seed still fails.
struct ShrinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shrink", abstract: "Leaves out of a failing seed whatever it fails without.")

    @Argument(help: "The seed.")
    var seed: UInt64

    @Flag(help: "Print every event, effect, fault and row of the shrunk run.")
    var verbose = false

    func run() async throws {
        guard var shrinker = try await Shrinker(Scenario.drawn(seed: seed)) else {
            print("seed \(seed) does not fail")
            return
        }
        let scenario = try await shrinker.shrink()
        let result = try await Simulation(scenario, isVerbose: verbose).live()
        for line in result.lines { print(line) }
        print("seed \(seed) failed: \(result.findings.first ?? "-")")
        print("after \(shrinker.runs) runs this is left:")
        for line in scenario.story { print("    \(line)") }
        throw ExitCode.failure
    }
}
